"""What is said when the school's own sign-in lets nobody in."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    school_unknown=(
        403,
        _("Your school knows you, but nobody here has entered you yet. Ask a person at your school."),
    ),
    school_failed=(
        409,
        _("Signing in with your school did not work. Please try again, or use your name and password."),
    ),
    subject_unfit=(422, _("Write the number as your sign-in service shows it, 255 letters at most.")),
    subject_taken=(409, _("Somebody else has that number already.")),
)
