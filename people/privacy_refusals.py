"""What the people floor says when it says no about somebody's data."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    copy_asked=(409, _("We are making your copy already. Look here again in a few minutes.")),
    copy_recent=(409, _("You had a copy a moment ago. You can ask for the next one in an hour.")),
    erase_by_office=(
        409,
        _("You work here, so somebody must take over what you do first. Ask your community administrator."),
    ),
    data_held=(
        409,
        _(
            "Your data must stay here for now, to keep somebody safe or because a law says so. "
            "Ask the safeguarding lead."
        ),
    ),
    hold_reason=(422, _("Write why, in at most %(limit)d letters.")),
    hold_exists=(409, _("Their data are kept already.")),
    statement_missing=(422, _("Write what you want to say.")),
    statement_too_long=(422, _("That is %(length)d letters. At most %(limit)d can stay.")),
    statements_many=(
        409,
        _("You have said a lot about this record. Talk to somebody at your school about it."),
    ),
)
