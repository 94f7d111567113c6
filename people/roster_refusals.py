"""What a list, and an invitation, are answered with when they are refused."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    roster_over=(409, _("This list cannot be carried out any more. Give the file again.")),
    roster_failed=(
        409,
        _(
            "Something broke while the list was carried out. Nothing was changed. Tell whoever runs this site."
        ),
    ),
    roster_faults=(422, _("The list has %(count)s faults. Nothing was changed.")),
    roster_missing=(422, _("Choose a file, or paste the list.")),
    roster_too_big=(413, _("The file is larger than %(most)s MB. Nothing of it was read.")),
    grades_unfit=(422, _("The grade where 16 and 17 begin comes after the one where 13 to 15 begin.")),
    group_empty=(
        409,
        _("Everybody in this class has signed in already, or belongs to another community too."),
    ),
)

codes(
    invitation_over=(
        422,
        _(
            "This invitation does not work. Perhaps it was used, or has run out. Ask whoever invited you for a new one."
        ),
    ),
    invitation_for_adults=(
        409,
        _("Invitations are for adults. Students come in with a class code or a list."),
    ),
    invitation_other_person=(
        409,
        _("This invitation has the name of somebody else. If it is yours, sign out first and open it again."),
    ),
    invitation_other_email=(422, _("The invitation was made for another e-mail address.")),
    invitation_days=(422, _("Choose a number of days from 1 to %(most)s.")),
    invitation_role=(422, _("Students come in with a class code or a list. Choose a role of adults.")),
    email_missing=(422, _("Write the e-mail address, or print the invitation.")),
)
