"""E-mails about notices: how often, at which hours, and never more than that something waits."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from mobilize.kernel import outbox, retention
from mobilize.kernel.models import Letter
from people.domain import notes, notices
from people.models import Notice, NoticeMail, NoticeWish
from tests import factories
from tests.factories.notices import NOW, kinds_of, place, rule, send_all, tell, with_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.mark.both_databases
def test_an_email_says_that_something_waits_and_nothing_else(school, student, moderator):
    with_address(student, school, email="robin@example.org")
    post = factories.perspective(factories.open_forum(school), student, "A secret wish.", published=False)
    rule(moderator, post, "return")
    (sent,) = send_all(NOW)
    assert sent.to == ["robin@example.org"]
    assert sent.subject == "Something waits for you in Mobilize"
    html = sent.alternatives[0][0]
    for words in (sent.body, html):
        assert "1 thing is new for you in Harbour." in words
        assert "/c/harbour/notices/" in words
        for never in (
            "secret",
            "Robin",
            "robin",
            post.byline.pseudonym,
            "returned",
            "forum",
            "Write it without",
        ):
            assert never not in words
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    letter = Letter.objects.get()
    assert sent.extra_headers["Message-ID"] == letter.message_id
    assert (letter.state, letter.recipient, letter.facts) == ("sent", "", {})
    assert send_all(NOW + timedelta(hours=1)) == []


def test_an_email_speaks_the_readers_language(school, student):
    school.language = "fr"
    school.save()
    with_address(student, school)
    tell(student, school, "a", now=NOW)
    (sent,) = send_all(NOW)
    assert '<html lang="fr">' in sent.alternatives[0][0]


def test_without_address_or_wish_nothing_is_mailed_and_nothing_is_kept_for_it(school, student):
    silent = with_address(factories.member(school), school, "held")
    left = with_address(factories.member(school), school)
    for user in (student, silent, left):
        tell(user, school, "a", now=NOW)
    left_place = place(left, school)
    left_place.ended_at = NOW
    left_place.save()
    factories.perspective(factories.open_forum(school), student, published=False)
    assert send_all(NOW) == []
    assert (NoticeMail.objects.count(), Letter.objects.count()) == (0, 0)
    assert kinds_of(student, school) == ["session_soon", "held"]


def test_nobody_young_is_mailed_before_they_ask_for_it_and_adults_hear_of_their_duties(
    school, student, moderator, db
):
    for user in (student, moderator):
        with_address(user, school, mailed=None)
        tell(user, school, "a", now=NOW)
    tell(moderator, school, "b", kind="desk_waits", now=NOW)
    assert [sent.to for sent in send_all(NOW)] == [[f"{moderator.username}@example.org"]]


@pytest.mark.both_databases
def test_of_many_notices_a_student_gets_three_emails_a_day_and_the_rest_together_the_next_morning(
    school, student, db
):
    with_address(student, school)
    sent = []
    for minute in range(8):
        now = NOW + timedelta(minutes=minute)
        tell(student, school, f"key {minute}", now=now)
        sent.append(len(send_all(now)))
    assert sent == [1, 1, 1, 0, 0, 0, 0, 0]
    assert send_all(NOW + timedelta(hours=13, minutes=59)) == []
    morning = NOW + timedelta(hours=21)  # seven o'clock
    (digest,) = send_all(morning)
    assert "5 things are new for you" in digest.body
    assert NoticeMail.objects.count() == 0


def test_rule_08_what_waits_over_the_weekend_comes_once(school, student):
    with_address(student, school)
    saturday = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
    tell(student, school, "one", now=saturday)
    assert send_all(saturday) == []
    tell(student, school, "two", now=saturday + timedelta(hours=1))
    (digest,) = send_all(saturday + timedelta(hours=2))
    assert "2 things" in digest.body
    tell(student, school, "three", now=saturday + timedelta(hours=3))
    assert send_all(saturday + timedelta(hours=3)) == []
    assert len(send_all(saturday + timedelta(days=1, hours=2))) == 1


def test_rule_08_what_a_student_must_know_for_their_safety_comes_at_night(school, student):
    with_address(student, school, "unmasked", "session_soon")
    night = NOW.replace(hour=22)
    tell(student, school, "one", now=night)
    assert send_all(night) == []
    tell(student, school, "two", kind="unmasked", now=night)
    assert [sent.to for sent in send_all(night)] == [[f"{student.username}@example.org"]]


def test_a_letter_that_failed_by_day_is_not_tried_again_at_night(school, student, monkeypatch):
    with_address(student, school)
    tell(student, school, "one", now=NOW)
    notices.gather(now=NOW)
    night = NOW.replace(hour=21)
    assert outbox.send_next(now=night).letter is not None
    assert mail.outbox == []
    assert Letter.objects.get().due_at == NOW.replace(day=25, hour=7)
    NoticeWish.objects.update(mailed=[])
    outbox.send_next(now=NOW + timedelta(days=1))
    assert (mail.outbox, Letter.objects.get().state) == ([], "dropped")


def test_what_is_no_news_any_more_is_not_mailed(school, student):
    with_address(student, school)
    tell(student, school, "late", now=NOW, stale_at=NOW + timedelta(minutes=30))
    assert send_all(NOW + timedelta(minutes=30)) == []
    assert NoticeMail.objects.count() == 0


def test_the_outbox_and_the_counts_name_nobody(school, student):
    with_address(student, school, email="robin@example.org")
    tell(student, school, "one", now=NOW)
    notices.gather(now=NOW)
    letter = Letter.objects.get()
    kept = f"{letter.recipient} {letter.facts} {letter.message_id}"
    for name in (student.username, student.public_id, place(student, school).public_id, "robin@"):
        assert name not in kept
    member = place(student, school).public_id
    assert notes.read(letter.recipient, purpose=notes.LETTER) == member
    assert notes.read(letter.recipient, purpose=notes.STOP) is None
    assert notes.close(member, purpose=notes.LETTER) != letter.recipient
    assert notes.index_of_day(member, day=NOW.date()) != notes.index_of_day(
        member, day=NOW.date() + timedelta(1)
    )


def _stop_address(sent) -> str:
    return re.search(r"<http://[^/]+(/mail/off/[^>]+)>", sent.extra_headers["List-Unsubscribe"])[1]


def test_one_click_stops_the_emails_and_does_nothing_else(school, student):
    with_address(student, school)
    tell(student, school, "one", now=NOW)
    (sent,) = send_all(NOW)
    address = _stop_address(sent)
    outside = Client(enforce_csrf_checks=True)
    page = outside.get(address)
    assert page.status_code == 200
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    assert NoticeWish.objects.get().mailed != []
    for name in (student.username, "Robin", "Harbour", "@example.org"):
        assert name not in page.text
    done = outside.post(address, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert "sessionid" not in outside.cookies
    wish = NoticeWish.objects.get()
    assert (wish.mailed, wish.hidden, wish.email) == ([], [], f"{student.username}@example.org")
    assert outside.post(address).status_code == 200
    tell(student, school, "two", now=NOW)
    assert send_all(NOW) == []
    assert outside.get(reverse("notices", args=["harbour"])).status_code == 302


@pytest.mark.parametrize("token", ["x", "AAAA", "é", "a" * 90])
def test_a_made_up_token_leads_nowhere(school, client, token):
    assert client.get(f"/mail/off/{token}/").status_code == 404
    assert client.post(f"/mail/off/{token}/").status_code == 404


def test_a_note_for_another_purpose_does_not_stop_emails(school, student, client):
    token = notes.close(place(student, school).public_id, purpose=notes.LETTER)
    assert client.post(f"/mail/off/{token}/").status_code == 404


def test_notices_go_after_their_time(school, student, freeze):
    tell(student, school, "old", now=NOW - timedelta(days=91))
    tell(student, school, "new", now=NOW)
    retention.nightly()
    assert list(Notice.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_several_workers_at_once_each_notice_is_mailed_once_and_the_cap_holds(school, student):
    with_address(student, school)
    others = [with_address(factories.member(school), school) for _ in range(6)]
    for number in range(2):  # the student has one e-mail left today
        tell(student, school, f"before {number}", now=NOW)
        notices.gather(now=NOW)
    for user in (student, *others):
        tell(user, school, "now", now=NOW)
    start = threading.Barrier(4)

    def work():
        try:
            start.wait()
            notices.gather(now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    notices.gather(now=NOW)
    readers = [notes.read(letter.recipient, purpose=notes.LETTER) for letter in Letter.objects.all()]
    assert sorted(readers.count(place(user, school).public_id) for user in others) == [1] * 6
    assert readers.count(place(student, school).public_id) == 3
    assert NoticeMail.objects.count() == 0
