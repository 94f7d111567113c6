"""What is said about login cards that do not open."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    # One answer for a card that ended, a child who is not in that band any more, and a place that is not the school:
    # whoever found a card learns nothing from it.
    card_not_here=(
        403,
        _("This card does not open anything here. It works only at your school. Ask a teacher for help."),
    ),
    cards_for_whom=(422, _("Choose for whom you want cards.")),
    cards_too_many=(422, _("That is a lot of cards. Print at most %(most)d at once.")),
    card_of_signed_in=(409, _("Somebody is signed in on this device. Sign out first.")),
)
