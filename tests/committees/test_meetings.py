"""Meetings: agenda, attendance, minutes."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from committees.domain import meetings, minutes, seats
from committees.domain.decisions import quorum_now
from committees.enums import ItemKind, MeetingState, SeatRole, SeatSide
from committees.models import Attendance
from forums.discussion.domain import answers
from mobilize.kernel.refusal import Refused
from people.enums import Role
from people.models import Clearance
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make
from tests.factories.polls import draft_poll, tallied_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db):
    return scene()


def code(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs, now=timezone.now())
    return caught.value.code


def test_the_agenda_grows_by_a_line_and_keeps_its_order(at):
    held = make.meeting(at.committee, state=MeetingState.CALLED)
    for title in ("Welcome", "Noise", "Next time"):
        meetings.add_item(at.organizer, meeting=held, title=title, kind=ItemKind.INFORM, now=timezone.now())
    assert [(item.position, item.title) for item in held.items.all()] == [
        (1, "Welcome"),
        (2, "Noise"),
        (3, "Next time"),
    ]


def test_a_theme_stands_once_on_an_agenda(at):
    theme = at.meeting.items.get().theme
    assert code(meetings.pull_in_theme, at.organizer, meeting=at.meeting, theme=theme) == "item_exists"


def test_a_theme_of_another_community_is_not_found(at):
    hill = factories.community("hill")
    forum = factories.open_forum(hill)
    post = factories.perspective(forum, factories.member(hill))
    theme = answers.make_theme(
        make.organizer_of(hill), forum=forum, title="Noise", sources=[post.public_id], now=timezone.now()
    )
    assert code(meetings.pull_in_theme, at.organizer, meeting=at.meeting, theme=theme) == "not_found"


def test_a_poll_is_pulled_in_once_it_is_counted(at):
    poll = draft_poll(at.community)
    assert code(meetings.pull_in_poll, at.organizer, meeting=at.meeting, poll=poll) == "not_a_winner"
    few = tallied_poll(at.community, ballots=[("A quiet room",)] * 4)
    assert code(meetings.pull_in_poll, at.organizer, meeting=at.meeting, poll=few) == "not_a_winner"
    counted = tallied_poll(at.community)
    item = meetings.pull_in_poll(at.organizer, meeting=at.meeting, poll=counted, now=timezone.now())
    assert (item.kind, item.poll) == (ItemKind.DECIDE, counted)


def test_late_arrivals_and_leavers_change_the_quorum_at_once(at):
    held = make.meeting(at.committee, everybody=False)
    chair, young = at.committee.seats.get(role=SeatRole.CHAIR), at.committee.seats.get(role=SeatRole.MEMBER)
    now = timezone.now()
    seen = [quorum_now(held).met]
    for act, seat in (
        (meetings.arrive, chair),
        (meetings.arrive, young),
        (meetings.leave, young),
        (meetings.arrive, young),
    ):
        act(at.organizer, meeting=held, seat=seat, now=now)
        seen.append(quorum_now(held).met)
    assert seen == [False, False, True, False, True]
    assert Attendance.objects.filter(meeting=held, seat=young).count() == 2


def test_nobody_is_there_twice_or_leaves_twice(at):
    seat = at.committee.seats.get(role=SeatRole.CHAIR)
    assert code(meetings.arrive, at.organizer, meeting=at.meeting, seat=seat) == "present_already"
    meetings.leave(at.organizer, meeting=at.meeting, seat=seat, now=timezone.now())
    assert code(meetings.leave, at.organizer, meeting=at.meeting, seat=seat) == "not_present"


def test_who_cannot_sit_is_not_marked_as_there(at):
    held = make.meeting(at.committee, everybody=False)
    chair, young = at.committee.seats.get(role=SeatRole.CHAIR), at.committee.seats.get(role=SeatRole.MEMBER)
    vacant = make.seat(at.committee, None, SeatSide.ADULT)
    Clearance.objects.filter(membership=chair.holder).delete()
    young.holder.ended_at = timezone.now() - timedelta(minutes=1)
    young.holder.save()
    elsewhere = make.committee(at.community, name="Other group").seats.first()
    arrivals = {
        "vacant": vacant,
        "without a check": chair,
        "left the community": young,
        "another committee": elsewhere,
    }
    found = {
        name: code(meetings.arrive, at.organizer, meeting=held, seat=seat) for name, seat in arrivals.items()
    }
    assert found == {
        "vacant": "seat_vacant",
        "without a check": "adult_not_checked",
        "left the community": "seat_vacant",
        "another committee": "not_found",
    }


def test_a_term_that_ends_during_the_meeting_ends_the_presence(at):
    before = quorum_now(at.meeting).present
    seats.end_term(at.organizer, seat=at.committee.seats.get(role=SeatRole.MEMBER), now=timezone.now())
    assert (before, quorum_now(at.meeting).present) == (3, 2)


def test_attendance_waits_for_the_opening(at):
    held = make.meeting(at.committee, state=MeetingState.CALLED)
    seat = at.committee.seats.first()
    assert code(meetings.arrive, at.organizer, meeting=held, seat=seat) == "meeting_not_open"


def test_minutes_draft_themselves_from_what_happened(at):
    make.action(at.decision)
    closed = meetings.close_meeting(at.organizer, meeting=at.meeting, now=timezone.now())
    assert closed.state == MeetingState.CLOSED
    names = [seat.holder.user.name for seat in at.committee.seats.filter(holder__isnull=False)]
    facts = [
        *names,
        "Somewhere quiet",
        "A quiet room at lunch",
        "Room 12 is open at lunch.",
        "Young people: 2 for, 0 against, 0 aside. Adults: 1 for, 0 against, 0 aside.",
        "It cites 2 voices.",
        "Open room 12",
    ]
    assert [fact for fact in facts if fact not in closed.minutes] == []
    assert not closed.attendances.filter(left_at=None).exists()


def test_minutes_are_drafted_in_the_language_of_the_community(at):
    at.community.language = "fr"
    at.community.save()
    closed = meetings.close_meeting(at.organizer, meeting=at.meeting, now=timezone.now())
    assert "Room 12 is open at lunch." in closed.minutes


def test_an_edit_of_an_older_version_is_refused_and_changes_nothing(at):
    closed = make.meeting(at.committee, state=MeetingState.CLOSED)
    first = minutes.edit_minutes(
        at.organizer, meeting=closed, minutes="First.", version=1, now=timezone.now()
    )
    late = {"meeting": closed, "minutes": "Late.", "version": 1}
    assert code(minutes.edit_minutes, at.organizer, **late) == "changed_meanwhile"
    closed.refresh_from_db()
    assert (first.version, closed.version, closed.minutes) == (2, 2, "First.")


def test_approved_minutes_are_frozen_under_their_hash(at):
    closed = make.meeting(at.committee, state=MeetingState.CLOSED)
    assert code(minutes.approve_minutes, at.organizer, meeting=closed, version=7) == "changed_meanwhile"
    approved = minutes.approve_minutes(at.organizer, meeting=closed, version=1, now=timezone.now())
    assert approved.minutes_hash == hashlib.sha256(approved.minutes.encode()).hexdigest()
    edit = {"meeting": approved, "minutes": "Changed.", "version": 1}
    assert code(minutes.edit_minutes, at.organizer, **edit) == "minutes_not_in_draft"
    assert code(minutes.approve_minutes, at.organizer, meeting=approved, version=1) == "minutes_not_in_draft"


def test_the_second_editor_keeps_every_word_on_the_page(client, at):
    closed = make.meeting(at.committee, state=MeetingState.CLOSED)
    minutes.edit_minutes(
        at.organizer, meeting=closed, minutes="The first text.", version=1, now=timezone.now()
    )
    client.force_login(at.organizer.user)
    answer = client.post(
        f"/c/harbour/meetings/{closed.public_id}/minutes/", {"minutes": "My own long text.", "version": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My own long text." in page and "The first text." in page
    assert 'name="version" value="2"' in page


def test_a_closed_committee_calls_no_meeting(at):
    draft = make.committee(at.community, name="Draft group", active=False)
    words = {"committee": draft, "title": "First", "starts_at": timezone.now(), "place": "Hall"}
    assert code(meetings.call_meeting, at.organizer, **words) == "committee_not_active"


def test_only_who_runs_the_meeting_marks_others(at):
    held = make.meeting(at.committee, everybody=False)
    own, other = at.committee.seats.get(role=SeatRole.MEMBER), at.committee.seats.get(role=SeatRole.CHAIR)
    young = at.actor(own.holder.user)
    assert code(meetings.arrive, young, meeting=held, seat=other) == "not_found"
    assert meetings.arrive(young, meeting=held, seat=own, now=timezone.now()).membership == own.holder
    outsider = at.actor(factories.member(at.community, Role.TEACHER))
    assert code(meetings.arrive, outsider, meeting=held, seat=other) == "not_found"
