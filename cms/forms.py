"""What an editor types about the thing behind a door. The form knows the words; the domain decides."""

import secrets
from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cms.models import CommitteeDoorPage, ForumDoorPage, PlanPage, PollDoorPage, SessionDoorPage, StandardPage
from cms.queries import things
from committees.enums import CommitteeKind, DecisionRule
from committees.models import Committee
from forums.discussion.enums import NameMode
from forums.discussion.models import Forum
from forums.polls.enums import TieRule
from mobilize.kernel.fields import Day, Moment
from people.enums import Band


def _long(label, help_text="", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def _bands() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Age bands"),
        choices=Band.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to open it for every band."),
    )


class AddressedForm(WagtailAdminPageForm):
    """A page's form that finds an address by itself where none is typed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("slug") and "slug" not in self.errors:
            # The editor's script makes an address from the title; without it, or for a title of signs, we do.
            cleaned["slug"] = self.instance.slug or self._address(cleaned.get("title", ""))
        return cleaned

    def _address(self, title: str) -> str:
        base = slugify(title, allow_unicode=True)[:80].strip("-")
        taken = set(self.parent_page.get_children().values_list("slug", flat=True))
        return base if base and base not in taken else f"{base}-{secrets.token_hex(4)}".strip("-")


class DoorForm(AddressedForm):
    """A page's form with the words of its thing.

    ``thing_words`` are the fields that belong to the thing, under the names the domain uses; the page's title
    is the thing's ``heading``. They come from the thing when the form opens, and are never kept in the page.
    """

    thing_words: tuple[str, ...] = ()
    fixed_words: tuple[str, ...] = ()  # said once, when the thing is made
    choices_of: ClassVar[dict] = {}  # field -> reader of what can be chosen, for the community
    heading = "title"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        thing = self.instance.thing
        for name, rows in self.choices_of.items():
            self.fields[name].queryset = rows(self.parent_page.specific.community)
        if thing is not None:
            self.initial["title"] = getattr(thing, self.heading)
            for name in self.thing_words:
                self.initial[name] = self._shown(getattr(thing, name))
            for name in self.fixed_words:
                self._fix(name, getattr(thing, name))

    @staticmethod
    def _shown(value):
        # The editor's clock has no seconds; with them, an untouched moment would look like a changed one.
        return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value

    def _fix(self, name: str, chosen) -> None:
        field = self.fields[name]
        field.queryset = field.queryset.model.objects.filter(pk=chosen.pk if chosen else None)
        field.disabled = True

    @property
    def words_changed(self) -> bool:
        """Tell whether anything was typed that the thing does not say already."""
        return self.instance.thing is None or bool({"title", *self.thing_words} & set(self.changed_data))

    def words(self) -> dict:
        """Return what was typed, under the domain's names."""
        typed = {name: self.cleaned_data.get(name) for name in self.thing_words}
        return {self.heading: self.cleaned_data.get("title", ""), **typed}

    def field_for(self, name: str | None) -> str | None:
        """Return the form's field for a field of the domain, or None where the form has none."""
        name = "title" if name == self.heading else name
        return name if name in self.fields else None

    def save(self, commit: bool = True):
        self.instance.previewed = self.words()
        return super().save(commit=commit)


class ForumDoorForm(DoorForm):
    introduction = _long(_("Introduction"), _("Why you ask, in a few plain sentences."))
    space = _long(_("Space"), _("How do you make it safe to speak?"), 2)
    voice = _long(_("Voice"), _("How do you help people say what they think?"), 2)
    audience = _long(_("Audience"), _("Who will listen?"), 2)
    influence = _long(_("Influence"), _("What can change because of it, and what cannot?"), 2)
    name_mode = forms.ChoiceField(
        label=_("Names"),
        choices=NameMode.choices,
        initial=NameMode.PSEUDONYMOUS,
        help_text=_("This is fixed once the forum opens."),
    )
    bands = _bands()
    closes_on = Day(label=_("Open until"), required=False, widget=AdminDateInput)
    answer_by = Day(label=_("Answers come by"), required=False, widget=AdminDateInput)

    thing_words = (
        "introduction",
        "space",
        "voice",
        "audience",
        "influence",
        "name_mode",
        "bands",
        "closes_on",
        "answer_by",
    )
    heading = "question"


def _forum(help_text) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=_("Forum"), queryset=Forum.objects.none(), required=False, help_text=help_text
    )


def _percent(label, initial: int | None = None, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=1, max_value=100, required=required)


class PollDoorForm(DoorForm):
    introduction = _long(_("Introduction"), _("What the vote is about, in a few plain sentences."))
    forum = _forum(_("The goals can quote what was said there. This is fixed once it is saved."))
    bands = _bands()
    winners = forms.IntegerField(label=_("How many goals are chosen"), initial=1, min_value=1, max_value=20)
    quorum = _percent(_("How many of the voters must vote, in percent"), required=False)
    tie_rule = forms.ChoiceField(
        label=_("If goals tie"), choices=TieRule.choices, initial=TieRule.ALL_FORWARD
    )
    closes_at = Moment(label=_("Open until"), required=False, widget=AdminDateTimeInput)

    thing_words = ("introduction", "forum", "bands", "winners", "quorum", "tie_rule", "closes_at")
    fixed_words = ("forum",)
    choices_of = {"forum": things.forums_of}
    heading = "question"


class SessionDoorForm(DoorForm):
    question = forms.CharField(label=_("Question"), max_length=160)
    forum = _forum(_("The forum whose question this talk takes up."))
    starts_at = Moment(label=_("Begins"), required=False, widget=AdminDateTimeInput)
    bands = _bands()
    band_b_hold_flagged = forms.BooleanField(
        label=_("Band B: read only marked messages first"),
        required=False,
        help_text=_(
            "Only with a moderator and a second adult in the room. In band A each message is read first."
        ),
    )

    thing_words = ("question", "forum", "starts_at", "bands", "band_b_hold_flagged")
    choices_of = {"forum": things.forums_of}


class CommitteeDoorForm(DoorForm):
    purpose = _long(_("What it is for"))
    powers = _long(_("What it can change"))
    limits = _long(_("What it cannot change"))
    kind = forms.ChoiceField(label=_("Kind"), choices=CommitteeKind.choices)
    decision_rule = forms.ChoiceField(
        label=_("How it decides"), choices=DecisionRule.choices, initial=DecisionRule.SIMPLE
    )
    quorum_percent = _percent(_("Seats that must be there, in percent"), 50)
    minimum_youth_percent = forms.IntegerField(
        label=_("Young people among them, in percent"), initial=50, min_value=0, max_value=100
    )

    thing_words = (
        "purpose",
        "powers",
        "limits",
        "kind",
        "decision_rule",
        "quorum_percent",
        "minimum_youth_percent",
    )
    heading = "name"


class PlanForm(DoorForm):
    committee = forms.ModelChoiceField(
        label=_("Committee"),
        queryset=Committee.objects.none(),
        help_text=_("Its adopted decisions become the goals of the plan. This is fixed once it is saved."),
    )
    summary = _long(_("In a few words"))

    thing_words = ("committee", "summary")
    fixed_words = ("committee",)
    choices_of = {"committee": things.committees_of}


def bind() -> None:
    """Give each page its form. The models lie below the forms, so they cannot name them."""
    StandardPage.base_form_class = AddressedForm
    ForumDoorPage.base_form_class = ForumDoorForm
    PollDoorPage.base_form_class = PollDoorForm
    SessionDoorPage.base_form_class = SessionDoorForm
    CommitteeDoorPage.base_form_class = CommitteeDoorForm
    PlanPage.base_form_class = PlanForm
