"""Who may do what. Rows are people, columns are actions; every cell is typed by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.enums import MeetingState, SeatRole
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import queries as people_queries
from people.enums import Role
from people.models import Clearance, Consent, Membership
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make

pytestmark = pytest.mark.django_db

COLUMNS = (
    "see_committees", "create_committee", "lead_committee", "see_workspace", "run_meeting", "attend",
    "read_decision", "settle_action", "see_plans", "read_plan", "read_draft", "create_plan", "work_on_plan",
    "publish_plan",
)  # fmt: skip
# y: may. 4: it does not exist for them. c: no consent yet. k: no valid check.
TABLE = """
organizer        y y y y y y y y y y y y y y
administrator    y y y y y y y y y y y y y y
facilitator      y 4 4 y y y y y y y y y y 4
chair            y 4 4 y y y y y y y y y y 4
co_chair         y 4 4 y y y y y y y y y y 4
young_member     y 4 4 y 4 4 y 4 y y y 4 4 4
owner            y 4 4 4 4 4 y y y y 4 4 4 4
student          y 4 4 4 4 4 y 4 y y 4 4 4 4
teacher          y 4 4 4 4 4 y 4 y y 4 4 4 4
moderator        y 4 4 4 4 4 y 4 y y 4 4 4 4
caregiver        y 4 4 4 4 4 4 4 y y 4 4 4 4
mentor           y 4 4 4 4 4 4 4 y y 4 4 4 4
agency_worker    y 4 4 4 4 4 4 4 y y 4 4 4 4
unchecked        y k k k k k k k y y k k k k
unconsented      y 4 4 y c c y c y y y c c 4
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}
MARKS = {"not_found": "4", "consent_missing": "c", "clearance_missing": "k"}


@pytest.fixture
def at(db):
    return scene()


def people(at) -> dict:
    """Everybody of the table, by row; success and denial share this one set-up."""
    users = {role: factories.member(at.community, role) for role in (
        "administrator", "facilitator", "student", "teacher", "moderator", "caregiver", "mentor", "agency_worker",
    )}  # fmt: skip
    users["organizer"] = at.organizer.user
    users["chair"] = at.holder(SeatRole.CHAIR)
    users["co_chair"] = at.holder(SeatRole.YOUTH_CO_CHAIR)
    users["young_member"] = at.holder(SeatRole.MEMBER)
    users["owner"] = factories.member(at.community, Role.TEACHER)
    users["unchecked"] = factories.member(at.community, Role.ORGANIZER, cleared=False)
    return users


def things(at, owner) -> dict:
    plan = make.plan(at.committee)
    make.edition(plan)
    draft = make.plan(at.committee, title="A draft")
    action = make.action(at.decision, owner=owner)
    chair = at.committee.seats.get(role=SeatRole.CHAIR)
    return {
        "see_committees": at.community,
        "create_committee": at.community,
        "lead_committee": at.committee,
        "see_workspace": at.meeting,
        "run_meeting": at.meeting,
        "attend": chair,
        "read_decision": at.decision,
        "settle_action": action,
        "see_plans": at.community,
        "read_plan": type(plan).objects.get(pk=plan.pk),
        "read_draft": draft,
        "create_plan": at.committee,
        "work_on_plan": plan,
        "publish_plan": plan,
    }


def mark(actor, column, thing) -> str:
    rule = "read_plan" if column == "read_draft" else column
    try:
        require(actor, f"committees.{rule}", thing)
    except Refused as refused:
        return MARKS[refused.code]
    return "y"


def test_each_cell_of_the_table(at):
    users = people(at)
    all_things = things(at, users["owner"])
    found = {
        name: [mark(at.actor(user), column, all_things[column]) for column in COLUMNS]
        for name, user in users.items()
    }
    place = at.actor(users["co_chair"]).membership
    Consent.objects.filter(membership=place).delete()
    unconsented = at.actor(users["co_chair"])
    found["unconsented"] = [mark(unconsented, column, all_things[column]) for column in COLUMNS]
    assert found == ROWS


def test_nothing_of_another_community_exists(at):
    other = scene("hill")
    users = people(at)
    foreign = things(other, other.holder())
    found = {
        (name, column): mark(at.actor(user), column, foreign[column])
        for name, user in users.items()
        for column in COLUMNS
    }
    assert {cell for cell, said in found.items() if said != "4"} == set()


def test_an_ended_membership_is_nobody(at):
    chair = at.actor(at.holder())
    Membership.objects.filter(pk=chair.membership.pk).update(ended_at=timezone.now() - timedelta(days=1))
    now = timezone.now()
    assert people_queries.actor_for(chair.user, community_slug="harbour", now=now) is None


def test_a_seat_gives_rights_in_its_own_committee_only(at):
    other = make.committee(at.community, name="Other group")
    held = make.meeting(other, state=MeetingState.CALLED)
    chair = at.actor(at.holder())
    assert mark(chair, "see_workspace", at.meeting) == "y"
    assert mark(chair, "see_workspace", held) == "4"
    assert mark(chair, "run_meeting", held) == "4"


@pytest.mark.parametrize(
    "path", ["committees/{c}/", "meetings/{m}/", "meetings/{m}/table/", "plans/{p}/room/"]
)
def test_the_room_is_a_404_for_strangers_and_a_sign_in_for_the_unknown(client, at, path):
    plan = make.plan(at.committee)
    address = "/c/harbour/" + path.format(c=at.committee.public_id, m=at.meeting.public_id, p=plan.public_id)
    anonymous = client.get(address)
    client.force_login(factories.member(at.community))
    stranger = client.get(address).status_code
    nothing = client.get(address.replace(at.committee.public_id, "x" * 16)[:-1] + "x/").status_code
    client.force_login(at.holder() if "plans" not in path else at.organizer.user)
    inside = client.get(address).status_code
    assert (anonymous.status_code, stranger, nothing, inside) == (302, 404, 404, 200)
    assert anonymous.url.startswith("/accounts/login/")


def test_a_seat_holder_whose_check_ran_out_is_told_so(client, at):
    chair = at.actor(at.holder())
    Clearance.objects.filter(membership=chair.membership).delete()
    client.force_login(chair.user)
    answer = client.get(f"/c/harbour/committees/{at.committee.public_id}/")
    assert answer.status_code == 403


def test_words_of_a_forum_for_another_band_stay_hidden_on_the_page_of_a_decision(client, at):
    at.forum.bands = ["C"]
    at.forum.save()
    client.force_login(factories.member(at.community, band="B"))
    page = client.get(f"/c/harbour/decisions/{at.decision.public_id}/").content.decode()
    assert "The hall is too loud." not in page
    assert "2 more voices are from forums that you do not read." in page
