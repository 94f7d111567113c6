"""Goal polls, their votes and their ends."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from forums.discussion.models import Forum, Perspective
from forums.polls.domain import closing, drafts, voting
from forums.polls.models import GoalPoll, Option
from people.enums import Role
from people.models import Community, User
from tests.factories.people import actor, member

GOALS = ("A quiet room", "Two lunch lines", "Music on Fridays")


def draft_poll(
    community: Community,
    *,
    forum: Forum | None = None,
    goals: tuple[str, ...] = GOALS,
    voices: list[Perspective] | None = None,
    organizer: User | None = None,
    **fields,
) -> GoalPoll:
    """Make a draft with ``goals``; the first one cites ``voices``. It would close in a week."""
    now = timezone.now()
    leader = actor(organizer or member(community, Role.ORGANIZER), community)
    settled = {"question": "Which goals should we pick?", "closes_at": now + timedelta(days=7), **fields}
    poll = drafts.create(leader, forum=forum, **settled, now=now)
    for place, goal in enumerate(goals):
        cited = [voice.public_id for voice in voices or []] if place == 0 else []
        drafts.add_option(leader, poll=poll, title=goal, voices=cited, now=now)
    return poll


def enough_voters(poll: GoalPoll) -> None:
    """Make as many silent students of the poll's bands as it lacks to open."""
    there = voting.voters_of(poll, now=timezone.now()).count()
    for _ in range(settings.MOBILIZE["SMALL_GROUP"] - there):
        member(poll.community, band=poll.bands[0] if poll.bands else None)


def open_poll(
    community: Community, *, voters: int = 0, organizer: User | None = None, **fields
) -> tuple[GoalPoll, list[User]]:
    """Make ``voters`` students and an open poll for all students of the community; return both.

    Where the community has too few students for a poll, silent ones join; they are not returned.
    """
    students = [member(community) for _ in range(voters)]
    leader = organizer or member(community, Role.ORGANIZER)
    poll = draft_poll(community, organizer=leader, **fields)
    enough_voters(poll)
    return voting.open_poll(actor(leader, community), poll=poll, now=timezone.now()), students


def vote(poll: GoalPoll, voter: User, *goals: str | Option):
    """Let ``voter`` tick the goals (options or titles) and return the envelope."""
    wanted = {goal if isinstance(goal, str) else goal.title for goal in goals}
    choices = [option.public_id for option in poll.options.all() if option.title in wanted]
    assert len(choices) == len(wanted), f"not on the paper: {wanted}"
    return voting.cast(actor(voter, poll.community), poll=poll, choices=choices, now=timezone.now())


def voted_poll(community: Community, *ballots: tuple[str, ...], **fields) -> GoalPoll:
    """Make an open poll in which new students cast these ballots, and one more student at least could and did not."""
    poll, voters = open_poll(community, voters=len(ballots) + 1, **fields)
    for voter, goals in zip(voters, ballots, strict=False):
        vote(poll, voter, *goals)
    return poll


def close_poll(poll: GoalPoll, organizer: User | None = None) -> GoalPoll:
    """Close and count through an organizer, a new one by default."""
    leader = actor(organizer or member(poll.community, Role.ORGANIZER), poll.community)
    return closing.close_poll(leader, poll=poll, now=timezone.now())


def tallied_poll(community: Community, *, ballots: list[tuple[str, ...]] | None = None, **fields) -> GoalPoll:
    """Make a counted poll: one new student per entry of ``ballots``, the titles of the goals they tick.

    By default six vote, and the first goal wins with five ticks.
    """
    first, second, third = GOALS
    ballots = ballots or [(first,), (first,), (first, second), (first, second), (first, third), (second,)]
    poll, students = open_poll(community, voters=len(ballots), **fields)
    for student, goals in zip(students, ballots, strict=True):
        vote(poll, student, *goals)
    return close_poll(poll)
