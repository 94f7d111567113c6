"""What a student says about a record about them (rule 54)."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.models import Case
from people import records
from people.domain import statements
from people.enums import Role
from people.models import Statement
from tests import factories
from tests.factories.screens import ask_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(school, student):
    """A case about words of the student that a moderator sent back."""
    post = factories.perspective(factories.open_forum(school), student, "A rude word.", published=False)
    case = Case.objects.get(subject_id=post.public_id)
    desk = factories.actor(factories.member(school, Role.MODERATOR), school)
    cases.rule(
        desk,
        case=case,
        outcome="return",
        version=1,
        reason="unkind",
        reply="Please say it kindly.",
        now=timezone.now(),
    )
    return case


def record(actor, kind: str, public_id: str) -> records.Record:
    return records.record_of(actor, about=kind, record=str(public_id))


@pytest.mark.both_databases
def test_rule_54_a_student_says_what_they_think_of_a_ruling_and_moderators_read_it(
    school, student, returned, client
):
    actor = factories.actor(student, school)
    said = statements.state(
        actor,
        record=record(actor, "ruling", returned.public_id),
        words="It was no insult.",
        now=timezone.now(),
    )
    assert (said.membership, said.byline) == (None, returned.byline)
    moderator = factories.member(school, Role.MODERATOR)
    client.force_login(moderator)
    page = client.get(reverse("case", kwargs={"community": school.slug, "case": returned.public_id}))
    assert "It was no insult." in page.content.decode()
    assert student.name not in page.content.decode()


def test_rule_54_no_column_leads_from_what_was_said_to_its_author(school, student, returned):
    actor = factories.actor(student, school)
    statements.state(
        actor, record=record(actor, "ruling", returned.public_id), words="Unfair.", now=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_statement")
        columns = dict(zip([one[0] for one in cursor.description], cursor.fetchone(), strict=True))
    assert columns["membership_id"] is None
    assert "Unfair." not in str(columns["words"])
    line = AuditEntry.objects.get(action="people.state")
    assert line.actor == ""


def test_rule_54_what_is_said_of_a_consent_goes_to_the_office(school, student, client, admin):
    actor = factories.actor(student, school)
    consent = actor.membership.consents.get()
    said = statements.state(
        actor, record=record(actor, "consent", consent.pk), words="I was not asked.", now=timezone.now()
    )
    assert said.membership == actor.membership
    client.force_login(admin)
    ask_again(client, admin)
    path = reverse("member_data", kwargs={"community": school.slug, "member": actor.membership.public_id})
    assert b"I was not asked." in client.get(path).content


def test_rule_54_nobody_speaks_about_a_record_of_somebody_else(school, student, returned):
    other = factories.actor(factories.member(school), school)
    for kind, public_id in (
        ("ruling", returned.public_id),
        ("consent", factories.actor(student, school).membership.consents.get().pk),
        ("concern", "anything"),
        ("nonsense", "anything"),
    ):
        with pytest.raises(Refused, match="not_found"):
            record(other, kind, public_id)


def test_rule_54_on_the_screen_words_are_kept_and_shown_again(school, student, returned, client):
    client.force_login(student)
    page = reverse("my_data", kwargs={"community": school.slug})
    path = reverse(
        "record_statement", kwargs={"community": school.slug, "about": "ruling", "record": returned.public_id}
    )
    assert path in client.get(page).content.decode()
    assert client.post(path, {"words": "  "}).status_code == 422
    assert client.post(path, {"words": "It was a joke."}).status_code == 302
    assert b"It was a joke." in client.get(page).content
    assert b"It was a joke." in client.get(path).content
    too_long = client.post(path, {"words": "x" * (statements.LENGTH + 1)})
    assert too_long.status_code == 422
    assert Statement.objects.count() == 1


def test_rule_39_nothing_is_said_before_consent_is_recorded(school, client):
    waiting = factories.member(school, consent=False)
    actor = factories.actor(waiting, school)
    about = records.Record("consent", "1", "Consent", "", timezone.now())
    with pytest.raises(Refused, match="consent_missing"):
        statements.state(actor, record=about, words="Yes.", now=timezone.now())
    assert not Statement.objects.exists()


def test_ten_statements_on_one_record_are_enough(school, student, returned):
    actor = factories.actor(student, school)
    about = record(actor, "ruling", returned.public_id)
    for _ in range(statements.AT_MOST):
        statements.state(actor, record=about, words="Again.", now=timezone.now())
    with pytest.raises(Refused, match="statements_many"):
        statements.state(actor, record=about, words="Again.", now=timezone.now())
