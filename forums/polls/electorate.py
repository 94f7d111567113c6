"""The electorate of one poll: one envelope for each member who may vote, laid out when the poll opened."""

from forums.polls.enums import PollState
from forums.polls.models import Envelope, GoalPoll
from mobilize.kernel.prepared import Prepared
from people.actors import Actor

#: A whole school asks this in the seconds in which it votes.
_OWN_ENVELOPE: Prepared[Envelope] = Prepared(
    lambda poll, voter: Envelope.objects.filter(poll=poll, voter=voter).defer("sealed")
)


def own_envelope(actor: Actor, poll: GoalPoll) -> Envelope | None:
    """Return the actor's envelope, without what is sealed in it."""
    found = _OWN_ENVELOPE.one(poll=poll.pk, voter=actor.membership.pk)
    _voters_known(poll)[actor.membership.pk] = found is not None
    return found


def is_voter(actor: Actor, poll: GoalPoll) -> bool:
    """Tell whether an envelope was laid out for the actor. The electorate is frozen: a poll asks once for each."""
    known = _voters_known(poll)
    if poll.state == PollState.DRAFT or actor.membership.pk not in known:
        own_envelope(actor, poll)
    return known[actor.membership.pk]


def _voters_known(poll: GoalPoll) -> dict[int, bool]:
    return poll.__dict__.setdefault("_voters_known", {})
