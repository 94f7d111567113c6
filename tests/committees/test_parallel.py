"""Many people at the same moment: one wins, the others are told, nothing is lost or doubled."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from committees.domain import decisions, editions, meetings, minutes
from committees.enums import MeetingState, Outcome
from committees.models import Attendance, Decision, Meeting, PlanEdition
from committees.quorum import Positions
from forums.discussion.domain import posts
from forums.polls.queries import winning_options
from mobilize.kernel.refusal import Refused
from people.domain import seal
from tests.committees.stage import scene
from tests.factories import committees as make
from tests.factories.polls import tallied_poll

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def stand():
    """The scene, committed as one: a moderator's release inside it asks for a transaction around it."""
    with transaction.atomic():
        return scene()


def together(calls) -> list[str]:
    """Run all calls at once, each in a thread with a connection of its own; return "done" or the refusal's code."""
    start = Barrier(len(calls))

    def run(call) -> str:
        try:
            start.wait(30)
            call()
            return "done"
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_twenty_editors_of_the_minutes_one_wins_and_nineteen_are_told():
    at = stand()
    organizer = at.organizer
    closed = make.meeting(at.committee, state=MeetingState.CLOSED)

    def edit(number):
        mine = Meeting.objects.get(pk=closed.pk)
        minutes.edit_minutes(
            organizer, meeting=mine, minutes=f"Text {number}.", version=1, now=timezone.now()
        )

    told = together([lambda number=number: edit(number) for number in range(20)])
    closed.refresh_from_db()
    assert sorted(told) == ["changed_meanwhile"] * 19 + ["done"]
    assert (closed.version, closed.minutes) == (2, f"Text {told.index('done')}.")


def test_a_goal_is_decided_once():
    at = stand()
    organizer = at.organizer
    option = winning_options(tallied_poll(at.community, forum=at.forum, voices=at.voices))[0]
    words = {"outcome": Outcome.ADOPTED, "title": "A quiet room", "text": "Yes."}

    def decide():
        positions = Positions(youth_for=2, adult_for=1)
        given = {"meeting": at.meeting, "option": option, "positions": positions}
        decisions.decide(organizer, **given, **words, now=timezone.now())

    assert sorted(together([decide] * 6)) == ["done"] + ["goal_decided"] * 5
    assert Decision.objects.filter(option=option).count() == 1


def test_somebody_is_there_once():
    at = stand()
    organizer = at.organizer
    held = make.meeting(at.committee, everybody=False)
    seat = at.committee.seats.first()
    told = together([lambda: meetings.arrive(organizer, meeting=held, seat=seat, now=timezone.now())] * 6)
    assert sorted(told) == ["done"] + ["present_already"] * 5
    assert Attendance.objects.filter(meeting=held).count() == 1


def test_an_edition_is_published_once():
    at = stand()
    organizer, plan = at.organizer, make.plan(at.committee)
    told = together([lambda: editions.publish_edition(organizer, plan=plan, now=timezone.now())] * 6)
    assert sorted(told) == ["done"] + ["plan_unchanged"] * 5
    assert PlanEdition.objects.get().number == 1


def test_words_withdrawn_while_an_edition_is_published_stand_in_none():
    at = stand()
    organizer, plan, voice = at.organizer, make.plan(at.committee), at.voices[0]
    author = at.actor(seal.author_for_notice(voice.byline))
    told = together(
        [
            lambda: editions.publish_edition(organizer, plan=plan, now=timezone.now()),
            lambda: posts.withdraw(author, post=voice, now=timezone.now()),
        ]
    )
    assert told == ["done", "done"]
    assert voice.body not in PlanEdition.objects.get().html
