"""Rule 55: each look at a sensitive record is a line, once an hour, and lead and head read who looked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mobilize.kernel.looking import looked
from mobilize.kernel.models import AuditEntry
from moderation import looks_queries
from moderation.domain import concerns
from moderation.enums import ConcernKind, Post
from moderation.models import DutyTurn
from people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def lead(school):
    return factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD, username="lea"), school)


@pytest.fixture
def head(school):
    user = factories.member(school, Role.TEACHER, username="hed")
    DutyTurn.objects.create(community=school, post=Post.HEAD, membership=user.memberships.get())
    return factories.actor(user, school)


def month(actor):
    today = NOW.astimezone(actor.community.zone).date()
    return looks_queries.looks_for(actor, month=today.replace(day=1), asked={}).rows


def test_rule_55_a_look_is_a_line_once_an_hour_for_each_person_and_thing(school, lead, student, head):
    place = student.memberships.get()
    times = [NOW, NOW + timedelta(minutes=59), NOW + timedelta(minutes=61)]
    assert [looked(lead, place, moment) for moment in times] == [True, False, True]
    assert looked(head, place, NOW)
    assert looked(lead, lead.membership, NOW)
    assert looked(lead, place, NOW, at="chronology")
    lines = AuditEntry.objects.filter(object_id=place.public_id, actor=lead.user.public_id)
    assert [line.action for line in lines.order_by("id")] == [
        "people.look_membership",
        "people.look_membership",
        "people.look_chronology",
    ]


def test_rule_55_a_look_asks_once_and_writes_once(lead, student):
    place = student.memberships.get()
    with CaptureQueriesContext(connection) as first:
        looked(lead, place, NOW)
    with CaptureQueriesContext(connection) as second:
        looked(lead, place, NOW)
    assert (len(first), len(second)) == (2, 1)


def test_rule_55_opening_a_concern_is_a_look(lead, client, school):
    concern = concerns.raise_concern(lead, kind=ConcernKind.STUDENT, words="A coat.", now=NOW)
    client.force_login(lead.user)
    for _time in range(2):
        assert client.get(f"/c/{school.slug}/concerns/files/{concern.public_id}/").status_code == 200
    assert AuditEntry.objects.filter(action="moderation.look_concern").count() == 1


def test_rule_55_lead_and_head_read_who_looked_at_what_how_often(lead, head, student, client, school):
    place = student.memberships.get()
    for hour in range(3):
        looked(lead, place, NOW.replace(day=1, hour=2 * hour, minute=0))
    rows = month(head)
    assert [(row.who, row.action, row.record, row.times) for row in rows] == [
        (lead.name, "membership", student.name, 3)
    ]
    page = f"/c/{school.slug}/concerns/looks/"
    for user, status in ((lead.user, 200), (head.user, 200), (student, 404)):
        client.force_login(user)
        assert client.get(page).status_code == status


def test_rule_55_the_lead_does_not_learn_that_there_is_a_file_about_an_adult(lead, head, school):
    teacher = factories.member(school, Role.TEACHER).memberships.get()
    about = concerns.raise_concern(head, kind=ConcernKind.STAFF, words="x", adult=teacher, now=NOW)
    looked(head, about, NOW)
    assert month(lead) == []
    assert [row.record for row in month(head)] == [about.public_id[:6]]


def test_rule_55_a_head_does_not_learn_of_looks_at_the_file_about_themselves(lead, head, school):
    chair = factories.member(school, Role.ORGANIZER)
    DutyTurn.objects.create(community=school, post=Post.CHAIR, membership=chair.memberships.get())
    chair = factories.actor(chair, school)
    about = concerns.raise_concern(lead, kind=ConcernKind.STAFF, words="x", adult=head.membership, now=NOW)
    looked(chair, about, NOW)
    assert month(head) == month(lead) == []


def test_rule_55_opening_words_that_told_of_danger_is_a_look(client, school):
    forum = factories.open_forum(school)
    told = ("Tonight I am going to kill myself", "A lamp, please.")
    grave, plain = (
        factories.perspective(forum, factories.member(school), one, published=False) for one in told
    )
    client.force_login(factories.member(school, Role.MODERATOR))
    for post in (grave, plain):
        assert client.get(f"/c/harbour/desk/{post.byline.cases.get().public_id}/").status_code == 200
    line = AuditEntry.objects.get(action="moderation.look_case")
    assert line.object_id == grave.byline.cases.get().public_id
