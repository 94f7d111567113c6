"""Readers of committees, meetings, decisions and actions."""

from datetime import datetime

from django.db.models import Count, Prefetch, Q
from django.http import Http404

from committees.enums import ActionState, CommitteeState, MeetingState, PlanState, SeatSide
from committees.models import ActionItem, AgendaItem, Attendance, Committee, Decision, Meeting, Plan, Seat
from committees.rules import LEADERS
from forums.discussion.enums import PostState
from forums.discussion.models import Perspective
from people import queries as people_queries
from people.actors import Actor
from people.enums import FORUM_ADULTS, Role
from people.models import Clearance, Membership


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


def committees_visible_to(actor: Actor) -> list[Committee]:
    """Committees the actor may know of: those at work, and for their members and leaders the others too.

    Each carries ``my_seats`` (a list), ``youth_seats``, ``all_seats`` and ``has_room`` (may go in). Two queries.
    """
    rows = (
        Committee.objects.filter(community=actor.community)
        .annotate(
            all_seats=Count("seats", filter=Q(seats__closed_at=None)),
            youth_seats=Count("seats", filter=Q(seats__closed_at=None, seats__side=SeatSide.YOUTH)),
        )
        .prefetch_related(Prefetch("seats", queryset=Seat.objects.filter(held_by(actor)), to_attr="my_seats"))
    )
    seen = []
    for committee in rows:
        committee.has_room = may_go_in(actor) and (bool(committee.my_seats) or actor.has(*LEADERS))
        if committee.has_room or committee.state == CommitteeState.ACTIVE:
            seen.append(committee)
    return seen


def seats_of(committee: Committee) -> list[Seat]:
    """The seats at the table with their holders, running roles first."""
    order = {"chair": 0, "youth_co_chair": 1, "secretary": 2, "member": 3}
    rows = committee.seats.filter(closed_at=None).select_related("holder__user")
    return sorted(rows, key=lambda seat: (order[seat.role], seat.pk))


def meetings_of(committee: Committee) -> list[Meeting]:
    """The committee's meetings, the latest first."""
    return list(committee.meetings.all())


def next_meeting(meetings: list[Meeting]) -> Meeting | None:
    """The meeting that is going on, or else the next one that is called."""
    waiting = [m for m in meetings if m.state in {MeetingState.OPEN, MeetingState.CALLED}]
    return min(waiting, key=lambda m: (m.state != MeetingState.OPEN, m.starts_at), default=None)


def decisions_of(committee: Committee) -> list[Decision]:
    """What the committee decided, the latest first, with the number of cited voices as ``cited``."""
    return list(
        Decision.objects.filter(meeting__committee=committee)
        .select_related("meeting")
        .annotate(cited=Count("voices"))
        .order_by("-pk")
    )


def actions_of(committee: Committee) -> list[ActionItem]:
    """All the committee's action items with their owners: what is to do first, then by day."""
    rows = committee.actions.select_related("owner__user", "decision")
    return sorted(rows, key=lambda action: (action.state != ActionState.OPEN, action.due_on, action.pk))


def actions_open_for(actor: Actor, committee: Committee | None = None) -> list[ActionItem]:
    """What the actor has to do, in one committee or in all of the community, by day."""
    rows = ActionItem.objects.filter(owner=actor.membership, state=ActionState.OPEN)
    if committee is not None:
        rows = rows.filter(committee=committee)
    return list(rows.select_related("committee"))


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The points of the meeting, each with its theme or poll, and its decisions."""
    return list(
        meeting.items.select_related("theme__forum", "poll")
        .annotate(theme_voices=Count("theme__sources"))
        .prefetch_related("decisions")
    )


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Every line of who came and went, in order."""
    return list(meeting.attendances.select_related("membership__user", "seat"))


def present_in(meeting: Meeting) -> set[int]:
    """The ids of the seats whose holders are there now."""
    return set(meeting.attendances.filter(left_at=None).values_list("seat_id", flat=True))


def possible_owners(committee: Committee, *, now: datetime) -> list[Membership]:
    """Who can be given something to do: those who sit here today, and verified adults whose work is in forums.

    Young people outside the committee are not listed to it.
    """
    today = now.astimezone(committee.community.zone).date()
    seated = Membership.objects.filter(
        Q(seats__committee=committee, seats__closed_at=None, seats__begins_on__lte=today),
        Q(seats__ends_on=None) | Q(seats__ends_on__gte=today),
        Q(ended_at=None) | Q(ended_at__gt=now),
    ).values("pk")
    adults = people_queries.verified_adults(committee.community, now=now).values("pk")
    rows = Membership.objects.filter(Q(pk__in=seated) | Q(pk__in=adults))
    return list(rows.select_related("user").order_by("user__last_name", "user__first_name"))


def possible_holders(seat: Seat, *, now: datetime) -> list[Membership]:
    """Who can take the seat: students for a youth seat, checked adults for the others; nobody twice."""
    community = seat.committee.community
    if seat.side == SeatSide.YOUTH:
        rows = people_queries.members_with_role(community, Role.STUDENT, now=now)
    else:
        roles = (*FORUM_ADULTS, Role.AGENCY_WORKER, Role.CAREGIVER, Role.MENTOR, Role.MENTORING_COORDINATOR)
        students = people_queries.members_with_role(community, Role.STUDENT, now=now).values("pk")
        today = now.astimezone(community.zone).date()
        checked = Clearance.objects.filter(expires_on__gt=today).values("membership")
        rows = people_queries.members_with_role(community, *roles, now=now)
        rows = rows.filter(pk__in=checked).exclude(pk__in=students)
    return list(rows.exclude(seats__committee=seat.committee))


def voices_of_decision(decision: Decision):
    """The published perspectives that a decision cites, as a queryset."""
    return Perspective.objects.filter(decision_voices__decision=decision, state=PostState.PUBLISHED).order_by(
        "pk"
    )


def actions_of_decision(decision: Decision) -> list[ActionItem]:
    """What is to do because of a decision, by day."""
    return list(decision.actions.select_related("owner__user"))


def plans_with(decision: Decision) -> list[Plan]:
    """Published plans in which the decision is a goal."""
    return list(Plan.objects.filter(goals__decision=decision, state=PlanState.PUBLISHED).distinct())
