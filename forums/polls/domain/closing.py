"""Closing a goal poll: open all envelopes, count, and leave nothing that leads from a ballot to a voter."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q

from forums.polls.domain import envelopes, poll_keys, receipts
from forums.polls.domain.voting import rules_hash
from forums.polls.enums import Ending, PollState, VoidCause
from forums.polls.methods import Result, Rule, method
from forums.polls.models import Ballot, Envelope, GoalPoll, ReceiptList, Tally
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor
from people.models import Community

RUNNING = (PollState.OPEN, PollState.CLOSING)
ENDED = "polls.poll_ended"  # the line of the audit trail that holds the hashes of a count


def close_poll(actor: Actor, *, poll: GoalPoll, now: datetime) -> GoalPoll:
    """End the voting now and count. Errors: ``poll_not_running``.

    Two transactions: the first ends the voting for good, the second counts. A count that is cut short leaves
    nothing behind, and :func:`settle_due` takes it up again.
    """
    require(actor, "polls.lead_poll", poll)
    with transaction.atomic():
        poll = _locked(poll.pk)
        if poll.state not in RUNNING:
            raise Refused("poll_not_running")
        audit.record(action="polls.close_poll", now=now, actor=actor, community=actor.community, thing=poll)
        _end_voting(poll, now=now)
    return _count(poll.pk, now=now)


def settle_due(community: Community, *, now: datetime) -> int:
    """Close and count what is due in the community, and destroy keys that outlived their poll.

    Called before polls are shown, so that a closing takes effect at the next request. Several requests at once do no
    harm: each looks again under the lock. Returns how many polls were settled. One query when nothing is due.
    """
    due = Q(state__in=RUNNING)
    if not settings.BACKUP_DIR:
        due |= Q(state=PollState.CLOSED, key_destroyed_at=None)
    waiting = GoalPoll.objects.filter(due, community=community)
    return sum(settle(poll, now=now) for poll in list(waiting))


def settle(poll: GoalPoll, *, now: datetime) -> bool:
    """Do for one poll what is due; tell whether anything was. No query when nothing is."""
    if poll.state == PollState.DRAFT or (poll.state == PollState.CLOSED and poll.key_destroyed_at):
        return False
    if poll.state == PollState.CLOSED:
        if settings.BACKUP_DIR:
            return False
        destroy_key(poll.pk, now=now)
    elif poll.state == PollState.OPEN and poll.closes_at and poll.closes_at > now:
        if poll_keys.read(poll) is not None:
            return False
        # The database came back from a backup without the key: nobody should vote in vain.
        _void(poll.pk, cause=VoidCause.KEY_GONE, words="", now=now)
    else:
        with transaction.atomic():
            locked = _locked(poll.pk)
            if locked.state == PollState.OPEN:
                _end_voting(locked, now=now)
        _count(poll.pk, now=now)
    return True


@set_aside.kept
@transaction.atomic
def void(actor: Actor, *, poll: GoalPoll, reason: str, now: datetime) -> GoalPoll:
    """Stop a running poll without a count; ``reason`` is shown to everybody. All votes are destroyed.

    Errors: ``poll_not_running``, ``void_reason_missing``, ``text_too_long``.
    """
    require(actor, "polls.lead_poll", poll)
    words = text.tidy(reason)
    if not words:
        raise Refused("void_reason_missing", field="reason")
    limit = text.limit_of(GoalPoll, "void_words")
    if len(words) > limit:
        raise Refused("text_too_long", field="reason", length=len(words), limit=limit)
    url = f"/c/{actor.community.slug}/polls/{poll.public_id}/"
    set_aside.look_at(actor, words, field="reason", place=poll.question, url=url)
    audit.record(action="polls.void_poll", now=now, actor=actor, community=actor.community, thing=poll)
    return _void(poll.pk, cause=VoidCause.CALLED_OFF, words=words, now=now, must=True)


def _locked(pk: int) -> GoalPoll:
    return GoalPoll.objects.select_for_update().get(pk=pk)


def _end_voting(poll: GoalPoll, *, now: datetime) -> None:
    if poll.state == PollState.OPEN:
        moves.move(poll, PollState.CLOSING, closed_at=min(now, poll.closes_at or now))


@transaction.atomic
def _count(pk: int, *, now: datetime) -> GoalPoll:
    """Count a poll whose voting ended; a poll that somebody else counted meanwhile is returned as it is."""
    poll = _locked(pk)
    if poll.state != PollState.CLOSING:
        return poll
    # All envelopes are locked before the first is read: a vote in flight is in, or it is refused.
    # In the order of their keys, so that no two closings wait for each other.
    found = list(Envelope.objects.select_for_update().filter(poll=poll).order_by("pk"))
    sealed = [envelope for envelope in found if envelope.sealed is not None]
    if rules_hash(poll) != poll.rules_hash:
        return _void(pk, cause=VoidCause.RULES_CHANGED, words="", now=now)
    if 0 < len(sealed) < settings.MOBILIZE["SMALL_GROUP"]:
        # Never opened: ballots of so few would stand beside the marks of those few who voted.
        _forget_envelopes(poll)
        _finish(poll, ending=Ending.TOO_FEW, now=now)
        return poll
    opened = []
    if sealed:
        private = poll_keys.read(poll)
        if private is None:
            return _void(pk, cause=VoidCause.KEY_GONE, words="", now=now)
        try:
            opened = [envelopes.unseal(envelope, poll, private) for envelope in sealed]
        except envelopes.Damaged:
            return _void(pk, cause=VoidCause.ENVELOPE_DAMAGED, words="", now=now)
    # The receipts part from the choices here, before either is written, and each gets an order of its own.
    marks = sorted(receipts.mark(poll, receipts.receipt(poll, nonce)) for _choice, nonce in opened)
    choices = [choice for choice, _nonce in opened]
    secrets.SystemRandom().shuffle(choices)
    ballots = [Ballot(id=secrets.token_hex(16), poll=poll, choice=choice) for choice in choices]
    ballots.sort(key=lambda ballot: ballot.id)  # written in the order of random ids, which says nothing
    Ballot.objects.bulk_create(ballots, batch_size=500)
    ending, result = outcome(poll, ballots)
    hashes = {"ballots_hash": ballots_hash(ballots)}
    Tally.objects.create(poll=poll, result=as_json(poll, ballots, result), **hashes)
    if ballots:
        ReceiptList.objects.create(poll=poll, marks=marks)
        hashes["receipts_hash"] = receipts.list_hash(marks)
    _empty_envelopes(poll)
    _finish(poll, ending=ending, now=now, told=hashes)
    return poll


def quorum_of(poll: GoalPoll) -> int:
    """Return how many ballots the quorum asks for: the percentage of the electorate, rounded up."""
    return -(-(poll.quorum or 0) * poll.electorate // 100)


def fewest_of(poll: GoalPoll) -> int:
    """Return how many ballots a count asks for: the quorum, and never fewer than keep each vote secret."""
    return max(settings.MOBILIZE["SMALL_GROUP"], quorum_of(poll))


def ballots_hash(ballots: list[Ballot]) -> str:
    """Return SHA-256 over the ballots in the order of their ids, so that any later change shows."""
    listed = [[ballot.id, ballot.choice] for ballot in sorted(ballots, key=lambda ballot: ballot.id)]
    return hashlib.sha256(envelopes.canonical(listed)).hexdigest()


def outcome(poll: GoalPoll, ballots: list[Ballot]) -> tuple[str, Result | None]:
    """Return how a poll with these ballots ends, and the count if there is one."""
    if not ballots:
        return Ending.NO_BALLOTS, None
    if len(ballots) < quorum_of(poll):
        return Ending.NO_QUORUM, None
    paper = list(poll.options.values_list("public_id", flat=True))
    rule = Rule(winners=poll.winners, tie_rule=poll.tie_rule, seed=poll.tie_seed)
    result = method(poll.method).count([ballot.choice for ballot in ballots], paper, rule)
    return (Ending.TIE if result.tied else Ending.COUNTED), result


def as_json(poll: GoalPoll, ballots: list[Ballot], result: Result | None) -> dict:
    """Return the count as the tally keeps it."""
    counted = {"ballots": len(ballots), "electorate": poll.electorate}
    if result is None:
        return counted | {"winners": [], "rounds": [], "tallies": [], "tied": [], "explanation": []}
    return counted | {
        "winners": list(result.winners),
        # Pairs, since PostgreSQL does not keep the order of an object's keys.
        "rounds": [list(table.items()) for table in result.rounds],
        "tallies": list(result.tallies.items()),
        "tied": list(result.tied),
        "explanation": list(result.explanation),
    }


def _empty_envelopes(poll: GoalPoll) -> None:
    """Empty all envelopes in ONE update.

    Emptied voter by voter beside the ballots, the places of the new rows would run in step with the ballots and
    link each one to its voter (ctid and xmin in PostgreSQL, rowid in SQLite).
    """
    has_vote = ExpressionWrapper(Q(sealed__isnull=False), output_field=BooleanField())
    poll.envelopes.update(voted=has_vote, sealed=None, revision=0)


def _forget_envelopes(poll: GoalPoll) -> None:
    """Destroy all votes unread, and with them the memory of who voted. In ONE update, too."""
    poll.envelopes.update(voted=None, sealed=None, revision=0)


def _finish(poll: GoalPoll, *, ending: str, now: datetime, told: dict | None = None, **also) -> None:
    moves.move(poll, PollState.CLOSED, ending=ending, **also)
    note = {"ending": str(ending), **(told or {})}
    audit.record(action=ENDED, now=now, community=poll.community, thing=poll, **note)
    if settings.BACKUP_DIR and also.get("void_cause") != VoidCause.KEY_GONE:
        return  # once the count is in a backup: a restore to before the close can be counted until then
    # Only after the commit: a key destroyed for a count that was rolled back would cost all votes.
    transaction.on_commit(lambda: destroy_key(poll.pk, now=now))


def keys_left() -> list[int]:
    """Return the polls that are over and whose keys are still there, by primary key."""
    left = GoalPoll.objects.filter(state=PollState.CLOSED, key_destroyed_at=None)
    return list(left.values_list("pk", flat=True))


def destroy_key(pk: int, *, now: datetime) -> None:
    """Destroy the key of a poll that is over, and write down when. Doing it twice does no harm."""
    poll = GoalPoll.objects.get(pk=pk)
    if poll.state != PollState.CLOSED:
        return
    poll_keys.destroy(poll)
    GoalPoll.objects.filter(pk=pk, key_destroyed_at=None).update(key_destroyed_at=now)


@transaction.atomic
def _void(pk: int, *, cause: str, words: str, now: datetime, must: bool = False) -> GoalPoll:
    poll = _locked(pk)
    if poll.state not in RUNNING:
        if must:
            raise Refused("poll_not_running")
        return poll
    list(Envelope.objects.select_for_update().filter(poll=poll).order_by("pk").values_list("pk"))
    _end_voting(poll, now=now)
    _forget_envelopes(poll)
    _finish(poll, ending=Ending.VOID, now=now, void_cause=cause, void_words=words)
    return poll
