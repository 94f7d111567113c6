"""Who may do what with a poll. The cells are typed by hand."""

import pytest
from django.utils import timezone

from forums.polls.models import GoalPoll
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db

Y, N, OPEN, YET, ELSE = "yes", "not_found", "poll_not_open", "poll_result_not_yet", "not_in_electorate"
COLUMNS = (
    ("polls.see_polls", "community"),
    ("polls.create_poll", "community"),
    ("polls.read_poll", "draft"),
    ("polls.lead_poll", "draft"),
    ("polls.cast", "draft"),
    ("polls.read_poll", "open"),
    ("polls.lead_poll", "open"),
    ("polls.cast", "open"),
    ("polls.read_result", "open"),
    ("polls.read_poll", "closed"),
    ("polls.cast", "closed"),
    ("polls.read_result", "closed"),
)
# fmt: off
TABLE = {
    #                     see create | read lead cast | read lead cast result | read cast result
    "student":              (Y, N,     N, N, N,         Y, N, Y, YET,            Y, OPEN, Y),
    "caregiver":            (N, N,     N, N, N,         N, N, N, N,              N, N, N),
    "teacher":              (Y, N,     N, N, N,         Y, N, N, YET,            Y, N, Y),
    "facilitator":          (Y, Y,     Y, Y, N,         Y, Y, N, YET,            Y, N, Y),
    "moderator":            (Y, N,     N, N, N,         Y, N, N, YET,            Y, N, Y),
    "organizer":            (Y, Y,     Y, Y, N,         Y, Y, N, YET,            Y, N, Y),
    "mentor":               (N, N,     N, N, N,         N, N, N, N,              N, N, N),
    "mentoring_coordinator": (N, N,    N, N, N,         N, N, N, N,              N, N, N),
    "agency_worker":        (N, N,     N, N, N,         N, N, N, N,              N, N, N),
    "safeguarding_lead":    (Y, N,     N, N, N,         Y, N, N, YET,            Y, N, Y),
    "administrator":        (Y, Y,     Y, Y, N,         Y, Y, N, YET,            Y, N, Y),
}
# fmt: on


def said(actor, rule, thing) -> str:
    try:
        require(actor, rule, thing)
    except Refused as refused:
        return refused.code
    return "yes"


def things(community, **fields) -> dict:
    """Return one thing per column: the community and a poll in each state."""
    found = {"community": community, "draft": make.draft_poll(community, **fields)}
    found["open"], _ = make.open_poll(community, **fields)
    found["closed"], _ = make.open_poll(community, **fields)
    make.close_poll(found["closed"])
    return found | {"closed": GoalPoll.objects.get(pk=found["closed"].pk)}


def row(actor, found) -> tuple:
    return tuple(said(actor, rule, found[name]) for rule, name in COLUMNS)


@pytest.mark.parametrize("role", TABLE)
def test_each_role_may_do_exactly_this(role):
    community = factories.community()
    user = factories.member(community, role)
    factories.member(community)
    found = things(community)
    assert row(factories.actor(user, community), found) == TABLE[role]


@pytest.mark.parametrize("role", TABLE)
def test_another_communitys_polls_do_not_exist(role):
    community, hill = factories.community(), factories.community("hill")
    user = factories.member(hill, role)
    factories.member(community)
    assert set(row(factories.actor(user, hill), things(community))) == {N}


def test_a_student_of_another_band_knows_of_no_poll():
    community = factories.community()
    factories.member(community, band="B")
    user = factories.member(community, band="C")
    found = things(community, bands=["B"])
    assert row(factories.actor(user, community), found) == (Y, N, N, N, N, N, N, N, N, N, N, N)


def test_a_student_who_joined_later_reads_and_does_not_vote():
    community = factories.community()
    factories.member(community)
    found = things(community)
    late = factories.member(community)
    assert row(factories.actor(late, community), found) == (Y, N, N, N, N, Y, N, ELSE, YET, Y, OPEN, Y)


@pytest.mark.parametrize("role", ["teacher", "facilitator", "organizer", "moderator", "administrator"])
def test_an_adult_without_a_clearance_meets_no_voices(role):
    community = factories.community()
    factories.member(community)
    found = things(community)
    user = factories.member(community, role, cleared=False)
    actor = factories.actor(user, community)
    assert said(actor, "polls.see_polls", community) == "clearance_missing"
    assert said(actor, "polls.read_poll", found["open"]) == "clearance_missing"
    assert said(actor, "polls.read_result", found["closed"]) == "clearance_missing"


def doors(community, poll, option) -> list[tuple[str, str]]:
    base = f"/c/{community.slug}/polls/"
    one = f"{base}{poll.public_id}/"
    return [
        ("get", base), ("get", f"{base}new/"), ("post", f"{base}new/"), ("get", one), ("post", one),
        ("get", f"{one}result/"), ("get", f"{one}room/"), ("get", f"{one}change/"), ("post", f"{one}change/"),
        ("get", f"{one}goals/"), ("post", f"{one}goals/"), ("get", f"{one}goals/{option.public_id}/"),
        ("post", f"{one}goals/{option.public_id}/"), ("get", f"{one}open/"), ("post", f"{one}open/"),
        ("get", f"{one}close/"), ("post", f"{one}close/"), ("get", f"{one}stop/"), ("post", f"{one}stop/"),
        ("post", f"{one}again/"),
    ]  # fmt: skip


def test_every_door_is_shut_to_strangers_and_to_those_who_left(client):
    community = factories.community()
    factories.member(community)
    ended = factories.member(community, "organizer")
    poll, _ = make.open_poll(community)
    before = GoalPoll.objects.values().get(pk=poll.pk)
    ended.memberships.update(ended_at=timezone.now())
    strangers = [ended, factories.member(factories.community("hill"), "organizer")]
    for user in strangers:
        client.force_login(user)
        for method, address in doors(community, poll, poll.options.first()):
            assert getattr(client, method)(address).status_code == 404, (user, method, address)
    client.logout()
    for method, address in doors(community, poll, poll.options.first()):
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, (method, address)
        assert answer["Location"].startswith("/accounts/login/")
    assert GoalPoll.objects.values().get(pk=poll.pk) == before
    assert GoalPoll.objects.count() == 1


def test_a_student_finds_no_door_to_the_room(client):
    community = factories.community()
    student = factories.member(community)
    poll, _ = make.open_poll(community)
    client.force_login(student)
    open_to_students = {f"/c/{community.slug}/polls/", f"/c/{community.slug}/polls/{poll.public_id}/"}
    for method, address in doors(community, poll, poll.options.first()):
        status = getattr(client, method)(address).status_code
        if address in open_to_students:
            assert status in {200, 303, 405}, (method, address)
        elif address.endswith("/result/"):
            assert status == 409
        else:
            assert status == 404, (method, address)
