"""What a community session says when it says no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    session_not_open=(409, _("The talk is not open now, so nothing can be added.")),
    session_paused=(409, _("The talk is paused. Your words are kept here. Send them when it goes on.")),
    session_over=(409, _("The talk is over. You can read all of it below.")),
    lane_locked=(409, _("Right now only the adults who lead may write.")),
    muted=(403, _("You cannot write in this talk right now. Talk to one of the adults who lead it.")),
    seats_missing=(
        409,
        _("Before it opens, the talk needs a facilitator, a moderator and a second adult."),
    ),
    seats_same=(422, _("The second adult must be another person than the facilitator and the moderator.")),
    seat_not_verified=(422, _("Choose adults of this community with a valid safeguarding check.")),
    seat_not_moderator=(422, _("The moderator of a talk must be one of the moderators of this community.")),
    not_staffed=(
        409,
        _("A talk can open only while somebody is at the desk. Look at the staffed hours."),
    ),
    second_adult_left=(
        409,
        _("Another adult who leads must be in the room before you write. Nothing was sent."),
    ),
    mode_unknown=(422, _("Choose one of the four ways to take messages.")),
    bad_frame=(422, _("The program sent something we do not understand. Load the page again.")),
    hands_over=(409, _("This show of hands is over. Nothing was changed.")),
    hands_running=(409, _("A show of hands is on already. Count it or call it off first.")),
    hands_of_the_young=(403, _("In a show of hands the young people are asked. Adults look on.")),
    hands_choice_unknown=(422, _("Tap one of the choices.")),
    choices_number=(422, _("Give two to six choices, each in other words.")),
)
