"""Drills: once a month a made-up post tries the alarm; it is measured, and counted nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mobilize.kernel import jobs
from mobilize.kernel.refusal import Refused
from moderation import queries, tasks
from moderation.domain import cases, drills, duty, summons
from moderation.models import AfterCheck, Case, Drill, Summons
from people.enums import Role
from people.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
AT = "2026-03-30T10:00+00:00"  # late enough for the month's drill, wherever its lot fell


@pytest.fixture
def lead(school, freeze):
    freeze(AT)
    user = factories.member(school, Role.SAFEGUARDING_LEAD, username="lead")
    admin = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    actor = factories.actor(user, school)
    duty.add_turn(admin, post="lead", member=actor.membership, now=timezone.now())
    return actor


def test_a_drill_comes_once_a_month_and_calls_who_is_on_duty(school, lead, freeze):
    for _round in range(3):
        tasks.hold_drills()
    drill = Drill.objects.get()
    assert (drill.by, drill.case.severity, drill.ended_at) == (None, "S1", None)
    called = Summons.objects.get()
    assert (called.membership, called.is_drill) == (lead.membership, True)
    freeze("2026-04-30T10:00+00:00")
    tasks.hold_drills()
    assert Drill.objects.count() == 2


def test_no_drill_where_nobody_holds_a_post_or_nobody_is_at_the_desk(school, freeze):
    freeze(AT)
    tasks.hold_drills()
    assert not Drill.objects.exists()


def test_a_drill_waits_for_hours_in_which_the_desk_is_staffed(school, lead):
    school.staffed_hours.all().delete()
    tasks.hold_drills()
    assert not Drill.objects.exists()


def test_an_answer_ends_the_drill_and_its_time_is_told(client, school, lead, freeze):
    drill = drills.hold(lead, now=timezone.now())
    freeze("2026-03-30T10:02:05+00:00")
    client.force_login(lead.user)
    page = client.get("/c/harbour/forums/").content.decode()
    assert "You are called. This is a drill." in page
    done = client.post(f"/c/harbour/desk/{drill.case.public_id}/answer/", follow=True).content.decode()
    assert "This was a drill, and it is over." in done
    assert "Answered after 2 min 5 s." in client.get("/c/harbour/desk/drills/").content.decode()
    drill.case.refresh_from_db()
    assert drill.case.state == "closed"


def test_a_drill_that_nobody_answers_goes_the_whole_way_and_says_so(client, school, lead, freeze):
    drill = drills.hold(lead, now=timezone.now())
    with pytest.raises(Refused, match="drill_runs"):
        drills.hold(lead, now=timezone.now())
    moment = timezone.now() + timedelta(minutes=10)
    freeze(moment.isoformat())
    jobs.run_due(now=moment)
    assert [one.post for one in Summons.objects.all()] == ["lead", "deputy", "head"]
    freeze("2026-03-30T11:00+00:00")
    tasks.hold_drills()
    drill.refresh_from_db()
    assert (drill.answered_at, drill.ended_at) == (None, timezone.now())
    client.force_login(lead.user)
    assert "Nobody answered within an hour." in client.get("/c/harbour/desk/drills/").content.decode()


def test_a_drill_is_counted_nowhere_and_ruled_on_by_nobody(client, school, lead):
    drill = drills.hold(lead, now=timezone.now())
    assert queries.queue_counts_for(lead, now=timezone.now()) == {"waiting": 0, "late": 0}
    with pytest.raises(Refused, match="case_ruled"):
        cases.rule(lead, case=drill.case, outcome="release", version=1, reply="Hello.", now=timezone.now())
    tasks.remind_desk()
    assert not Notice.objects.filter(kind="desk_waits").exists()
    summons.answer(lead, case=drill.case, now=timezone.now())
    assert not AfterCheck.objects.exists()
    assert Case.objects.filter(byline__imported=True).count() == 1  # nobody is behind it


def test_a_drill_is_held_by_hand_on_its_page(client, school, lead):
    client.force_login(lead.user)
    assert "No drill yet" in client.get("/c/harbour/desk/drills/").content.decode()
    assert "It is running." in client.post("/c/harbour/desk/drills/", follow=True).content.decode()
    again = client.post("/c/harbour/desk/drills/")
    assert (again.status_code, "A drill is running now." in again.content.decode()) == (409, True)
    client.force_login(factories.member(school, Role.TEACHER))
    assert client.get("/c/harbour/desk/drills/").status_code == 404
