"""Forms about one's data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.fields import Day
from people.domain.holds import REASON_LENGTH
from people.domain.statements import LENGTH


class SayAboutRecord(forms.Form):
    words = forms.CharField(
        label=_("What you say about it"),
        max_length=LENGTH,
        widget=forms.Textarea,
        help_text=_("It stays with the record. Whoever reads the record reads this too."),
    )


class HoldData(forms.Form):
    reason = forms.CharField(label=_("Why it must stay"), max_length=REASON_LENGTH, widget=forms.Textarea)


class ChooseDay(forms.Form):
    at = Day(
        label=_("Show what would end on this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
