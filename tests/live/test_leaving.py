"""A student may leave any room: somebody outside hears of it, and nobody inside (rule 9)."""

import pytest
from django.test import Client
from django.utils import timezone

from forums.live.domain import leaving
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.enums import Role
from people.models import Notice
from tests.factories import actor, community, member
from tests.factories.live import room

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    return {notice.membership.user.username for notice in Notice.objects.filter(kind=leaving.SOMEBODY_LEFT)}


def left(made, student) -> None:
    leaving.leave(actor(student, made.community), session=made.session, now=timezone.now())


@pytest.mark.parametrize("state", ["lobby", "open", "hold"])
def test_rule_09_the_desk_hears_that_somebody_left_and_the_adults_of_the_room_do_not(state):
    made = room(community(), state=state)
    outside = [member(made.community, role).username for role in (Role.MODERATOR, Role.MENTORING_COORDINATOR)]
    member(made.community, Role.ORGANIZER)
    left(made, member(made.community))
    assert told() == set(outside)


def test_rule_09_where_the_desk_sits_in_the_room_the_lead_hears_of_it():
    made = room(community())
    lead = member(made.community, Role.SAFEGUARDING_LEAD)
    left(made, member(made.community))
    assert told() == {lead.username}


def test_rule_09_nothing_says_who_left():
    made = room(community())
    member(made.community, Role.MODERATOR)
    student = member(made.community)
    byline = made.shown(student).byline
    left(made, student)
    notice, line = Notice.objects.get(kind=leaving.SOMEBODY_LEFT), AuditEntry.objects.get(action="live.leave")
    kept = " ".join(map(str, (notice.key, notice.link, line.actor, line.object_id, line.note)))
    for word in (student.public_id, student.username, byline.public_id, byline.pseudonym):
        assert word not in kept
    assert line.actor == ""


def test_rule_09_leaving_needs_no_consent_and_no_script_and_one_can_come_back():
    made = room(community())
    student = member(made.community, consent=False)
    client = Client()
    client.force_login(student)
    here = f"/c/{made.community.slug}/sessions/{made.session.public_id}/"
    assert f'action="{here}leave/"' in client.get(here).content.decode()
    answer = client.post(f"{here}leave/")
    assert (answer.status_code, answer.url) == (302, f"/c/{made.community.slug}/sessions/")
    assert client.get(here).status_code == 200


def test_rule_09_adults_have_no_such_door():
    made = room(community())
    with pytest.raises(Refused) as no:
        left(made, made.second_adult)
    assert no.value.code == "not_found"
