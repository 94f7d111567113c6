"""Door pages: each shows the public face of one thing and leads members in.

What the thing says of itself (question, promises, dates) stands in the thing alone. The editing form shows those
words and hands them to the domain; a page keeps only its address, its picture and words of its own. The same thing
has one door in each language: translated pages keep the words that were translated.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField

from cms.models.pages import WORDS, PublicPage, picture_field
from cms.models.words import HEADING, SpokenWords
from committees.models import Committee, Plan
from forums.discussion.models import Forum
from forums.live.models import CommunitySession
from forums.polls.models import GoalPoll


def _behind(model) -> models.ForeignKey:
    """Return a field for the one thing behind a door. The domain makes the thing; the editor never chooses it.

    The doors of one thing are one page in several languages.
    """
    return models.ForeignKey(
        model, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="doors"
    )


def _is_first(parent) -> bool:
    return parent.locale.language_code == parent.community.language


class DoorPage(PublicPage):
    """What all doors share. ``thing_field`` names the relation to the thing behind the door."""

    thing_field: ClassVar[str] = ""
    heading_of_thing: ClassVar[str] = "title"
    spoken: ClassVar[tuple[str, ...]] = ()  # what else of the thing is translated with its door
    #: Words of the thing from an editing form, shown instead of the saved ones in a preview.
    previewed: dict | None = None

    more = RichTextField(
        _("more about it"),
        blank=True,
        features=WORDS,
        help_text=_("Everybody can read this. Nobody is quoted or named here without having said yes."),
    )
    picture = picture_field()
    words = SpokenWords(default=dict, blank=True)

    parent_page_types = ["cms.CommunityPage"]
    subpage_types: ClassVar[list[str]] = []
    room_panel = HelpPanel(template="cms/admin/room.html")
    own_panels = [FieldPanel("more"), FieldPanel("picture")]

    class Meta:
        abstract = True

    @property
    def thing(self):
        return getattr(self, self.thing_field)

    @property
    def is_translated(self) -> bool:
        """Tell whether the page speaks in translated words, and not in those of its thing."""
        return any(isinstance(kept, dict) for kept in self.words.values())

    def heading(self) -> str:
        """Return what the thing is called, in the language of the page as far as it is translated."""
        today = getattr(self.thing, self.heading_of_thing)
        return self.title if self.words.get(HEADING) == today else today

    def serializable_data(self):
        # Whoever translates the door finds the words of the thing as they are today.
        data = super().serializable_data()
        if self.thing is not None and not self.is_translated:
            data["words"] = {
                HEADING: getattr(self.thing, self.heading_of_thing),
                **{name: getattr(self.thing, name) for name in self.spoken},
            }
        return data

    @classmethod
    def can_create_at(cls, parent) -> bool:
        # A door is made in the language of its community, and translated from there.
        return bool(cls.thing_field) and super().can_create_at(parent) and _is_first(parent.specific)

    def can_move_to(self, parent) -> bool:
        # A door stays with its community: what is behind it belongs there and to nobody else.
        return parent.pk == self.get_parent().pk


class ForumDoorPage(DoorPage):
    """The door of a forum."""

    forum = _behind(Forum)

    thing_field = "forum"
    heading_of_thing = "question"
    spoken = ("introduction", "space", "voice", "audience", "influence")
    template = "cms/forum_door.html"
    page_description = _("A question to young people. A named adult owes the answers.")
    content_panels = [
        DoorPage.room_panel,
        TitleFieldPanel(
            "title",
            heading=_("Question"),
            placeholder=_("Question"),
            help_text=_("Short, and without an answer in it."),
        ),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("space"), FieldPanel("voice"), FieldPanel("audience"), FieldPanel("influence")],
            heading=_("Four promises"),
            help_text=_("The forum can open only when all four are filled in."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("name_mode"),
                FieldPanel("bands"),
                FieldRowPanel([FieldPanel("closes_on"), FieldPanel("answer_by")]),
            ],
            heading=_("Who, and until when"),
        ),
        *DoorPage.own_panels,
    ]

    class Meta:
        verbose_name = _("forum")


class PollDoorPage(DoorPage):
    """The door of a goal poll."""

    poll = _behind(GoalPoll)

    thing_field = "poll"
    heading_of_thing = "question"
    spoken = ("introduction",)
    template = "cms/poll_door.html"
    page_description = _("A secret vote on goals.")
    content_panels = [
        DoorPage.room_panel,
        TitleFieldPanel(
            "title",
            heading=_("Question"),
            placeholder=_("Question"),
            help_text=_("Short, and without an answer in it."),
        ),
        FieldPanel("introduction"),
        FieldPanel("forum"),
        MultiFieldPanel(
            [
                FieldPanel("bands"),
                FieldRowPanel([FieldPanel("winners"), FieldPanel("quorum")]),
                FieldPanel("tie_rule"),
                FieldPanel("closes_at"),
            ],
            heading=_("Rules"),
            help_text=_("They are fixed once the poll opens. The goals are added in the poll's own room."),
        ),
        *DoorPage.own_panels,
    ]

    class Meta:
        verbose_name = _("goal poll")


class SessionDoorPage(DoorPage):
    """The door of a community session."""

    session = _behind(CommunitySession)

    thing_field = "session"
    spoken = ("question",)
    template = "cms/session_door.html"
    page_description = _("A talk at one time, with at least two adults in the room.")
    content_panels = [
        DoorPage.room_panel,
        TitleFieldPanel("title"),
        FieldPanel("question"),
        FieldPanel("forum"),
        MultiFieldPanel(
            [FieldPanel("starts_at"), FieldPanel("bands"), FieldPanel("band_b_hold_flagged")],
            heading=_("When and who"),
            help_text=_("The adults who lead are named in the session's own room."),
        ),
        *DoorPage.own_panels,
    ]

    class Meta:
        verbose_name = _("community session")


class CommitteeDoorPage(DoorPage):
    """The door of a committee."""

    committee = _behind(Committee)

    thing_field = "committee"
    heading_of_thing = "name"
    spoken = ("purpose", "powers", "limits")
    template = "cms/committee_door.html"
    page_description = _("Young people and adults who meet and decide.")
    content_panels = [
        DoorPage.room_panel,
        TitleFieldPanel("title", heading=_("Name"), placeholder=_("Name")),
        FieldPanel("purpose"),
        FieldPanel("powers"),
        FieldPanel("limits"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("decision_rule"),
                FieldRowPanel([FieldPanel("quorum_percent"), FieldPanel("minimum_youth_percent")]),
            ],
            heading=_("How it works"),
            help_text=_("Seats are given in the committee's own room."),
        ),
        *DoorPage.own_panels,
    ]

    class Meta:
        verbose_name = _("committee")


class PlanPage(DoorPage):
    """The public page of a plan. It shows published editions and nothing else."""

    plan = _behind(Plan)

    thing_field = "plan"
    spoken = ("summary",)
    template = "cms/plan.html"
    page_description = _("What will be done, in numbered editions that everybody can read.")
    content_panels = [
        DoorPage.room_panel,
        TitleFieldPanel("title"),
        FieldPanel("committee"),
        FieldPanel("summary"),
        *DoorPage.own_panels,
    ]

    class Meta:
        verbose_name = _("plan")
