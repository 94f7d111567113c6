"""Readers for editors: what of their own communities they can tie to a door, and what stands behind their doors."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState
from wagtail.permissions import page_permission_policy

from cms.models import (
    CommitteeDoorPage,
    CommunityPage,
    DoorPage,
    ForumDoorPage,
    NewsPage,
    PlanPage,
    PollDoorPage,
    SessionDoorPage,
)
from cms.nav import EDITORS
from cms.queries import pictures
from committees.enums import CommitteeState, PlanState
from committees.models import Committee, Plan
from forums.discussion import queries as discussion
from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from forums.live.models import CommunitySession
from forums.polls.models import GoalPoll
from moderation import queries as moderation_queries
from moderation.rules import DESK_ROLES
from people import queries as people_queries
from people.actors import Actor
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


#: name in the address -> the door, and the model behind it
Listed = type[Forum] | type[GoalPoll] | type[CommunitySession] | type[Committee] | type[Plan]
LISTED: dict[str, tuple[type[DoorPage], Listed]] = {
    "forums": (ForumDoorPage, Forum),
    "polls": (PollDoorPage, GoalPoll),
    "sessions": (SessionDoorPage, CommunitySession),
    "committees": (CommitteeDoorPage, Committee),
    "plans": (PlanPage, Plan),
}
PER_PAGE = 30


@dataclass(frozen=True)
class DoorRow:
    """One line of an editor's list of doors. Nobody's words but those of the house are in it."""

    title: str
    place: str
    state: str
    waits: str
    page: DoorPage | None
    room_url: str


@dataclass(frozen=True)
class Due:
    """One line of what waits in a community, on the first page of the editor."""

    text: str
    url: str
    action: str


def editors_places(user: User, *, now: datetime) -> list[Actor]:
    """Return the person as an actor of each community whose pages they edit and bring out."""
    return [actor for actor in people_queries.actors_for(user, now=now) if actor.has(*EDITORS)]


def pages_of(communities: list[Community]) -> list[CommunityPage]:
    """Return the pages of these communities, each in its own language. One query."""
    found = CommunityPage.objects.filter(community__in=communities, alias_of=None)
    return [page for page in found.select_related("locale", "community").order_by("title") if _is_first(page)]


def shelves_of(user: User) -> list[NewsPage]:
    """Return the news for which ``user`` writes, each in its community's own language."""
    found = page_permission_policy.instances_user_has_permission_for(user, "add").values("pk")
    shelves = NewsPage.objects.filter(pk__in=found, alias_of=None).select_related("locale")
    return [shelf for shelf in shelves if _is_first_shelf(shelf)]


def _is_first_shelf(shelf: NewsPage) -> bool:
    return _is_first(shelf.get_parent().specific)


def _is_first(page: CommunityPage) -> bool:
    return page.locale.language_code == page.community.language


def things_of(kind: str, communities: list[Community]):
    """Return what an editor sees listed of one kind, the newest first, with what is counted for it."""
    _door, model = LISTED[kind]
    found = (
        model._default_manager.filter(community__in=communities).select_related("community").order_by("-pk")
    )
    if model is Forum:
        voices = discussion.unanswered_in(OuterRef("pk")).order_by().values("forum")
        found = found.annotate(
            due=Coalesce(
                Subquery(voices.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0
            )
        )
    return found


def rows_of(kind: str, things) -> list[DoorRow]:
    """Return a line for each of ``things``. One query."""
    door, _model = LISTED[kind]
    name = door.thing_field
    found = door.objects.filter(**{f"{name}__in": [thing.pk for thing in things]}, alias_of=None)
    first = {}
    for page in found.select_related("locale").order_by("-pk"):
        first[getattr(page, f"{name}_id")] = page
    return [_row(kind, thing, first.get(thing.pk)) for thing in things]


def _row(kind: str, thing, page: DoorPage | None) -> DoorRow:
    address = f"/c/{thing.community.slug}/{kind}/{thing.public_id}/"
    return DoorRow(
        title=str(thing),
        place=thing.community.name,
        state=str(thing.get_state_display()),
        waits=_waits(thing, page),
        page=page,
        room_url=f"{address}room/" if kind == "forums" else address,
    )


def _waits(thing, page: DoorPage | None) -> str:
    if thing.state == "draft" and isinstance(thing, Plan):
        return _("Its first edition is not published yet.")
    if thing.state == "draft":
        return _("It waits to be opened in its room.")
    # What :func:`things_of` counts for each forum.
    due: int = getattr(thing, "due", 0) if thing.state == ForumState.OPEN else 0
    if due:
        return ngettext("%(count)d voice has no answer yet.", "%(count)d voices have no answer yet.", due) % {
            "count": due
        }
    if page is None or not page.live:
        return _("Its page is not published.")
    return ""


def pages_to_approve(user: User) -> int:
    """Return how many pages wait for ``user`` to read and approve them. One query."""
    return TaskState.objects.reviewable_by(user).count()


def _listed(kind: str) -> str:
    return f"{reverse('door_list')}?kind={kind}"


def waiting_in(actor: Actor, *, now: datetime) -> list[Due]:
    """Return what waits in the actor's community. Six queries, seven for who works the desk."""
    base = f"/c/{actor.community.slug}/"
    due = discussion.unanswered_in(OuterRef("pk"))
    forums = Forum.objects.filter(community=actor.community, state=ForumState.OPEN)
    late = forums.filter(Exists(due)).count()
    drafts = Forum.objects.filter(community=actor.community, state=ForumState.DRAFT).count()
    plans = Plan.objects.filter(community=actor.community, state=PlanState.DRAFT).count()
    hidden = pictures.to_be_judged(actor.community).count() if actor.cleared else 0
    lines = []
    if actor.cleared and actor.has(*DESK_ROLES):
        waiting = moderation_queries.queue_counts_for(actor, now=now)["waiting"]
        lines.append(
            (
                waiting,
                ngettext("%(count)d post waits at the desk.", "%(count)d posts wait at the desk.", waiting),
                f"{base}desk/",
                _("Go to the desk"),
            )
        )
    lines += [
        (late, ngettext("%(count)d forum has voices without an answer.",
                        "%(count)d forums have voices without an answer.", late),
         _listed("forums"), _("See the forums")),
        (drafts, ngettext("%(count)d forum waits to be opened.", "%(count)d forums wait to be opened.", drafts),
         _listed("forums"), _("See the forums")),
        (hidden, ngettext("%(count)d picture is shown to nobody: say who is in it.",
                          "%(count)d pictures are shown to nobody: say who is in them.", hidden),
         reverse("pictures", args=[actor.community.slug]), _("See the pictures")),
        (plans, ngettext("%(count)d plan has no edition yet.", "%(count)d plans have no edition yet.", plans),
         _listed("plans"), _("See the plans")),
    ]  # fmt: skip
    return [Due(text % {"count": count}, url, action) for count, text, url, action in lines if count]
