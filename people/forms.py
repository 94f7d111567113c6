"""Forms of people: they read what was typed. What may be is decided by the domain."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.fields import Day
from people.enums import Band, ConsentPurpose, Role
from people.models import Clearance, Consent, JoinCode, NoticeWish, User

_TEXT = {"autocomplete": "off"}


def _name(field: str, model=User) -> int:
    return model._meta.get_field(field).max_length


class FindMembers(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    ended = forms.BooleanField(label=_("Only members who have left"), required=False)


class AddMember(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=_name("first_name"))
    last_name = forms.CharField(label=_("Last name"), max_length=_name("last_name"), required=False)
    username = forms.CharField(
        label=_("User name"),
        max_length=_name("username"),
        help_text=_("They sign in with it. Letters, digits and . - _ without spaces."),
        widget=forms.TextInput(attrs={**_TEXT, "autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    band = forms.ChoiceField(
        label=_("Age band"),
        choices=Band.choices,
        widget=forms.RadioSelect,
        help_text=_("Adult roles need 18 and over."),
    )


class GrantRole(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    until = Day(
        label=_("Last day"), required=False, widget=forms.DateInput, help_text=_("Leave it empty for no end.")
    )


class EndRole(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class SetBand(forms.Form):
    band = forms.ChoiceField(label=_("Age band"), choices=Band.choices, widget=forms.RadioSelect)


class RecordConsent(forms.Form):
    purpose = forms.ChoiceField(
        label=_("For what"), choices=ConsentPurpose.choices, initial=ConsentPurpose.FORUM
    )
    giver_name = forms.CharField(
        label=_("Who said yes"),
        max_length=_name("giver_name", Consent),
        help_text=_("The parent or guardian, by name."),
        widget=forms.TextInput(attrs=_TEXT),
    )
    given_on = Day(label=_("On which day"), widget=forms.DateInput)
    subject = forms.CharField(label=_("Which agency"), max_length=_name("subject", Consent), required=False)
    answer = forms.ChoiceField(
        label=_("What they said"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        required=False,
        initial="yes",
    )

    def clean_answer(self) -> str:
        return self.cleaned_data["answer"] or "yes"


class WithdrawConsent(forms.Form):
    purpose = forms.ChoiceField(choices=ConsentPurpose.choices)
    subject = forms.CharField(max_length=_name("subject", Consent), required=False)


class RecordClearance(forms.Form):
    kind = forms.CharField(label=_("Which check"), max_length=_name("kind", Clearance))
    reference = forms.CharField(
        label=_("Reference"), max_length=_name("reference", Clearance), required=False
    )
    expires_on = Day(
        label=_("Runs out on"), widget=forms.DateInput, help_text=_("From that day on it opens nothing.")
    )


class RecordAddress(forms.Form):
    email = forms.CharField(
        label=_("E-mail address for notices"),
        max_length=_name("email", NoticeWish),
        required=False,
        help_text=_("Leave it empty for no e-mails. They say only that something waits here."),
        widget=forms.EmailInput(attrs=_TEXT),
    )


class MakeJoinCode(forms.Form):
    label = forms.CharField(label=_("Class or group"), max_length=_name("label", JoinCode))
    band = forms.ChoiceField(
        label=_("Age band"),
        choices=Band.choices,
        widget=forms.RadioSelect,
        help_text=_("Everybody who joins with this code gets this band."),
    )
    cap = forms.IntegerField(label=_("How many may join"), min_value=1, initial=30)
    expires_on = Day(
        label=_("Last day"), widget=forms.DateInput, help_text=_("The code works until midnight.")
    )


class ClassCode(forms.Form):
    code = forms.CharField(
        label=_("Class code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={**_TEXT, "autocapitalize": "none", "spellcheck": "false", "placeholder": "abcd-efgh"}
        ),
    )


class Join(forms.Form):
    """What a joiner may say. Band, role and community are no fields: they come with the code."""

    first_name = forms.CharField(
        label=_("Your first name"),
        max_length=_name("first_name"),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Your last name"),
        max_length=_name("last_name"),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    username = forms.CharField(
        label=_("Choose a user name"),
        max_length=_name("username"),
        help_text=_("You sign in with it. Use letters and digits, no spaces."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 letters or digits. Three words you can keep in mind work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class UseOneUseCode(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=_name("username"),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=_("One-use code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Choose a new password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 letters or digits. Three words you can keep in mind work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
