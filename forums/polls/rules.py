"""Who prepares a goal poll, who reads it, who votes in it."""

from forums.discussion.rules import LEADERS
from forums.polls.electorate import is_voter
from forums.polls.enums import PollState
from forums.polls.models import Option
from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.enums import Role
from people.rules import cleared_adult, may_read_voices, may_write, of_community, with_role


@rule("polls.see_polls")
def _see_polls(actor, community):
    of_community(actor, community)
    may_read_voices(actor)


@rule("polls.read_poll")
def _read(actor, poll):
    of_community(actor, poll)
    if poll.state == PollState.DRAFT:
        _lead(actor, poll)
    elif not (actor.is_youth and poll.bands and actor.band not in poll.bands and is_voter(actor, poll)):
        # Whoever moved to another band after the opening keeps the vote that was laid out for them.
        may_read_voices(actor, poll.bands)


@rule("polls.cast")
def _cast(actor, poll):
    _read(actor, poll)
    with_role(actor, Role.STUDENT)
    may_write(actor)
    if poll.state != PollState.OPEN:
        raise Refused("poll_not_open")
    if not is_voter(actor, poll):
        raise Refused("not_in_electorate")


@rule("polls.read_result")
def _read_result(actor, poll):
    _read(actor, poll)
    if poll.state != PollState.CLOSED:
        raise Refused("poll_result_not_yet")


@rule("polls.create_poll")
def _create(actor, community):
    of_community(actor, community)
    with_role(actor, *LEADERS)
    cleared_adult(actor)


@rule("polls.lead_poll")
def _lead(actor, thing):
    of_community(actor, thing.poll if isinstance(thing, Option) else thing)
    with_role(actor, *LEADERS)
    cleared_adult(actor)
