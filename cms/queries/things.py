"""Readers for editors: what of their own communities they can tie to a door, and what stands behind their doors."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import (
    CommitteeDoorPage,
    CommunityPage,
    DoorPage,
    ForumDoorPage,
    PlanPage,
    PollDoorPage,
    SessionDoorPage,
)
from cms.nav import EDITORS
from committees.enums import CommitteeState
from committees.models import Committee
from forums.discussion import queries as discussion
from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from people import queries as people_queries
from people.models import Community, User

KINDS = (ForumDoorPage, PollDoorPage, SessionDoorPage, CommitteeDoorPage, PlanPage)
_ROOMS = {
    ForumDoorPage: "forums",
    PollDoorPage: "polls",
    SessionDoorPage: "sessions",
    CommitteeDoorPage: "committees",
    PlanPage: "plans",
}


def forums_of(community: Community):
    """Forums of the community, the newest first."""
    return Forum.objects.filter(community=community).order_by("-id")


def committees_of(community: Community):
    """Committees of the community that are not closed, by name."""
    return Committee.objects.filter(community=community).exclude(state=CommitteeState.CLOSED).order_by("name")


def room_of(page: DoorPage) -> str:
    """The address of the room behind a door, or of the forum's own preparing room; empty while there is none."""
    thing = page.thing
    if thing is None:
        return ""
    address = f"/c/{thing.community.slug}/{_ROOMS[type(page)]}/{thing.public_id}/"
    return f"{address}room/" if isinstance(page, ForumDoorPage) else address


@dataclass(frozen=True)
class DoorRow:
    """One line of an editor's list of doors."""

    page: DoorPage
    kind: str
    state: str
    waits: str
    room_url: str


def pages_for_editor(user: User, *, now: datetime) -> list[CommunityPage]:
    """Return the pages of the communities whose doors ``user`` edits."""
    places = [actor.community for actor in people_queries.actors_for(user, now=now) if actor.has(*EDITORS)]
    return list(CommunityPage.objects.filter(community__in=places).order_by("title"))


def doors_below(parents: list[CommunityPage]) -> list[DoorRow]:
    """Return the doors of these communities, newest first."""
    rows = []
    for parent in parents:
        for model in KINDS:
            doors = model.objects.child_of(parent).select_related(f"{model.thing_field}__community")
            rows += [_row(door) for door in doors]
    return sorted(rows, key=lambda row: -row.page.pk)


def _row(page: DoorPage) -> DoorRow:
    thing = page.thing
    return DoorRow(
        page=page,
        kind=str(page.get_verbose_name()),
        state=str(thing.get_state_display()) if thing else "",
        waits=_waits(thing) if thing else _("Save this page to make it."),
        room_url=room_of(page),
    )


def _waits(thing) -> str:
    if thing.state == "draft":
        return _("It waits to be opened in its room.")
    if isinstance(thing, Forum) and thing.state == ForumState.OPEN:
        count = discussion.unanswered_in(thing).count()
        if count:
            return ngettext(
                "%(count)d voice has no answer yet.", "%(count)d voices have no answer yet.", count
            ) % {"count": count}
    return ""
