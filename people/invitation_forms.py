"""Forms of invitations: making one, and coming in with one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.enums import Role
from people.forms import Join

_ADULTS = [(value, label) for value, label in Role.choices if value != Role.STUDENT]
_NO_HINTS = {"autocomplete": "off"}


class InviteCaregiver(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.CharField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("With an address the link works only for whoever knows that address."),
        widget=forms.EmailInput(attrs=_NO_HINTS),
    )
    days = forms.IntegerField(label=_("Days that it works"), min_value=1, max_value=30, initial=7)
    mail = forms.BooleanField(label=_("Send it by e-mail"), required=False)


class Invite(InviteCaregiver):
    role = forms.ChoiceField(label=_("Role"), choices=_ADULTS)


def _own_address() -> forms.CharField:
    return forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The one that the invitation was made for."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class Accept(Join):
    """What an invited adult may say. Role, community and child are no fields: they come with the invitation."""

    email = _own_address()

    def __init__(self, *args, invitation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            if getattr(invitation, name):
                del self.fields[name]
        _ask_address(self, invitation)


class AcceptSignedIn(forms.Form):
    """What somebody who has an account may say: the address that the invitation was made for."""

    email = _own_address()

    def __init__(self, *args, invitation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _ask_address(self, invitation)


def _ask_address(form: forms.Form, invitation) -> None:
    """Ask for the address where the invitation is bound to one, and not otherwise."""
    if not invitation.email:
        del form.fields["email"]
