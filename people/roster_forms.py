"""The form of a list of people: the file, and what no column of it decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import CODES
from people.domain.roster import Choices
from people.enums import Band


class GiveRoster(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        required=False,
        help_text=_("A OneRoster package (ZIP, version 1.1 or 1.2), or a CSV file with names and numbers."),
        widget=forms.FileInput(attrs={"accept": ".csv,.zip,.txt"}),
    )
    pasted = forms.CharField(
        label=_("Or paste a short list"),
        required=False,
        strip=False,
        max_length=100_000,
        help_text=_("The first line names the columns."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    other_band = forms.ChoiceField(
        label=_("Band of those without day of birth and grade"),
        required=False,
        choices=[("", _("None: say who they are")), *Band.choices],
    )
    band_b_from = forms.IntegerField(
        label=_("13 to 15 begins with grade"), min_value=1, max_value=20, initial=8
    )
    band_c_from = forms.IntegerField(
        label=_("16 and 17 begins with grade"), min_value=2, max_value=20, initial=11
    )
    leave_out_adults = forms.BooleanField(
        label=_("Leave out rows of adults"),
        required=False,
        help_text=_(
            "Teachers and administrators never come in by a list. Without this tick one such row refuses it."
        ),
    )
    with_guardians = forms.BooleanField(
        label=_("Bring in guardians and link them with their children"),
        required=False,
        help_text=_("From a OneRoster package only. They see nothing until you say what each may see."),
    )
    end_gone = forms.BooleanField(
        label=_("End the membership of students who are not in the list any more"), required=False
    )

    def clean(self):
        typed = super().clean()
        if not self.errors and not typed.get("file") and not typed.get("pasted", "").strip():
            raise forms.ValidationError(CODES["roster_missing"][1], code="roster_missing")
        return typed

    def choices(self) -> Choices:
        names = Choices.__dataclass_fields__
        return Choices(**{name: self.cleaned_data[name] for name in names})
