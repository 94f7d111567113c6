"""What people type in and about a community session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.live.enums import LaneMode
from moderation.enums import Outcome, ReturnReason
from moderation.rules import DESK_ROLES
from people import queries as people_queries


class SayForm(forms.Form):
    """One message. ``client_id`` is drawn with the page, so that a form sent twice is one message."""

    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )


class RulingForm(forms.Form):
    """A decision about a waiting message. The domain says which parts each outcome needs."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    version = forms.IntegerField(min_value=1)
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", "…"), *ReturnReason.choices], required=False)
    reply = forms.CharField(
        label=_("Your kind words to the writer"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class ModeForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("How messages are taken"), choices=LaneMode.choices, widget=forms.RadioSelect
    )


class SeatsForm(forms.Form):
    """Which verified adults lead a session."""

    facilitator = forms.ModelChoiceField(None, label=_("Facilitator"), help_text=_("Leads the talk."))
    moderator = forms.ModelChoiceField(
        None, label=_("Moderator"), help_text=_("Reads messages before others do.")
    )
    second_adult = forms.ModelChoiceField(
        None, label=_("Second adult"), help_text=_("Another person, in the room the whole time.")
    )

    def __init__(self, *args, community, now, **named):
        super().__init__(*args, **named)
        verified = people_queries.verified_adults(community, now=now)
        desk = people_queries.members_with_role(community, *DESK_ROLES, now=now)
        for name in ("facilitator", "second_adult"):
            self.fields[name].queryset = verified
        self.fields["moderator"].queryset = verified.filter(pk__in=desk.values("pk"))
        for name in self.fields:
            self.fields[name].label_from_instance = lambda member: member.user.name


class PromptForm(forms.Form):
    """The one line that all screens show."""

    prompt = forms.CharField(
        label=_("One line on all screens"),
        help_text=_("Everybody reads it, on the big screen too. Leave it empty to take it away."),
        required=False,
    )


class HandsForm(forms.Form):
    """A show of hands: the question and its choices, one in each line. The domain says how many."""

    question = forms.CharField(label=_("Your question"))
    choices = forms.CharField(
        label=_("Choices"),
        help_text=_("Two to six, one in each line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def lines(self) -> list[str]:
        """The choices as they were typed."""
        return self.cleaned_data["choices"].splitlines()


class NumberForm(forms.Form):
    """The number of a talk, as it stands on the big screen."""

    number = forms.CharField(
        label=_("Number of the talk"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
