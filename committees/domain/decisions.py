"""Deciding: with a quorum, by the committee's rule, about a goal that was tallied, for voices that hear of it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from committees.domain.committees import words
from committees.domain.meetings import locked
from committees.enums import MeetingState, Outcome, SeatSide
from committees.models import AgendaItem, Attendance, Decision, DecisionVoice, Meeting
from committees.quorum import Positions, Quorum, carried, quorum_of
from forums.discussion.domain import voices
from forums.discussion.enums import PostState, VoiceState
from forums.discussion.models import Perspective, ThemeSource
from forums.polls import queries as polls
from forums.polls.models import Option
from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor


def quorum_now(meeting: Meeting) -> Quorum:
    """Count the seats and who is there. One moment's truth: ask under the meeting's lock before deciding."""
    committee = meeting.committee
    present = list(
        Attendance.objects.filter(meeting=meeting, left_at=None, seat__closed_at=None).values_list(
            "side", flat=True
        )
    )
    return quorum_of(
        seats=committee.seats.filter(closed_at=None).count(),
        present=len(present),
        youth=present.count(SeatSide.YOUTH),
        quorum_percent=committee.quorum_percent,
        minimum_youth_percent=committee.minimum_youth_percent,
    )


def decision_url(decision: Decision) -> str:
    return f"/c/{decision.meeting.committee.community.slug}/decisions/{decision.public_id}/"


@set_aside.kept
@transaction.atomic
def decide(
    actor: Actor,
    *,
    meeting: Meeting,
    outcome: str,
    title: str,
    text: str,
    positions: Positions,
    reason: str = "",
    dissent: str = "",
    item: AgendaItem | None = None,
    option: Option | None = None,
    cited: list[str] | None = None,
    now: datetime,
) -> Decision:
    """Write down what the meeting decided, and tell the voices behind it.

    ``option`` is a goal that won a closed, counted poll of this community. ``cited`` are public ids of published
    perspectives: those behind the option, or behind a theme on an agenda of this committee; None cites all that stand
    behind the option. With none at all the decision is labelled "no voice cited".
    Errors: ``meeting_not_open``, ``no_quorum`` (with counts), ``positions_exceed_present``, ``positions_missing``,
    ``not_carried``, ``carried``, ``decision_reason_missing``, ``not_a_winner``, ``goal_decided``; ``not_found`` for
    a point of another meeting or a voice from elsewhere.
    """
    meeting = locked(meeting)
    require(actor, "committees.run_meeting", meeting)
    if meeting.state != MeetingState.OPEN:
        raise Refused("meeting_not_open")
    quorum = quorum_now(meeting)
    if not quorum.met:
        raise Refused(
            "no_quorum",
            present=quorum.present,
            needed=quorum.needed,
            youth=quorum.youth,
            youth_needed=quorum.youth_needed,
        )
    if item is not None and item.meeting_id != meeting.pk:
        raise Refused("not_found", field="item")
    if option is not None:
        _check_goal(actor, meeting, option)
    _check_positions(meeting.committee.decision_rule, outcome, positions, quorum)
    committee = meeting.committee
    reason = words(reason, by=actor, of=committee, field="reason", empty=True)
    if outcome == Outcome.DECLINED and not reason:
        raise Refused("decision_reason_missing", field="reason")
    behind = _voices(meeting, option, cited)
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                meeting=meeting,
                item=item,
                option=option,
                outcome=outcome,
                title=words(title, by=actor, of=committee, field="title", limit=160),
                text=words(text, by=actor, of=committee, field="text"),
                reason=reason,
                dissent=words(dissent, by=actor, of=committee, field="dissent", empty=True),
                youth_present=quorum.youth,
                adult_present=quorum.adults,
                recorded_by=actor.membership,
                created_at=now,
                **vars(positions),
            )
    except IntegrityError:
        raise Refused("goal_decided", field="option") from None
    DecisionVoice.objects.bulk_create(
        [DecisionVoice(decision=decision, perspective=perspective) for perspective in behind], batch_size=500
    )
    cause = voices.Cause("decision", decision.public_id, decision.title, decision_url(decision))
    state = VoiceState.DECIDED if outcome == Outcome.ADOPTED else VoiceState.DECLINED
    voices.advance(behind, to=state, cause=cause, now=now)
    audit.record(
        action="committees.decide",
        now=now,
        actor=actor,
        community=actor.community,
        thing=decision,
        outcome=outcome,
        voices=len(behind),
    )
    return decision


def _check_goal(actor: Actor, meeting: Meeting, option: Option) -> None:
    if option.poll.community_id != actor.community.pk or option not in polls.winning_options(option.poll):
        raise Refused("not_a_winner", field="option")
    if Decision.objects.filter(option=option, meeting__committee=meeting.committee).exists():
        raise Refused("goal_decided", field="option")


def _check_positions(rule: str, outcome: str, positions: Positions, quorum: Quorum) -> None:
    if outcome not in Outcome.values:
        raise Refused("choice_unknown", field="outcome")
    if min(vars(positions).values()) < 0:
        raise Refused("invalid", field="youth_for")
    if positions.youth > quorum.youth or positions.adults > quorum.adults:
        raise Refused("positions_exceed_present", youth=quorum.youth, adults=quorum.adults)
    if positions.for_it + positions.against_it == 0:
        raise Refused("positions_missing", field="youth_for")
    if carried(rule, positions) != (outcome == Outcome.ADOPTED):
        raise Refused("not_carried" if outcome == Outcome.ADOPTED else "carried", field="outcome")


def voices_at_hand(meeting: Meeting, option: Option | None):
    """Published perspectives that a decision of this meeting may cite, in the order they were written."""
    themes = AgendaItem.objects.filter(meeting__committee=meeting.committee, theme__isnull=False)
    ids = set(
        ThemeSource.objects.filter(theme__in=themes.values("theme")).values_list("perspective_id", flat=True)
    )
    if option is not None:
        ids |= {perspective.pk for perspective in polls.voices_of(option)}
    return Perspective.objects.filter(pk__in=ids, state=PostState.PUBLISHED).order_by("pk")


def _voices(meeting: Meeting, option: Option | None, cited: list[str] | None) -> list[Perspective]:
    if cited is None:
        if option is None:
            return []
        cited = [perspective.public_id for perspective in polls.voices_of(option)]
        return list(voices_at_hand(meeting, option).filter(public_id__in=cited))
    found = list(voices_at_hand(meeting, option).filter(public_id__in=set(cited)))
    if len(found) != len(set(cited)):
        raise Refused("not_found", field="cited")
    return found
