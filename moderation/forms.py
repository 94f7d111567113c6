"""Forms of the desk: they read what was typed. What may be is decided by the domain."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from moderation.enums import FlagReason, ReturnReason
from people.models import Holiday


class Rule(forms.Form):
    """One ruling. The button says the outcome; the version is the text's that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why"), required=False, choices=ReturnReason.choices, widget=forms.RadioSelect
    )
    reply = forms.CharField(
        label=_("Kind reply to the writer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes out from the desk, signed with your role. Edit it so that it sounds like you."),
    )


class MarkAbout(forms.Form):
    member = forms.ChoiceField(label=_("Which adult is it about?"), required=False)

    def __init__(self, *args, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [
            ("", _("Nobody who works here")),
            *((adult.public_id, adult.user.name) for adult in adults),
        ]


class Report(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=FlagReason.choices, widget=forms.RadioSelect, required=False
    )
    words = forms.CharField(
        label=_("Tell us more"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
    )


class AddShift(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput)
    closes = forms.TimeField(label=_("To"), widget=forms.TimeInput, help_text=_("0:00 means until midnight."))


class AddHoliday(forms.Form):
    date = forms.DateField(label=_("Day"), widget=forms.DateInput)
    name = forms.CharField(
        label=_("What is it?"),
        max_length=Holiday._meta.get_field("name").max_length,
        help_text=_("For example: spring holidays."),
    )
