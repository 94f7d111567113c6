"""Readers of committees, meetings, decisions and actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
)
from django.http import Http404

from committees.enums import ActionState, CommitteeState, MeetingState, SeatSide
from committees.models import ActionItem, AgendaItem, Committee, Decision, Meeting, Plan, Seat
from committees.quorum import Quorum, quorum_of
from committees.rules import LEADERS
from mobilize.kernel.keyset import Page, turn_of
from mobilize.kernel.together import together
from people.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Listed(TypedDict):
        all_seats: int
        youth_seats: int
        my_seats: list[Seat]
        has_room: bool

    ListedCommittee = WithAnnotations[Committee, _Listed]

PAGE = 20  # of what is past, in a committee's room
PLANS = 10


def _one(rows, **wanted):
    found = rows.filter(**wanted).first()
    if found is None:
        raise Http404
    return found


def committee_for(actor: Actor, *, committee: str) -> Committee:
    """Return a committee of the actor's community, or Http404."""
    rows = Committee.objects.select_related("community")
    return _one(rows, community=actor.community, public_id=committee)


def seat_for(actor: Actor, *, seat: str) -> Seat:
    """Return a seat of a committee in the actor's community, or Http404."""
    rows = Seat.objects.select_related("committee__community", "holder__user")
    return _one(rows, committee__community=actor.community, public_id=seat)


def meeting_for(actor: Actor, *, meeting: str) -> Meeting:
    """Return a meeting in the actor's community, or Http404."""
    rows = Meeting.objects.select_related("committee__community", "approved_by__user")
    return _one(rows, committee__community=actor.community, public_id=meeting)


def decision_for(actor: Actor, *, decision: str) -> Decision:
    """Return a decision in the actor's community, or Http404."""
    rows = Decision.objects.select_related("meeting__committee__community", "option__poll")
    return _one(rows, meeting__committee__community=actor.community, public_id=decision)


def action_for(actor: Actor, *, action: str) -> ActionItem:
    """Return an action item in the actor's community, or Http404."""
    rows = ActionItem.objects.select_related("committee__community", "owner__user", "decision__meeting")
    return _one(rows, committee__community=actor.community, public_id=action)


def held_by(actor: Actor) -> Q:
    """The condition on seats that the actor holds today."""
    today = actor.at.astimezone(actor.community.zone).date()
    return Q(holder=actor.membership, closed_at=None, begins_on__lte=today) & (
        Q(ends_on=None) | Q(ends_on__gte=today)
    )


def may_go_in(actor: Actor) -> bool:
    """Tell whether the actor can enter rooms at all: an adult without a valid check cannot (rule 3)."""
    return actor.is_youth or actor.cleared


def committees_visible_to(actor: Actor) -> "list[ListedCommittee]":
    """Committees the actor may know of: those at work, and for their members and leaders the others too.

    Each carries ``my_seats`` (a list), ``youth_seats``, ``all_seats`` and ``has_room`` (may go in). Two queries.
    """
    has_room: Value | Exists
    if not may_go_in(actor):
        has_room = Value(False)
    elif actor.has(*LEADERS):
        has_room = Value(True)
    else:
        has_room = Exists(Seat.objects.filter(held_by(actor), committee=OuterRef("pk")))
    rows = Committee.objects.filter(community=actor.community).annotate(
        all_seats=Count("seats", filter=Q(seats__closed_at=None)),
        youth_seats=Count("seats", filter=Q(seats__closed_at=None, seats__side=SeatSide.YOUTH)),
        has_room=ExpressionWrapper(has_room, output_field=BooleanField()),
    )
    mine = Prefetch("seats", queryset=Seat.objects.filter(held_by(actor)), to_attr="my_seats")
    return list(rows.filter(Q(has_room=True) | Q(state=CommitteeState.ACTIVE)).prefetch_related(mine))


def _seats(committee: Committee) -> QuerySet[Seat]:
    return committee.seats.filter(closed_at=None).select_related("holder__user")


_RUNNING_FIRST = {"chair": 0, "youth_co_chair": 1, "secretary": 2, "member": 3}


def _in_order(seats: list[Seat]) -> list[Seat]:
    return sorted(seats, key=lambda seat: (_RUNNING_FIRST[seat.role], seat.pk))


def seats_of(committee: Committee) -> list[Seat]:
    """The seats at the table with their holders, running roles first."""
    return _in_order(list(_seats(committee)))


def _own(actor: Actor, seats: list[Seat]) -> Seat | None:
    """The seat among ``seats`` that the actor holds today."""
    today = actor.at.astimezone(actor.community.zone).date()
    mine = (seat for seat in seats if seat.holder_id == actor.membership.pk and seat.held_on(today))
    return next(mine, None)


def next_meeting(meetings: list[Meeting]) -> Meeting | None:
    """The meeting that is going on, or else the next one that is called."""
    waiting = [m for m in meetings if m.state in {MeetingState.OPEN, MeetingState.CALLED}]
    return min(waiting, key=lambda m: (m.state != MeetingState.OPEN, m.starts_at), default=None)


@dataclass(frozen=True)
class CommitteeRoom:
    """What a committee's room shows: everything that goes on, a page of what is past, and the actor's own part."""

    my_seat: Seat | None
    seats: list[Seat]
    waiting: list[Meeting]  # called or going on
    meetings: Page  # over
    decisions: Page
    actions: list[ActionItem]  # still to do, by day
    settled: Page
    my_actions: list[ActionItem]
    plans: list[Plan]  # the newest; ``more_plans`` says that there are others
    more_plans: bool


def room_of(actor: Actor, committee: Committee, asked: Mapping) -> CommitteeRoom:
    """Return the room: the latest meetings and decisions first, what is to do by day. One query.

    Each decision carries the number of cited voices as ``cited``. ``asked`` says which pages of the past.
    """
    waits = Q(state__in=[MeetingState.OPEN, MeetingState.CALLED])
    is_open = Q(state=ActionState.OPEN)
    actions = committee.actions.select_related("owner__user", "decision")
    decided = Decision.objects.filter(meeting__committee=committee).select_related("meeting")
    turns = {
        "meetings": turn_of(committee.meetings.exclude(waits), asked, size=PAGE, name="meetings"),
        "decisions": turn_of(decided.annotate(cited=Count("voices")), asked, size=PAGE, name="decisions"),
        "settled": turn_of(actions.exclude(is_open), asked, size=PAGE, name="settled"),
    }
    told = together(
        seats=_seats(committee),
        waiting=committee.meetings.filter(waits).order_by("-starts_at", "-id"),
        actions=actions.filter(is_open).order_by("due_on", "id"),
        plans=committee.plans.order_by("-pk")[: PLANS + 1],
        **{name: turn.rows for name, turn in turns.items()},
    )
    pages = {name: turn.page(told[name]) for name, turn in turns.items()}
    seats = _in_order(told["seats"])
    return CommitteeRoom(
        my_seat=_own(actor, seats),
        seats=seats,
        waiting=told["waiting"],
        meetings=pages["meetings"],
        decisions=pages["decisions"],
        actions=told["actions"],
        settled=pages["settled"],
        my_actions=[action for action in told["actions"] if action.owner_id == actor.membership.pk],
        plans=told["plans"][:PLANS],
        more_plans=len(told["plans"]) > PLANS,
    )


def actions_open_for(actor: Actor) -> QuerySet[ActionItem]:
    """What the actor has to do in all committees of the community, by day."""
    rows = ActionItem.objects.filter(owner=actor.membership, state=ActionState.OPEN)
    return rows.select_related("committee")


@dataclass(frozen=True)
class Table:
    """Who sits at a meeting's table today (each seat with ``is_here``), the actor's own seat, and the quorum."""

    seats: list[Seat]
    my_seat: Seat | None
    quorum: Quorum


@dataclass(frozen=True)
class MeetingRoom:
    """A meeting with its table, agenda and decisions; each decision carries its actions as ``all_actions``."""

    table: Table
    agenda: list[AgendaItem]
    decisions: list[Decision]


def _at_the_table(meeting: Meeting) -> dict[str, QuerySet]:
    return {"seats": _seats(meeting.committee), "present": meeting.attendances.filter(left_at=None)}


def _table(actor: Actor, meeting: Meeting, told: dict) -> Table:
    today = actor.at.astimezone(actor.community.zone).date()
    seats, here = told["seats"], {line.seat_id for line in told["present"]}
    for seat in seats:
        seat.is_here = seat.pk in here
    at_the_table = {seat.pk for seat in seats}
    sides = [line.side for line in told["present"] if line.seat_id in at_the_table]
    return Table(
        seats=_in_order([seat for seat in seats if seat.held_on(today)]),
        my_seat=_own(actor, seats),
        quorum=quorum_of(
            seats=len(seats),
            present=len(sides),
            youth=sides.count(SeatSide.YOUTH),
            quorum_percent=meeting.committee.quorum_percent,
            minimum_youth_percent=meeting.committee.minimum_youth_percent,
        ),
    )


def table_of(actor: Actor, meeting: Meeting) -> Table:
    """Return the table of attendance at this moment. One query."""
    return _table(actor, meeting, together(**_at_the_table(meeting)))


def meeting_room(actor: Actor, meeting: Meeting) -> MeetingRoom:
    """Return the meeting with its table, the points with their theme or poll, and what was decided. One query."""
    told = together(
        **_at_the_table(meeting),
        agenda=meeting.items.select_related("theme__forum", "poll")
        .annotate(theme_voices=Count("theme__sources"))
        .order_by("position"),
        decisions=meeting.decisions.annotate(cited=Count("voices")).order_by("id"),
        actions=ActionItem.objects.filter(decision__meeting=meeting).select_related("owner__user"),
    )
    for decision in told["decisions"]:
        decision.all_actions = [action for action in told["actions"] if action.decision_id == decision.pk]
    return MeetingRoom(_table(actor, meeting, told), told["agenda"], told["decisions"])
