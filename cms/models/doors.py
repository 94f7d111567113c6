"""Door pages: each shows the public face of one thing and leads members in.

What the thing says of itself (question, promises, dates) stands in the thing alone. The editing form shows those
words and hands them to the domain; a page keeps only its address, its picture and words of its own.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.models.pages import WORDS, picture_field
from committees.models import Committee, Plan
from forums.discussion.models import Forum
from forums.live.models import CommunitySession
from forums.polls.models import GoalPoll


def _behind(model) -> models.OneToOneField:
    """Return a field for the one thing behind a door. The domain makes the thing; the editor never chooses it."""
    return models.OneToOneField(
        model, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="door"
    )


class DoorPage(Page):
    """What all doors share. ``thing_field`` names the relation to the thing behind the door."""

    thing_field: ClassVar[str] = ""
    #: Words of the thing from an editing form, shown instead of the saved ones in a preview.
    previewed: dict | None = None

    more = RichTextField(
        _("more about it"),
        blank=True,
        features=WORDS,
        help_text=_("Everybody can read this. Nobody is quoted or named here without having said yes."),
    )
    picture = picture_field()

    parent_page_types = ["cms.CommunityPage"]
    subpage_types: ClassVar[list[str]] = []
    room_panel = HelpPanel(template="cms/admin/room.html")
    own_panels = [FieldPanel("more"), FieldPanel("picture")]

    class Meta:
        abstract = True

    @property
    def thing(self):
        return getattr(self, self.thing_field)

    @classmethod
    def can_create_at(cls, parent) -> bool:
        return bool(cls.thing_field) and super().can_create_at(parent)

    def can_move_to(self, parent) -> bool:
        # A door stays with its community: what is behind it belongs there and to nobody else.
        return parent.pk == self.get_parent().pk


class ForumDoorPage(DoorPage):
    """The door of a forum."""

    forum = _behind(Forum)

    thing_field = "forum"
    exclude_fields_in_copy = ["forum"]
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
    exclude_fields_in_copy = ["poll"]
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
    exclude_fields_in_copy = ["session"]
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
    exclude_fields_in_copy = ["committee"]
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
    exclude_fields_in_copy = ["plan"]
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
