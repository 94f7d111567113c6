"""Rule 32: a name is looked up with a concern, a reason and a second person, once, and the child is told."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation import concern_tasks, looks_queries
from moderation.domain import concerns, unmasking
from moderation.enums import ConcernKind, Post, Severity
from moderation.models import Case, DutyTurn, Unmasking
from people.domain import seal
from people.enums import Role
from people.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def people(school, student, moderator):
    made = {
        "lead": factories.member(school, Role.SAFEGUARDING_LEAD, username="lea"),
        "deputy": factories.member(school, Role.TEACHER, username="dee"),
        "head": factories.member(school, Role.TEACHER, username="hed"),
        "teacher": factories.member(school, Role.TEACHER, username="tea"),
        "moderator": moderator,
        "student": student,
    }
    for post, who in ((Post.DEPUTY, "deputy"), (Post.HEAD, "head")):
        DutyTurn.objects.create(community=school, post=post, membership=made[who].memberships.get())
    return made


@pytest.fixture
def act(school, people):
    return lambda who: factories.actor(people[who], school)


@pytest.fixture
def concern(act, case):
    return concerns.raise_concern(
        act("moderator"), kind=ConcernKind.STUDENT, words="These words worry me.", origin=case, now=NOW
    )


@pytest.fixture
def asked(act, concern):
    return unmasking.ask(act("lead"), concern=concern, reason="To find them today.", now=NOW)


def refused(call) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def told(student) -> int:
    return Notice.objects.filter(membership__user=student, kind="unmasked").count()


def test_rule_32_without_a_second_person_nothing_opens(act, asked):
    assert refused(lambda: unmasking.open_once(act("lead"), unmasking=asked, now=NOW)) == "unmasking_waits"
    settle = lambda who: unmasking.settle(act(who), unmasking=asked, agree=True, now=NOW)  # noqa: E731
    assert refused(lambda: settle("lead")) == "second_person_unmasks"
    assert refused(lambda: settle("teacher")) == "not_found"
    assert not AuditEntry.objects.filter(action="people.unseal").exists()


@pytest.mark.parametrize("second", ["deputy", "head"])
def test_rule_32_with_a_second_person_the_asker_sees_the_name_once_and_the_child_is_told(
    act, asked, student, second
):
    unmasking.settle(act(second), unmasking=asked, agree=True, now=NOW)
    assert refused(lambda: unmasking.open_once(act(second), unmasking=asked, now=NOW)) == "not_found"
    assert unmasking.open_once(act("lead"), unmasking=asked, now=NOW).user == student
    assert told(student) == 1
    assert refused(lambda: unmasking.open_once(act("lead"), unmasking=asked, now=NOW)) == "unmasking_opened"
    line = AuditEntry.objects.get(action="people.unseal")
    assert line.object_id == asked.public_id


def test_rule_32_a_second_person_can_say_no(act, asked):
    unmasking.settle(act("deputy"), unmasking=asked, agree=False, now=NOW)
    open_it = lambda: unmasking.open_once(act("lead"), unmasking=asked, now=NOW)  # noqa: E731
    assert refused(open_it) == "unmasking_settled"
    settle = lambda: unmasking.settle(act("head"), unmasking=asked, agree=True, now=NOW)  # noqa: E731
    assert refused(settle) == "unmasking_settled"


def test_rule_32_where_danger_is_imminent_no_second_person_is_waited_for(act, concern, case, student):
    Case.objects.filter(pk=case.pk).update(severity=Severity.S1)
    asked = unmasking.ask(act("lead"), concern=concern, reason="Now.", now=NOW)
    assert asked.at_once
    assert unmasking.open_once(act("lead"), unmasking=asked, now=NOW).user == student


@pytest.mark.parametrize("severity", [Severity.S0, Severity.S2, Severity.S3, Severity.S4])
def test_rule_32_every_other_severity_waits(act, concern, case, severity):
    Case.objects.filter(pk=case.pk).update(severity=severity)
    asked = unmasking.ask(act("lead"), concern=concern, reason="x", now=NOW)
    assert refused(lambda: unmasking.open_once(act("lead"), unmasking=asked, now=NOW)) == "unmasking_waits"


def test_rule_32_it_takes_a_lead_or_deputy_a_reason_and_words_of_a_young_person(act, concern, school):
    ask = lambda who, concern, reason="x": unmasking.ask(  # noqa: E731
        act(who), concern=concern, reason=reason, now=NOW
    )
    for who in ("head", "teacher", "moderator"):
        assert refused(lambda who=who: ask(who, concern)) == "not_found"
    assert refused(lambda: ask("lead", concern, " ")) == "concern_reason_missing"
    plain = concerns.raise_concern(act("teacher"), kind="student", words="No coat.", now=NOW)
    assert refused(lambda: ask("lead", plain)) == "concern_without_words"
    ask("deputy", concern)
    assert refused(lambda: ask("lead", concern)) == "unmasking_asked"


def test_rule_32_telling_can_wait_with_a_reason_and_a_day_and_then_the_house_tells(act, asked, student):
    unmasking.settle(act("deputy"), unmasking=asked, agree=True, now=NOW)
    open_it = lambda **later: unmasking.open_once(act("lead"), unmasking=asked, **later, now=NOW)  # noqa: E731
    day = (NOW + timedelta(days=3)).date()
    assert refused(lambda: open_it(tell_on=day)) == "tell_later_reason"
    assert refused(lambda: open_it(because="It is not safe.")) == "tell_later_reason"
    far = (NOW + timedelta(days=40)).date()
    assert refused(lambda: open_it(tell_on=far, because="It is not safe.")) == "tell_later_day"
    open_it(tell_on=day, because="It is not safe.")
    assert told(student) == 0
    assert unmasking.tell_due(now=NOW + timedelta(days=1)) == 0
    later = (NOW + timedelta(days=6)).date()
    unmasking.defer(act("lead"), unmasking=asked, tell_on=later, because="Not yet.", now=NOW)
    assert unmasking.tell_due(now=NOW + timedelta(days=4)) == 0
    assert unmasking.tell_due(now=NOW + timedelta(days=7)) == 1
    assert unmasking.tell_due(now=NOW + timedelta(days=8)) == 0
    assert told(student) == 1
    assert Unmasking.objects.get().told_at is not None


def test_rule_32_no_plain_column_leads_from_the_words_to_the_student_afterwards(
    act, asked, concern, case, student
):
    """The tables alone, without the keys: from byline and case nothing leads to the concern, and so to its student."""
    unmasking.settle(act("deputy"), unmasking=asked, agree=True, now=NOW)
    member = unmasking.open_once(act("lead"), unmasking=asked, now=NOW)
    concerns.name_student(act("lead"), concern=concern, student=member, now=NOW)
    marks = {case.public_id, case.byline.public_id, case.subject_id}
    tables = ["moderation_concern", "moderation_concernentry", "moderation_unmasking", "kernel_auditentry"]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                said = {str(value) for value in row}
                names_words = any(mark in value for mark in marks for value in said)
                names_file = any(
                    mark in value for mark in (concern.public_id, asked.public_id) for value in said
                )
                assert not (names_words and names_file), table
    assert not Notice.objects.filter(byline=case.byline, kind="unmasked").exists()


def test_rule_32_no_other_code_opens_the_seal_for_a_person():
    opens = re.compile(r"\bseal\.unseal\b")
    found = {
        str(path.relative_to(ROOT))
        for app in ("people", "moderation", "forums", "committees", "cms", "mobilize")
        for path in (ROOT / app).rglob("*.py")
        if opens.search(path.read_text())
    }
    assert found == {"moderation/domain/unmasking.py"}


def test_rule_32_the_name_stands_on_one_answer_and_on_no_page_after_it(act, asked, client, people, school):
    unmasking.settle(act("deputy"), unmasking=asked, agree=True, now=NOW)
    client.force_login(people["lead"])
    page = f"/c/{school.slug}/concerns/names/{asked.public_id}/"
    _just_signed_in(client)
    shown = client.post(page, {"act": "open", "tell_on": "", "because": ""})
    assert (shown.status_code, "Robin Tester" in shown.content.decode()) == (200, True)
    assert "no-store" in shown["Cache-Control"]
    again = client.get(page)
    assert (again.status_code, "Robin Tester" in again.content.decode()) == (200, False)
    assert client.post(page, {"act": "open", "tell_on": "", "because": ""}).status_code == 409


def _just_signed_in(client):
    import time

    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    stored = client.session
    stored[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    stored.save()


def test_rule_32_members_read_how_often_names_were_looked_up_month_by_month(act, asked, client, school):
    unmasking.settle(act("deputy"), unmasking=asked, agree=True, now=NOW)
    unmasking.open_once(act("lead"), unmasking=asked, now=NOW)
    today = NOW.astimezone(school.zone).date()
    assert [number for _month, number in looks_queries.unmaskings_by_month(school, today=today)] == [0] * 6
    following = looks_queries.next_month(today.replace(day=1))
    counted = looks_queries.unmaskings_by_month(school, today=following)
    assert counted[0] == (today.replace(day=1), 1)
    assert [number for _month, number in counted[1:]] == [0] * 5


def test_the_round_tells_and_asks_nothing_twice(act, asked, student):
    unmasking.settle(act("deputy"), unmasking=asked, agree=True, now=NOW)
    unmasking.open_once(act("lead"), unmasking=asked, now=NOW)
    concern_tasks.tell_unmasked()
    assert told(student) == 1


def test_the_seal_still_knows_the_author(asked, case, student):
    assert seal.author_for_notice(case.byline) == student


def test_rule_32_the_page_of_who_can_see_what_tells_members_how_often_and_strangers_nothing(
    client, school, student
):
    page = "/who-sees-what/"
    assert "How often was a name looked up here?" not in client.get(page).content.decode()
    client.force_login(student)
    assert "How often was a name looked up here?" in client.get(page).content.decode()


def test_the_case_leads_to_a_concern_that_keeps_its_words(at_desk, case, school):
    page = f"/c/{school.slug}/concerns/raise/?origin={case.public_id}"
    assert page in at_desk.get(f"/c/{school.slug}/desk/{case.public_id}/").content.decode()
    sent = {"kind": "student", "words": "It worries me.", "adult": "nobody", "origin": case.public_id}
    assert at_desk.get(page).status_code == 200
    assert at_desk.post(f"/c/{school.slug}/concerns/raise/", sent).status_code == 302
    assert school.concerns.get().origin == case.public_id
