"""The screens answer, say what they should, and cost the same for one row and for ten."""

import pytest
from django.urls import reverse
from django.utils import timezone

from committees.domain import plans
from committees.enums import MeetingState, SeatRole
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make

pytestmark = pytest.mark.django_db


def address(name, community, **kwargs):
    return reverse(name, kwargs={"community": community.slug, **kwargs})


@pytest.fixture
def at(db):
    return scene()


def screens(at):
    plan = make.plan(at.committee)
    make.edition(plan)
    action = make.action(at.decision)
    later = make.meeting(at.committee, state=MeetingState.CALLED)
    over = make.meeting(at.committee, state=MeetingState.CLOSED)
    seat = make.seat(at.committee, None)
    goal = plan.goals.get()
    return {
        "committees": {},
        "committee_new": {},
        "committee": {"committee": at.committee.public_id},
        "committee_edit": {"committee": at.committee.public_id},
        "committee_seats": {"committee": at.committee.public_id},
        "meeting_new": {"committee": at.committee.public_id},
        "plan_new": {"committee": at.committee.public_id},
        "committee_seat": {"seat": seat.public_id},
        "meeting": {"meeting": at.meeting.public_id},
        "meeting_quorum": {"meeting": later.public_id},
        "meeting_minutes": {"meeting": over.public_id},
        "meeting_decide": {"meeting": at.meeting.public_id},
        "decision": {"decision": at.decision.public_id},
        "action": {"action": action.public_id},
        "plans": {},
        "plan": {"plan": plan.public_id},
        "plan_edit": {"plan": plan.public_id},
        "plan_room": {"plan": plan.public_id},
        "plan_preview": {"plan": plan.public_id},
        "plan_edition": {"plan": plan.public_id, "number": 1},
        "plan_goal": {"goal": goal.public_id},
    }


def test_every_screen_answers_an_organizer(client, at):
    client.force_login(at.organizer.user)
    answers = {
        name: client.get(address(name, at.community, **kwargs)).status_code
        for name, kwargs in screens(at).items()
    }
    assert {name: code for name, code in answers.items() if code != 200} == {}


def _plan_with_goal(at, title: str):
    plan = make.plan(at.committee, title=title)
    plans.add_own_goal(at.organizer, plan=plan, title="A goal", now=timezone.now())
    return plan


def queries_of(client, django_assert_max_num_queries, path) -> int:
    with django_assert_max_num_queries(1000) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def grow(at, count: int) -> None:
    """Add ``count`` of everything that a list shows."""
    for number in range(count):
        made = make.committee(at.community, name=f"Group {number}", active=True)
        make.seat(at.committee, factories.member(at.community))
        decision = make.decision(at.meeting, title=f"Decision {number}", cited=[at.voices[0].public_id])
        make.action(decision, title=f"Action {number}")
        make.edition(_plan_with_goal(at, f"Plan {number}"))
        make.meeting(at.committee, state=MeetingState.CALLED)
        assert made.state == "active"


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("committees", 14),
        ("committee", 24),
        ("meeting", 34),
        ("plans", 14),
        ("decision", 24),
        ("plan_room", 26),
    ],
)
def test_a_screen_costs_the_same_for_one_row_and_for_ten(client, django_assert_max_num_queries, name, limit):
    at = scene(quorum_percent=1, minimum_youth_percent=0)
    grow(at, 1)
    plan = make.plan(at.committee, title="The plan")
    plans.add_goal(at.organizer, plan=plan, decision=at.decision, now=timezone.now())
    make.action(at.decision)
    kwargs = {
        "committee": {"committee": at.committee.public_id},
        "meeting": {"meeting": at.meeting.public_id},
        "decision": {"decision": at.decision.public_id},
        "plan_room": {"plan": plan.public_id},
    }.get(name, {})
    client.force_login(at.organizer.user)
    path = address(name, at.community, **kwargs)
    client.get(path)
    one = queries_of(client, django_assert_max_num_queries, path)
    for number in range(9):
        decision = make.decision(at.meeting, title=f"More {number}", cited=[at.voices[0].public_id])
        make.action(decision, title=f"More to do {number}")
        plans.add_goal(at.organizer, plan=plan, decision=decision, now=timezone.now())
        make.seat(at.committee, factories.member(at.community))
        make.meeting(at.committee, state=MeetingState.CALLED)
        make.committee(at.community, name=f"Another {number}")
        make.edition(_plan_with_goal(at, f"Another plan {number}"))
    ten = queries_of(client, django_assert_max_num_queries, path)
    assert (ten, ten <= limit) == (one, True)


def test_the_room_shows_role_next_meeting_and_actions_without_a_click(client, at):
    chair = at.holder()
    make.action(at.decision, title="Open room 12", owner=chair)
    client.force_login(chair)
    page = client.get(address("committee", at.community, committee=at.committee.public_id)).content.decode()
    facts = ("Your seat: Chair", "Go into the meeting", "Open room 12", "A quiet room at lunch")
    assert [fact for fact in facts if fact not in page] == []


def test_a_member_without_a_seat_sees_the_face_and_not_the_room(client, at):
    client.force_login(factories.member(at.community))
    page = client.get(address("committees", at.community)).content.decode()
    assert "Calmer lunches." in page and "The price of meals." in page
    assert address("committee", at.community, committee=at.committee.public_id) not in page


def test_from_the_room_an_edition_is_three_clicks_away(client, at):
    plan = make.plan(at.committee)
    client.force_login(at.organizer.user)
    room = client.get(address("plan_room", at.community, plan=plan.public_id)).content.decode()
    preview = address("plan_preview", at.community, plan=plan.public_id)
    assert preview in room
    page = client.get(preview)
    assert address("plan_publish", at.community, plan=plan.public_id) in page.content.decode()
    done = client.post(
        address("plan_publish", at.community, plan=plan.public_id),
        {"seen": page.context["seen"]},
        follow=True,
    )
    assert "Edition 1 is published." in done.content.decode()


def test_the_whole_way_of_a_committee_by_its_forms(client, at):
    """Make, seat, begin, call, open, arrive: every step through the page that offers it."""
    client.force_login(at.organizer.user)
    words = {"name": "Bus group", "kind": "advisory", "purpose": "Buses.", "powers": "Times.", "limits": ""}
    rules = {"quorum_percent": "50", "minimum_youth_percent": "50", "decision_rule": "simple"}
    made = client.post(address("committee_new", at.community), {**words, **rules, "state": "active"})
    committee = at.community.committees.get(name="Bus group")
    assert (made.status_code, committee.state) == (302, "draft")  # a state in the form is nobody's business
    here = {"committee": committee.public_id}
    for side, role, user in (
        ("adult", "chair", factories.member(at.community, "teacher")),
        ("youth", "member", None),
    ):
        client.post(address("committee_seats", at.community, **here), {"side": side, "role": role})
        seat = committee.seats.latest("pk")
        holder = at.actor(user or factories.member(at.community)).membership
        given = {"act": "give", "holder": holder.public_id, "begins_on": "2026-01-01"}
        assert (
            client.post(address("committee_seat", at.community, seat=seat.public_id), given).status_code
            == 302
        )
    client.post(address("committee_state", at.community, **here), {"act": "activate"})
    called = {"title": "First", "starts_at": "2027-03-01T14:00", "place": "Hall"}
    client.post(address("meeting_new", at.community, **here), called)
    meeting = committee.meetings.get()
    there = {"meeting": meeting.public_id}
    client.post(address("meeting", at.community, **there), {"title": "Welcome", "kind": "inform"})
    client.post(address("meeting_state", at.community, **there), {"act": "open"})
    for seat in committee.seats.all():
        arrived = {"act": "arrive", "seat": seat.public_id}
        client.post(address("meeting_attendance", at.community, **there), arrived)
    page = client.get(address("meeting", at.community, **there)).content.decode()
    assert "Enough people are here to decide" in page and "Welcome" in page
    client.post(address("meeting_state", at.community, **there), {"act": "close"})
    meeting.refresh_from_db()
    client.post(
        address("meeting_state", at.community, **there), {"act": "approve", "version": str(meeting.version)}
    )
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.APPROVED


def test_an_action_with_a_missing_owner_keeps_its_words(client, at):
    client.force_login(at.organizer.user)
    answer = client.post(
        address("decision", at.community, decision=at.decision.public_id),
        {"title": "Paint the room", "owner": "", "due_on": "2099-01-01"},
    )
    assert answer.status_code == 422
    assert "Paint the room" in answer.content.decode()


def test_a_student_owner_settles_the_action_by_its_page(client, at):
    young = at.holder(SeatRole.YOUTH_CO_CHAIR)
    action = make.action(at.decision, owner=young)
    client.force_login(young)
    client.post(address("action", at.community, action=action.public_id), {"act": "done", "evidence": "Up."})
    action.refresh_from_db()
    assert (action.state, action.evidence) == ("done", "Up.")
