"""Forms of the log of concerns: they read what was typed. What may be is decided by the domain."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.fields import Day
from moderation import concern_refusals  # noqa: F401 (its sentences are read below)
from moderation.domain.concerns import STEPS
from moderation.enums import ConcernKind, ConcernOutcome, EntryKind
from moderation.forms import sentence


def _words(label, code: str = "concern_words_missing", **more) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": more.pop("rows", 4)}),
        error_messages={"required": sentence(code)},
        **more,
    )


class RaiseConcern(forms.Form):
    NOBODY = "nobody"
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=ConcernKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": sentence("concern_kind_missing")},
    )
    adult = forms.ChoiceField(
        label=_("Which adult?"), required=False, help_text=_("Only if it is about an adult who works here.")
    )
    words = _words(
        _("What did you see or hear?"),
        rows=6,
        help_text=_("Plain facts: who, what, when, where. Use the words that were said. Do not ask further."),
    )

    def __init__(self, *args, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["adult"].choices = [
            (self.NOBODY, _("I do not know, or it is described below")),
            *((adult.public_id, adult.user.name) for adult in adults),
        ]


class FindYoungPerson(forms.Form):
    find = forms.CharField(label=_("Name of the young person"), required=False, max_length=80)


class _Apart(forms.Form):
    """One of several forms on a page: its fields have ids of their own."""

    def __init__(self, *given, **told) -> None:
        super().__init__(*given, **{"auto_id": f"{type(self).__name__.lower()}_%s", **told})


class WriteEntry(_Apart):
    step = forms.ChoiceField(
        label=_("What do you write down?"),
        choices=[(step, EntryKind(step).label) for step in STEPS],
        error_messages={"required": sentence("concern_step_missing")},
    )
    words = _words(_("What happened, in plain facts"))
    reference = forms.CharField(label=_("The agency's reference"), required=False, max_length=200)
    review_on = Day(label=_("Look at it again on"), required=False, widget=forms.DateInput)
    line = forms.ChoiceField(label=_("Which line does it correct?"), required=False)

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", _("None")), *lines]


class DecideGuardians(_Apart):
    tell = forms.ChoiceField(
        label=_("Are the guardians told?"),
        choices=[("yes", _("Yes, a person tells them")), ("no", _("No, not now"))],
        widget=forms.RadioSelect,
        error_messages={"required": sentence("tell_missing")},
    )
    reason = _words(_("Why"), "concern_reason_missing", rows=2)


class CloseConcern(_Apart):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=ConcernOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": sentence("outcome_of_concern_missing")},
    )
    words = _words(_("What did you see when you looked it through?"), rows=3)


class Reopen(_Apart):
    words = _words(_("What came to light?"), rows=3)


class LetIn(_Apart):
    reader = forms.ChoiceField(
        label=_("Who must know?"), error_messages={"required": sentence("reader_unfit")}
    )
    reason = _words(_("Why they must know"), "concern_reason_missing", rows=2)
    until = Day(label=_("Until"), required=False, widget=forms.DateInput)

    def __init__(self, *args, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reader"].choices = [(adult.public_id, adult.user.name) for adult in adults]


class AskUnmasking(_Apart):
    reason = _words(_("Why the name is needed"), "concern_reason_missing", rows=3)


class OpenUnmasking(_Apart):
    tell_on = Day(label=_("Tell the young person on"), required=False, widget=forms.DateInput)
    because = forms.CharField(
        label=_("Why not now"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SetAgency(forms.Form):
    name = forms.CharField(label=_("Name of the agency"), max_length=120)
    number = forms.CharField(label=_("Its number"), max_length=60)
    keeper = forms.ChoiceField(
        label=_("Who makes sure that it is right?"), error_messages={"required": sentence("not_an_adult")}
    )
    reviewed_on = Day(label=_("Last tried on"), widget=forms.DateInput)

    def __init__(self, *args, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keeper"].choices = [(adult.public_id, adult.user.name) for adult in adults]


class BeginPack(forms.Form):
    to_school = forms.CharField(
        label=_("Which school, and who there takes care of it"),
        max_length=300,
        error_messages={"required": sentence("school_missing")},
    )


class ReceivePack(forms.Form):
    received_by = forms.CharField(
        label=_("Who received it"),
        max_length=300,
        error_messages={"required": sentence("receiver_missing")},
    )
