"""Forms about families: ties, consents, one's own yes or no, and dates of birth."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.fields import Day
from people.domain.guardians import FIELDS, NOTE_LENGTH
from people.enums import ConsentPurpose, Relation
from people.models import Consent, Guardianship


class Tie(forms.Form):
    """What an administrator says of a tie."""

    relation = forms.ChoiceField(label=_("Relation"), choices=Relation.choices)
    is_legal = forms.BooleanField(label=_("Decides by law"), required=False, initial=True)
    may_consent = forms.BooleanField(label=_("May give consent"), required=False, initial=True)
    lives_with = forms.BooleanField(label=_("Lives with the child"), required=False, initial=True)
    gets_mail = forms.BooleanField(label=_("Gets mail about the child"), required=False, initial=True)
    sees_participation = forms.BooleanField(
        label=_("Sees whether the child takes part"), required=False, initial=True
    )
    is_first_call = forms.BooleanField(label=_("Is called first"), required=False)
    note = forms.CharField(
        label=_("What staff must know"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Only administrators read it. Each look is written down."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def standing(tie: Guardianship) -> dict:
        return {name: getattr(tie, name) for name in ("relation", "note", *FIELDS)}


class LinkGuardian(Tie):
    guardian = forms.ChoiceField(label=_("Caregiver"))
    field_order = ["guardian"]

    def __init__(self, *args, caregivers, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].choices = [(member.public_id, member.user.name) for member in caregivers]


class Why(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=NOTE_LENGTH,
        help_text=_("Such as the court and the number of its order. It is kept encrypted."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Decide(forms.Form):
    """A yes, a no, or taking a yes back: with the version of the words that were on the page."""

    purpose = forms.ChoiceField(choices=ConsentPurpose.choices)
    subject = forms.CharField(required=False, max_length=Consent._meta.get_field("subject").max_length)
    version = forms.CharField(max_length=20)
    say = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("back", "")])


class SayForOneself(forms.Form):
    purpose = forms.ChoiceField(choices=ConsentPurpose.choices)
    subject = forms.CharField(required=False, max_length=Consent._meta.get_field("subject").max_length)
    version = forms.CharField(max_length=20)
    say = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    back = forms.CharField(required=False, max_length=200)  # the page on which they were asked


class AskConsent(forms.Form):
    purpose = forms.ChoiceField(label=_("For what"), choices=ConsentPurpose.choices)
    subject = forms.CharField(
        label=_("Which agency"), required=False, max_length=Consent._meta.get_field("subject").max_length
    )


class BornOn(forms.Form):
    born_on = Day(
        label=_("Date of birth"),
        widget=forms.DateInput,
        help_text=_("The age band follows from it. Nobody else sees the date."),
    )
