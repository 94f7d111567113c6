"""Loaders for the doors: what is due takes effect before anybody looks."""

from forums.polls import queries
from forums.polls.domain import closing
from forums.polls.models import GoalPoll, Option
from people.actors import Actor


def poll_of(actor: Actor, *, poll: str) -> GoalPoll:
    found = queries.poll_of(actor, poll=poll)
    return queries.poll_of(actor, poll=poll) if closing.settle(found, now=actor.at) else found


def option_of(actor: Actor, *, poll: str, option: str) -> Option:
    return queries.option_of(actor, poll=poll, option=option)
