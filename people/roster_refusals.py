"""What a list, and an invitation, are answered with when they are refused."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    roster_over=(409, _("This list cannot be carried out any more. Give the file again.")),
    roster_faults=(422, _("The list has %(count)s faults. Nothing was changed.")),
    roster_missing=(422, _("Choose a file, or paste the list.")),
    roster_too_big=(413, _("The file is larger than %(most)s MB. Nothing of it was read.")),
    grades_unfit=(422, _("The grade where 16 and 17 begin comes after the one where 13 to 15 begin.")),
    group_empty=(
        409,
        _("Everybody in this class has signed in already, or belongs to another community too."),
    ),
)
