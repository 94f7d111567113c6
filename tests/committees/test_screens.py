"""The screens answer, say what they should, and cost the same for one row and for ten."""

import pytest
from django.urls import reverse

from committees.enums import MeetingState
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
