"""Meetings: calling one, its agenda, opening it, who is there, closing it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from committees import drafting
from committees.domain.committees import require_active, words
from committees.enums import ItemKind, MeetingState
from committees.models import AgendaItem, Attendance, Committee, Meeting, Seat
from forums.discussion.models import Theme
from forums.polls import queries as polls
from forums.polls.models import GoalPoll
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people import queries as people_queries
from people.actors import Actor


@set_aside.kept
@transaction.atomic
def call_meeting(
    actor: Actor, *, committee: Committee, title: str, starts_at: datetime, place: str, now: datetime
) -> Meeting:
    """Call a meeting of a committee at work."""
    require(actor, "committees.run_meeting", committee)
    require_active(committee)
    meeting = Meeting.objects.create(
        committee=committee,
        title=words(title, by=actor, of=committee, field="title", limit=120),
        starts_at=starts_at,
        place=words(place, by=actor, of=committee, field="place", limit=160, is_address=True),
        created_at=now,
    )
    _record(actor, "committees.call_meeting", meeting, now)
    return meeting


def locked(meeting: Meeting) -> Meeting:
    """Return the meeting as it stands now, locked: attendance, agenda and decisions of one meeting take turns."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee__community")
        .get(pk=meeting.pk)
    )


@set_aside.kept
@transaction.atomic
def add_item(
    actor: Actor,
    *,
    meeting: Meeting,
    title: str,
    kind: str = ItemKind.DISCUSS,
    minutes_planned: int | None = None,
    note: str = "",
    now: datetime,
) -> AgendaItem:
    """Put a point at the end of the agenda, before the meeting or while it is going on."""
    if kind not in ItemKind.values:
        raise Refused("choice_unknown", field="kind")
    require(actor, "committees.run_meeting", meeting)
    committee = meeting.committee
    title = words(title, by=actor, of=committee, field="title", limit=160)
    note = words(note, by=actor, of=committee, field="note", empty=True)
    return _append(actor, meeting, now, title=title, kind=kind, minutes_planned=minutes_planned, note=note)


@transaction.atomic
def pull_in_theme(actor: Actor, *, meeting: Meeting, theme: Theme, now: datetime) -> AgendaItem:
    """Put a theme of a forum on the agenda, with its sources behind it. The actor must be able to read the forum."""
    require(actor, "forums.read_forum", theme.forum)
    return _append(actor, meeting, now, title=theme.title, kind=ItemKind.DISCUSS, theme=theme)


@transaction.atomic
def pull_in_poll(actor: Actor, *, meeting: Meeting, poll: GoalPoll, now: datetime) -> AgendaItem:
    """Put a counted goal poll on the agenda, to decide about the goals that won. Errors: ``not_a_winner``."""
    if poll.community_id != actor.community.pk:
        raise Refused("not_found")
    if not polls.winning_options(poll):
        raise Refused("not_a_winner")
    return _append(
        actor, meeting, now, title=text.excerpt(poll.question, 150), kind=ItemKind.DECIDE, poll=poll
    )


def _append(actor: Actor, meeting: Meeting, now: datetime, **fields) -> AgendaItem:
    meeting = locked(meeting)
    require(actor, "committees.run_meeting", meeting)
    if meeting.state not in {MeetingState.CALLED, MeetingState.OPEN}:
        raise Refused("meeting_over")
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            return AgendaItem.objects.create(meeting=meeting, position=last + 1, created_at=now, **fields)
    except IntegrityError:
        raise Refused("item_exists") from None


@transaction.atomic
def open_meeting(actor: Actor, *, meeting: Meeting, now: datetime) -> Meeting:
    """Begin the meeting: from now on people arrive, and decisions can be made."""
    meeting = locked(meeting)
    require(actor, "committees.run_meeting", meeting)
    require_active(meeting.committee)
    moves.move(meeting, MeetingState.OPEN, opened_at=now)
    _record(actor, "committees.open_meeting", meeting, now)
    return meeting


@transaction.atomic
def arrive(actor: Actor, *, meeting: Meeting, seat: Seat, now: datetime) -> Attendance:
    """Mark the holder of a seat as there, now. Who comes late counts from then on.

    Errors: ``meeting_not_open``, ``seat_vacant`` (nobody holds it today), ``adult_not_checked``, ``present_already``.
    """
    meeting, seat = _at_the_table(actor, meeting, seat)
    holder = seat.holder_id
    person = people_queries.actor_of_membership(holder, now=now) if holder else None
    if not holder or not person or not seat.held_on(now.astimezone(actor.community.zone).date()):
        raise Refused("seat_vacant")
    if not person.is_youth and not person.cleared:
        raise Refused("adult_not_checked")
    try:
        with transaction.atomic():
            return Attendance.objects.create(
                meeting=meeting, seat=seat, membership_id=holder, side=seat.side, arrived_at=now
            )
    except IntegrityError:
        raise Refused("present_already") from None


@transaction.atomic
def leave(actor: Actor, *, meeting: Meeting, seat: Seat, now: datetime) -> None:
    """Mark the holder of a seat as gone, now: the quorum changes at once."""
    meeting, seat = _at_the_table(actor, meeting, seat)
    if not Attendance.objects.filter(meeting=meeting, seat=seat, left_at=None).update(left_at=now):
        raise Refused("not_present")


def _at_the_table(actor: Actor, meeting: Meeting, seat: Seat) -> tuple[Meeting, Seat]:
    meeting = locked(meeting)
    seat = Seat.objects.select_related("committee").get(pk=seat.pk)
    require(actor, "committees.attend", seat)
    if seat.committee_id != meeting.committee_id:
        raise Refused("not_found")
    if meeting.state != MeetingState.OPEN:
        raise Refused("meeting_not_open")
    return meeting, seat


@transaction.atomic
def close_meeting(actor: Actor, *, meeting: Meeting, now: datetime) -> Meeting:
    """End the meeting: who is still there leaves, and the minutes draft themselves from what happened."""
    meeting = locked(meeting)
    require(actor, "committees.run_meeting", meeting)
    Attendance.objects.filter(meeting=meeting, left_at=None).update(left_at=now)
    meeting.closed_at = now
    draft = drafting.minutes_of(meeting)
    moves.move(
        meeting, MeetingState.CLOSED, closed_at=now, minutes=draft, minutes_html=text.clean(draft), version=1
    )
    _record(actor, "committees.close_meeting", meeting, now)
    return meeting


def _record(actor: Actor, action: str, meeting: Meeting, now: datetime) -> None:
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=meeting)
