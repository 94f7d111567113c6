"""Notices and their e-mails: who hears of what, how often, at which hours, and never more than that."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from forums.discussion.domain import answers, telling
from forums.discussion.models import Forum
from forums.live.domain import telling as live_telling
from forums.live.enums import SessionState
from mobilize.kernel import outbox
from mobilize.kernel.models import Letter
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.tasks import remind_desk
from people import notice_queries
from people.domain import notes, notices
from people.enums import Role
from people.models import Byline, Notice, NoticeMail, NoticeWish
from people.tasks import clean
from tests import factories
from tests.factories.live import room
from tests.factories.notices import kinds_of, place, send_all, tell, with_address

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def _morning(freeze):
    freeze(NOW)


@pytest.fixture
def moderator(school):
    return factories.member(school, Role.MODERATOR)


def _rule(moderator, school, post, outcome):
    case = post.byline.cases.latest("id")
    words = {} if outcome == "release" else {"reason": "other", "reply": "Write it without names."}
    cases.rule(
        factories.actor(moderator, school),
        case=case,
        outcome=outcome,
        version=case.version,
        now=NOW,
        **words,
    )


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("outcome", "kind"), [("release", "released"), ("return", "returned"), ("remove", "removed")]
)
def test_an_author_hears_that_words_wait_and_what_became_of_them(school, student, moderator, outcome, kind):
    post = factories.perspective(factories.open_forum(school), student, published=False)
    assert kinds_of(student, school) == ["held"]
    _rule(moderator, school, post, outcome)
    assert kinds_of(student, school) == ["held", kind]
    assert kinds_of(factories.member(school), school) == []
    assert set(Notice.objects.values_list("membership", flat=True)) == {None}


def test_a_ruling_that_fails_tells_nothing(school, student, moderator, monkeypatch):
    post = factories.perspective(factories.open_forum(school), student, published=False)
    monkeypatch.setattr(cases.telling, "of_ruling", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _rule(moderator, school, post, "release")
    post.refresh_from_db()
    assert (post.state, kinds_of(student, school)) == ("held", ["held"])


def test_an_author_does_not_hear_of_reports_that_came_to_nothing(school, student, moderator):
    from moderation.domain import reports

    post = factories.perspective(factories.open_forum(school), student)
    Notice.objects.all().delete()
    other = factories.actor(factories.member(school), school)
    post.byline.cases.all().delete()
    reports.report(other, kind="perspective", public_id=post.public_id, reason="unkind", now=NOW)
    assert kinds_of(student, school) == []
    _rule(moderator, school, post, "release")
    assert kinds_of(student, school) == []


@pytest.mark.both_databases
def test_everybody_whose_voice_is_answered_hears_of_it_once(school):
    adult = factories.member(school, Role.TEACHER)
    forum = factories.open_forum(school, named_adult=adult)
    speakers = [factories.member(school) for _ in range(3)]
    posts = [factories.perspective(forum, one) for one in speakers]
    leader = factories.actor(factories.member(school, Role.FACILITATOR), school)
    theme = answers.make_theme(
        leader, forum=forum, title="Calm", sources=[p.public_id for p in posts[:2]], now=NOW
    )
    Notice.objects.all().delete()
    given = answers.answer(
        factories.actor(adult, school),
        to=theme,
        heard="You want calm.",
        kind="will",
        act="A room opens.",
        because="You asked.",
        by_when=NOW.date(),
        now=NOW,
    )
    assert [kinds_of(one, school) for one in speakers] == [["answered"], ["answered"], []]
    link = Notice.objects.values_list("link", flat=True).distinct().get()
    assert link == f"/c/harbour/answers/{given.public_id}/"
    telling.of_answer(posts[:2], answer_id=given.public_id, link=link, now=NOW)
    assert Notice.objects.count() == 2
    # "My voice" marks answers already: the count of notices does not do it once more.
    assert notice_queries.unseen_notices(factories.actor(speakers[0], school)) == 0


def test_students_of_its_bands_and_its_adults_hear_of_a_session_within_the_hour(school):
    old, young = factories.member(school, band="C"), factories.member(school, band="B")
    made = room(school, state=SessionState.LOBBY, bands=["C"], starts_at=NOW + timedelta(minutes=50))
    assert live_telling.of_sessions(now=NOW - timedelta(minutes=20)) == 0
    assert live_telling.of_sessions(now=NOW) == 4
    assert live_telling.of_sessions(now=NOW + timedelta(minutes=5)) == 0
    assert (kinds_of(old, school), kinds_of(young, school)) == (["session_soon"], [])
    assert kinds_of(made.facilitator, school) == ["session_soon"]


def test_the_desk_hears_once_a_day_while_it_is_staffed(school, student, moderator, freeze):
    post = factories.perspective(factories.open_forum(school), student, published=False)
    remind_desk()
    remind_desk()
    assert kinds_of(moderator, school) == ["desk_waits"]
    freeze(NOW + timedelta(days=1))
    school.staffed_hours.all().delete()
    remind_desk()
    assert kinds_of(moderator, school) == ["desk_waits"]
    post.byline.cases.update(about=place(moderator, school))
    factories.community("hill")
    assert Notice.objects.filter(kind="desk_waits").count() == 1


def test_the_named_adult_hears_a_week_before_an_answer_is_due_and_when_it_is_late(school, student):
    adult = factories.member(school, Role.TEACHER)
    forum = factories.open_forum(school, named_adult=adult)
    factories.perspective(forum, student)
    Forum.objects.update(answer_by=NOW.date() + timedelta(days=8))
    told = [telling.of_duties(now=NOW + timedelta(days=day)) for day in range(11)]
    assert told == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert kinds_of(adult, school) == ["answer_due", "answer_due"]


@pytest.mark.both_databases
def test_an_email_says_that_something_waits_and_nothing_else(school, student, moderator):
    with_address(student, school, email="robin@example.org")
    post = factories.perspective(factories.open_forum(school), student, "A secret wish.", published=False)
    _rule(moderator, school, post, "return")
    (sent,) = send_all(NOW)
    assert sent.to == ["robin@example.org"]
    assert sent.subject == "Something waits for you in Mobilize"
    html = sent.alternatives[0][0]
    for words in (sent.body, html):
        assert "2 things are new for you in Harbour." in words
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


def test_what_waits_over_the_weekend_comes_once(school, student):
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


def test_the_page_shows_ones_own_notices_and_marks_them_seen(client, school, student):
    other = factories.member(school)
    tell(other, school, "one", now=NOW)
    tell(student, school, "one", now=NOW)
    client.force_login(student)
    address = reverse("notices", args=["harbour"])
    page = client.get(address).text
    assert page.count("A community session begins within the hour.") == 1
    assert "1 is new." in page
    assert client.post(address).status_code == 302
    assert "Nothing new." in client.get(address).text
    assert notice_queries.unseen_notices(factories.actor(other, school)) == 1


def test_the_page_asks_as_often_for_ten_notices_as_for_one(
    client, school, student, django_assert_max_num_queries
):
    client.force_login(student)
    address, asked = reverse("notices", args=["harbour"]), []
    forum = factories.open_forum(school)
    for wanted in (1, 10):
        while Notice.objects.count() < wanted:
            number = Notice.objects.count()
            tell(student, school, f"key {number}", now=NOW)
        factories.perspective(forum, student, f"Words {wanted}.", published=False)
        client.get(address)
        with django_assert_max_num_queries(20) as counted:
            client.get(address)
        asked.append(len(counted))
    assert asked[0] == asked[1]


def test_forty_notices_stand_on_two_pages(client, school, student):
    for number in range(40):
        tell(student, school, f"key {number}", now=NOW)
    client.force_login(student)
    address = reverse("notices", args=["harbour"])
    first = client.get(address)
    older = re.search(r'href="(\?before=\d+)"', first.text)[1]
    assert [page.text.count("begins within the hour") for page in (first, client.get(address + older))] == [
        30,
        10,
    ]
    assert client.get(f"{address}?before=nonsense").status_code == 200


WISHES = {"shown": ["released", "answered"], "mailed": ["answered"], "language": "fr"}


def test_wishes_are_kept_and_can_be_had_back(client, school, student):
    with_address(student, school, "held", "released")
    client.force_login(student)
    address = reverse("notice_wishes", args=["harbour"])
    assert client.post(address, WISHES).status_code == 302
    wish = NoticeWish.objects.get()
    assert (wish.hidden, wish.mailed, wish.language) == (
        ["held", "removed", "returned", "session_soon"],
        ["answered"],
        "fr",
    )
    tell(student, school, "one", now=NOW)
    assert "begins within the hour" not in client.get(reverse("notices", args=["harbour"])).text
    assert client.post(address, {"undo": "yes"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.hidden, wish.mailed, wish.language, wish.before) == ([], ["held", "released"], "", None)
    assert client.post(address, {"undo": "yes"}).status_code == 409


def test_a_student_chooses_neither_hours_nor_an_address(client, school, student):
    client.force_login(student)
    address = reverse("notice_wishes", args=["harbour"])
    assert "mailed" not in client.get(address).text
    sent = {**WISHES, "quiet_from": "01:00", "quiet_until": "02:00", "email": "x@example.org"}
    assert client.post(address, sent).status_code == 302
    wish = NoticeWish.objects.get()
    assert (wish.email, wish.mailed, wish.quiet_from) == ("", None, None)
    with_address(student, school)
    client.post(address, sent)
    assert NoticeWish.objects.get().quiet_from is None


def test_an_adult_chooses_their_quiet_hours(client, school, moderator):
    with_address(moderator, school, "desk_waits")
    client.force_login(moderator)
    address = reverse("notice_wishes", args=["harbour"])
    sent = {"shown": ["desk_waits"], "mailed": ["desk_waits"], "quiet_from": "21:00", "quiet_until": ""}
    answer = client.post(address, sent)
    assert (answer.status_code, "Give both times, or neither." in answer.text) == (422, True)
    assert client.post(address, {**sent, "quiet_until": "23:00"}).status_code == 302
    tell(moderator, school, "one", kind="desk_waits", now=NOW.replace(hour=22))
    assert send_all(NOW.replace(hour=22)) == []
    assert len(send_all(NOW.replace(hour=23))) == 1


def test_an_unknown_kind_is_refused(school, student):
    with pytest.raises(Refused, match="invalid"):
        notices.choose(factories.actor(student, school), shown=["desk_waits"], mailed=[], now=NOW)


def test_an_administrator_records_and_removes_an_address(at_work, school, student):
    address = reverse("record_address", args=["harbour", place(student, school).public_id])
    assert at_work.post(address, {"email": "home@example.org"}).status_code == 302
    assert NoticeWish.objects.get().email == "home@example.org"
    assert at_work.post(address, {"email": "no address"}).status_code == 422
    assert at_work.post(address, {"email": ""}).status_code == 302
    assert NoticeWish.objects.get().email == ""


def test_notices_go_after_their_time(school, student, freeze):
    tell(student, school, "old", now=NOW - timedelta(days=91))
    tell(student, school, "new", now=NOW)
    clean()
    assert list(Notice.objects.values_list("key", flat=True)) == ["new"]


def test_an_imported_byline_is_told_nothing(school):
    byline = Byline.objects.create(
        community=school,
        scope_kind="forum",
        scope_id="x" * 16,
        side="youth",
        band="B",
        pseudonym="Voice 1",
        imported=True,
    )
    assert notices.tell_authors([byline], kind="answered", key="k", link="/", now=NOW) == 0
