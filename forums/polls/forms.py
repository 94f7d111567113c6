"""Forms of goal polls: they carry words to the domain, which decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.discussion.models import Forum
from forums.polls.enums import TieRule
from forums.polls.models import GoalPoll, Option
from mobilize.kernel.fields import Moment
from mobilize.kernel.text import excerpt
from mobilize.kernel.tongues import said_in
from people.enums import Band


class BallotForm(forms.Form):
    """A ballot paper carries ticks only. Which ticks are on the paper is the domain's business."""


class ReceiptForm(forms.Form):
    """The words of a receipt, as somebody has them on paper."""

    words = forms.CharField(
        label=_("The words of your receipt"),
        help_text=_("Six words and two numbers. Capitals and accents do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PollForm(forms.Form):
    """The words and rules of a draft."""

    question = forms.CharField(
        label=_("What is the question?"),
        help_text=_("Short, and without an answer in it."),
        max_length=GoalPoll._meta.get_field("question").max_length,
    )
    introduction = forms.CharField(
        label=_("What should people know before they vote?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    bands = forms.MultipleChoiceField(
        label=_("Who can vote?"),
        help_text=_("Tick no box, and students of every age can vote."),
        choices=Band.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    winners = forms.IntegerField(
        label=_("How many goals are chosen?"), min_value=1, max_value=30, initial=1, required=True
    )
    quorum = forms.IntegerField(
        label=_("How many in a hundred must vote?"),
        help_text=_("With fewer votes nothing is decided. Leave it empty if a few votes are enough."),
        min_value=0,
        max_value=100,
        required=False,
    )
    tie_rule = forms.ChoiceField(
        label=_("What if goals tie?"),
        choices=TieRule.choices,
        widget=forms.RadioSelect,
        initial=TieRule.ALL_FORWARD,
    )
    closes_at = Moment(label=_("Until when can people vote?"), widget=forms.DateTimeInput, required=False)


class NewPollForm(PollForm):
    """A new poll also says which forum it comes from; that stays."""

    forum = forms.ModelChoiceField(
        label=_("Which forum does it come from?"),
        help_text=_("The goals can cite what people said there."),
        queryset=Forum.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("None"),
    )
    field_order = ["forum", "question"]

    def __init__(self, *arguments, forums, **options):
        super().__init__(*arguments, **options)
        self.fields["forum"].queryset = forums


class OptionForm(forms.Form):
    """A goal and the voices it takes up."""

    title = forms.CharField(
        label=_("The goal"),
        help_text=_("What would be there, in a few words."),
        max_length=Option._meta.get_field("title").max_length,
    )
    description = forms.CharField(
        label=_("What does it mean?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=Option._meta.get_field("description").max_length,
        required=False,
    )
    voices = forms.MultipleChoiceField(
        label=_("Which voices does it take up?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *arguments, citable, **options):
        super().__init__(*arguments, **options)
        self.fields["voices"].choices = [
            (voice.public_id, said_in(excerpt(voice.body, 160), voice.language)) for voice in citable
        ]
        if not citable:
            del self.fields["voices"]


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you stop it?"),
        help_text=_("Everybody who can see the poll reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=GoalPoll._meta.get_field("void_words").max_length,
    )
