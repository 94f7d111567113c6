"""Forms of the desk: they read what was typed. What may be is decided by the domain."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.fields import Day
from mobilize.kernel.refusal import CODES
from moderation import refusals  # noqa: F401 (its sentences are read below)
from moderation.enums import CrisisWish, FlagReason, Outcome, Post, ReturnReason, Severity
from people.models import Holiday


def sentence(code: str):
    """Say what the domain would say, where the form can say it earlier."""
    return CODES[code][1]


class Rule(forms.Form):
    """One ruling. The button says the outcome; the version is the text's that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=ReturnReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": sentence("reason_missing")},
    )
    reply = forms.CharField(
        label=_("Kind reply to the writer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes out from the desk, signed with your role. Edit it so that it sounds like you."),
        error_messages={"required": sentence("reply_missing")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.data.get("outcome") == Outcome.RELEASE:  # which needs no words
            self.fields["reason"].required = self.fields["reply"].required = False


class MarkAbout(forms.Form):
    NOBODY = "nobody"
    member = forms.ChoiceField(label=_("Which adult is it about?"))

    def __init__(self, *args, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [
            (self.NOBODY, _("Nobody who works here")),
            *((adult.public_id, adult.user.name) for adult in adults),
        ]


class Report(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=FlagReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": sentence("flag_reason_missing")},
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
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": sentence("weekdays_missing")},
    )
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput)
    closes = forms.TimeField(label=_("To"), widget=forms.TimeInput, help_text=_("0:00 means until midnight."))


class AddHoliday(forms.Form):
    date = Day(label=_("Day"), widget=forms.DateInput)
    name = forms.CharField(
        label=_("What is it?"),
        max_length=Holiday._meta.get_field("name").max_length,
        help_text=_("For example: spring holidays."),
    )


class AddTurn(forms.Form):
    ALWAYS = ""
    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)
    member = forms.ChoiceField(label=_("Who"))
    weekday = forms.TypedChoiceField(
        label=_("Day"),
        choices=[(ALWAYS, _("Always")), *WEEKDAYS.items()],
        coerce=int,
        empty_value=None,
        required=False,
    )
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput, required=False)
    ends = forms.TimeField(
        label=_("To"), widget=forms.TimeInput, required=False, help_text=_("0:00 means until midnight.")
    )

    def __init__(self, *args, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(adult.public_id, adult.user.name) for adult in adults]


class SetSeverity(forms.Form):
    severity = forms.ChoiceField(
        label=_("How grave is it?"),
        choices=[(value, f"{value} {label}") for value, label in reversed(Severity.choices)],
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2, "class": "short"}))


class MakeWish(forms.Form):
    wish = forms.ChoiceField(
        choices=CrisisWish.choices, error_messages={"required": sentence("wish_unknown")}
    )


class MakeAppeal(forms.Form):
    words = forms.CharField(
        label=_("Why should somebody look again?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
    )


class DecideAppeal(forms.Form):
    uphold = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=[("yes", _("The author is right: show the words")), ("no", _("The ruling stays"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label=_("Kind reply to the writer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": sentence("reply_missing")},
    )


class NoteCheck(forms.Form):
    note = forms.CharField(
        label=_("How are they?"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
        error_messages={"required": sentence("note_missing")},
    )
