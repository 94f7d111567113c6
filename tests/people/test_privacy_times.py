"""Words and people go by the table of retention (rules 7, 50 and 51)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.discussion.domain import posts
from forums.discussion.models import Perspective
from forums.live.domain import messages
from mobilize.kernel import retention
from moderation.models import Case, Flag
from people.domain import holds
from people.enums import Role
from people.models import Membership
from tests import factories
from tests.factories.privacy import SENTINEL, found_anywhere, speak_everywhere, word

pytestmark = pytest.mark.django_db
LATER = timedelta(days=91)


@pytest.fixture
def student(school):
    return factories.member(school, username=f"{SENTINEL}0")


@pytest.mark.both_databases
def test_rule_07_words_taken_back_go_after_90_days_and_their_place_stays(school, student):
    made = speak_everywhere(school, student)
    actor, now = factories.actor(student, school), timezone.now()
    posts.withdraw(actor, post=made["said"], now=now)
    posts.withdraw(actor, post=made["reply"], now=now)
    messages.withdraw(actor, message=made["message"], now=now)
    retention.purge(now=now + timedelta(days=89))
    assert word(1) in Perspective.objects.get(pk=made["said"].pk).body
    counts = retention.purge(now=now + LATER)
    assert counts["discussion.perspective_taken_back"] == 1
    assert counts["discussion.reply_taken_back"] == 1
    assert counts["live.messages_taken_back"] == 1
    for post in (made["said"], made["reply"], made["message"]):
        post.refresh_from_db()
        assert post.body == ""
    made["held"].refresh_from_db()
    assert word(2) in made["held"].body  # it still waits for somebody


def test_rule_07_a_report_keeps_a_sealed_copy_for_its_own_time(school, student):
    made = speak_everywhere(school, student)
    now = timezone.now()
    posts.withdraw(factories.actor(student, school), post=made["said"], now=now)
    retention.purge(now=now + LATER)
    flag = Flag.objects.get(case=made["case"])
    assert word(1) in flag.sealed_copy
    retention.purge(now=now + timedelta(days=366))
    flag.refresh_from_db()
    assert flag.sealed_copy == ""
    retention.purge(now=now + timedelta(days=731))
    assert not Case.objects.filter(pk=made["case"].pk).exists()


def test_rule_50_a_hold_keeps_words_beyond_their_time(school, student):
    made = speak_everywhere(school, student)
    now = timezone.now()
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    actor = factories.actor(student, school)
    posts.withdraw(actor, post=made["said"], now=now)
    holds.hold(lead, membership=actor.membership, reason="A court asks.", now=now)
    retention.purge(now=now + timedelta(days=800))
    made["said"].refresh_from_db()
    assert word(1) in made["said"].body
    assert Flag.objects.filter(case=made["case"]).exclude(sealed_copy="").exists()


def test_rule_50_whoever_left_a_year_ago_is_erased_once(school, student):
    speak_everywhere(school, student)
    now = timezone.now()
    Membership.objects.filter(user=student).update(ended_at=now)
    assert retention.purge(now=now + timedelta(days=364))["people.memberships"] == 0
    assert retention.purge(now=now + timedelta(days=366))["people.memberships"] == 1
    assert found_anywhere() == []
    assert retention.purge(now=now + timedelta(days=367))["people.memberships"] == 0


def test_rule_51_the_table_is_on_a_page_and_counts_for_another_day(school, student, client, admin):
    made = speak_everywhere(school, student)
    posts.withdraw(factories.actor(student, school), post=made["said"], now=timezone.now())
    client.force_login(admin)
    path = reverse("retention", kwargs={"community": school.slug})
    assert "Perspectives that were taken back" in client.get(path).content.decode()
    at = (timezone.now() + LATER).date().isoformat()
    lines = {line.keeping.name: line.over for line in client.get(path, {"at": at}).context["lines"]}
    assert lines["discussion.perspective_taken_back"] == 1
    assert lines["kernel.jobs"] is None  # of the whole house, not of this community
    assert client.get(path, {"at": "nonsense"}).status_code == 200
    made["said"].refresh_from_db()
    assert made["said"].body
