"""Opening a goal poll, and voting in it."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from forums.discussion.domain import voices
from forums.discussion.enums import VoiceState
from forums.discussion.models import Perspective
from forums.polls.domain import envelopes, poll_keys, receipts
from forums.polls.enums import PollState
from forums.polls.methods import method
from forums.polls.models import Envelope, GoalPoll, Option
from mobilize.kernel import audit, moves
from mobilize.kernel.authority import require
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from mobilize.kernel.written import rewrite
from people import queries as people_queries
from people.actors import Actor
from people.domain import throttle
from people.enums import Role

MOST_VOTES, IN_SECONDS = 10, 60  # of one voter: whoever changes their mind stays far below


def poll_url(poll: GoalPoll) -> str:
    return f"/c/{poll.community.slug}/polls/{poll.public_id}/"


def option_url(option: Option) -> str:
    return f"{poll_url(option.poll)}#goal-{option.public_id}"


def voters_of(poll: GoalPoll, *, now: datetime):
    """Current students of the poll's bands: the electorate if it opened now."""
    students = people_queries.members_with_role(poll.community, Role.STUDENT, now=now)
    students = students.filter(user__is_active=True)
    return students.filter(band__in=poll.bands) if poll.bands else students


def obstacle_to(voters: int) -> Refused | None:
    """Return why a poll with so many voters cannot open: the result of so few would tell how each one voted."""
    if not voters:
        return Refused("nobody_may_vote", field="bands")
    fewest = settings.MOBILIZE["SMALL_GROUP"]
    return Refused("electorate_too_small", field="bands", fewest=fewest) if voters < fewest else None


def _seconds(moment: datetime | None) -> float:
    if moment is None:
        raise ValueError("a poll that was opened has its times")
    return moment.timestamp()


def rules_of(poll: GoalPoll) -> dict:
    """Return everything that decides the outcome besides the ballots, in one plain form."""
    return {
        "version": 1,
        "poll": poll.public_id,
        "question": poll.question,
        "options": [
            {"id": option.public_id, "title": option.title, "description": option.description}
            for option in poll.options.all()
        ],
        "method": poll.method,
        "winners": poll.winners,
        "quorum": poll.quorum,
        "tie_rule": poll.tie_rule,
        "tie_seed": poll.tie_seed,
        "bands": poll.bands,
        "electorate": poll.electorate,
        "opens_at": _seconds(poll.opens_at),
        "closes_at": _seconds(poll.closes_at),
        "public_key": poll.public_key,
    }


def rules_hash(poll: GoalPoll) -> str:
    return hashlib.sha256(envelopes.canonical(rules_of(poll))).hexdigest()


@transaction.atomic
def open_poll(actor: Actor, *, poll: GoalPoll, now: datetime) -> GoalPoll:
    """Open the poll: freeze the electorate, make the key, fix the rules, and tell the cited voices.

    Errors: ``options_too_few``, ``winners_too_many``, ``poll_end_missing``, ``poll_end_past``,
    ``nobody_may_vote``, ``electorate_too_small``, ``not_now`` (it is no draft).
    """
    require(actor, "polls.lead_poll", poll)
    poll = (
        GoalPoll.objects.select_for_update(of=("self",)).select_related("community", "forum").get(pk=poll.pk)
    )
    if not moves.allowed(poll, PollState.OPEN):
        raise Refused("not_now")
    options = list(poll.options.all())
    if len(options) < 2:
        raise Refused("options_too_few")
    if poll.winners >= len(options):
        raise Refused("winners_too_many", field="winners")
    if poll.closes_at is None:
        raise Refused("poll_end_missing", field="closes_at")
    if poll.closes_at <= now:
        raise Refused("poll_end_past", field="closes_at")
    voters = list(voters_of(poll, now=now).values_list("pk", flat=True))
    if obstacle := obstacle_to(len(voters)):
        raise obstacle
    secrets.SystemRandom().shuffle(voters)  # the order of the envelopes says nothing either
    Envelope.objects.bulk_create([Envelope(poll=poll, voter_id=pk) for pk in voters], batch_size=500)
    poll.opens_at, poll.electorate, poll.tie_seed = now, len(voters), secrets.token_hex(16)
    poll.public_key = poll_keys.create(poll)
    moves.move(
        poll,
        PollState.OPEN,
        opens_at=poll.opens_at,
        electorate=poll.electorate,
        tie_seed=poll.tie_seed,
        public_key=poll.public_key,
        rules_hash=rules_hash(poll),
    )
    for option in options:
        option.poll = poll
        cause = voices.Cause("goal", option.public_id, option.title, option_url(option))
        cited = Perspective.objects.filter(options__option=option)
        voices.advance(cited, to=VoiceState.IN_GOAL, cause=cause, now=now)
    audit.record(action="polls.open_poll", now=now, actor=actor, community=actor.community, thing=poll)
    return poll


_LOCKED: Prepared[Envelope] = Prepared(
    lambda poll, voter: Envelope.objects.select_for_update().filter(poll=poll, voter=voter).defer("sealed")
)
_STANDING: Prepared[tuple] = Prepared(
    lambda poll: GoalPoll.objects.filter(pk=poll).values_list("state", "opens_at", "closes_at")
)


@lru_cache(maxsize=64)
def _paper(pk: int, rules: str) -> tuple[str, ...]:
    """Return the options of an open poll. They are fixed with its rules, so one look is enough for a whole school."""
    return tuple(Option.objects.filter(poll=pk).values_list("public_id", flat=True))


@sensitive_variables("choices", "choice", "nonce")
@transaction.atomic
def cast(actor: Actor, *, poll: GoalPoll, choices: Iterable[str], now: datetime) -> Envelope:
    """Put the actor's choice (public ids of options) in their envelope; an earlier one is replaced.

    Returns the envelope: its ``revision`` says which of several votes of this voter came last, and ``receipt`` is
    the number behind the receipt, to be shown now or never. No tick is a vote too. Errors: ``poll_not_open``,
    ``not_in_electorate``, ``consent_missing``, ``option_unknown``, ``votes_too_fast``.
    """
    require(actor, "polls.cast", poll)
    try:
        throttle.count("vote", f"{poll.pk}:{actor.membership.pk}", limit=MOST_VOTES, seconds=IN_SECONDS)
    except Refused:
        raise Refused("votes_too_fast") from None
    envelope = _LOCKED.one(poll=poll.pk, voter=actor.membership.pk)
    if envelope is None:
        raise Refused("not_in_electorate")
    # Read after the lock: a close that came first has locked this envelope too, and now says so.
    state, opens, closes = _STANDING.sure(poll=poll.pk)
    if state != PollState.OPEN or not opens <= now < closes:
        raise Refused("poll_not_open")
    way = method(poll.method)
    paper = _paper(poll.pk, poll.rules_hash)
    try:
        choice = way.read(choices, paper)
    except ValueError:
        raise Refused("option_unknown") from None
    envelope.sealed, nonce = envelopes.seal(envelope, poll, choice, longest=way.longest(paper))
    envelope.receipt = receipts.receipt(poll, nonce)
    envelope.revision += 1
    rewrite(envelope, "sealed", "revision")
    # Nothing goes to the audit trail: a line with a time beside each vote would help to tell votes apart.
    return envelope
