"""What comes round by itself, through the worker: closings on time, scheduled pages, and what is thrown away."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from cms.models import StandardPage
from forums.discussion.models import Answer, Forum
from forums.polls.domain import poll_keys
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.worker import Worker
from people.domain import sign_in_codes
from people.enums import Role
from people.models import Membership, SignInCode
from tests import factories
from tests.factories import polls as make
from tests.factories.cms import community_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.community()


@pytest.mark.both_databases
def test_a_poll_is_counted_when_its_time_is_over_though_nobody_looks(school, freeze, transactional_db):
    quiet, lines, _ = make.GOALS
    factories.member(school, Role.ORGANIZER)
    poll = make.voted_poll(school, (quiet,), (quiet,), (quiet,), (lines,), ())
    Worker().once(now=timezone.now())
    poll.refresh_from_db()
    assert poll.state == "open"
    freeze(poll.closes_at)
    Worker().once(now=poll.closes_at)
    poll.refresh_from_db()
    assert (poll.state, poll.ending, poll.closed_at) == ("closed", "counted", poll.closes_at)
    assert poll_keys.read(poll) is None


def test_a_forum_closes_after_its_last_day_when_nothing_is_owed(school, freeze):
    today = timezone.now().date()
    done, owing, waiting, going_on = (factories.open_forum(school) for _ in range(4))
    student = factories.member(school)
    factories.perspective(owing, student)
    factories.perspective(waiting, student, published=False)
    Forum.objects.update(closes_on=today - timedelta(days=1))
    Forum.objects.filter(pk=going_on.pk).update(closes_on=today)
    Worker().once(now=timezone.now())
    states = {forum.pk: forum.state for forum in Forum.objects.all()}
    assert [states[forum.pk] for forum in (done, owing, waiting, going_on)] == [
        "closed",
        "open",
        "open",
        "open",
    ]
    entry = AuditEntry.objects.get(action="forums.forum_ended")
    assert (entry.actor, entry.object_id) == ("", done.public_id)
    assert Answer.objects.count() == 0


def test_a_scheduled_page_appears_and_goes_again(school, freeze):
    now = timezone.now()
    page = StandardPage(title="A day out", live=False, go_live_at=now + timedelta(hours=1))
    page.expire_at = now + timedelta(hours=2)
    community_page(school).add_child(instance=page)
    page.save_revision(approved_go_live_at=page.go_live_at)
    lives = []
    for minutes in (30, 61, 121):
        freeze(now + timedelta(minutes=minutes))
        Worker().once(now=now + timedelta(minutes=minutes))
        page.refresh_from_db()
        lives.append(page.live)
    assert lives == [False, True, False]


def test_old_sign_ins_and_codes_that_were_told_of_are_thrown_away(school, freeze):
    now = timezone.now()
    admin, student = factories.member(school, Role.ADMINISTRATOR), factories.member(school)
    member = Membership.objects.get(user=student)
    sign_in_codes.issue(factories.actor(admin, school), membership=member, now=now)
    store = SessionStore()
    store["a"] = 1
    store.set_expiry(now + timedelta(hours=1))
    store.save()
    freeze(now + timedelta(days=8))
    Worker().once(now=timezone.now())
    assert not Session.objects.filter(pk=store.session_key).exists()
    assert SignInCode.objects.count() == 1  # the person has not heard of it yet
    sign_in_codes.tell(student, now=timezone.now())
    freeze(now + timedelta(days=9, hours=1))
    Worker().once(now=timezone.now())
    assert SignInCode.objects.count() == 0
