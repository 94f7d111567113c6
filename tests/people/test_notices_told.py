"""Who hears of what, and that nobody hears of it twice."""

from datetime import timedelta

import pytest
from django.db import transaction

from forums.discussion.domain import answers, telling
from forums.discussion.models import Forum
from forums.live.domain import telling as live_telling
from forums.live.enums import SessionState
from moderation.domain import cases
from moderation.tasks import remind_desk
from people import notice_queries
from people.domain import notices
from people.enums import Role
from people.models import Byline, Notice
from tests import factories
from tests.factories.live import room
from tests.factories.notices import NOW, kinds_of, place, rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("outcome", "kind"), [("release", "released"), ("return", "returned"), ("remove", "removed")]
)
def test_an_author_hears_that_words_wait_and_what_became_of_them(school, student, moderator, outcome, kind):
    post = factories.perspective(factories.open_forum(school), student, published=False)
    assert kinds_of(student, school) == ["held"]
    rule(moderator, post, outcome)
    assert kinds_of(student, school) == [kind]  # that they wait is true no more
    assert kinds_of(factories.member(school), school) == []
    assert set(Notice.objects.values_list("membership", flat=True)) == {None}


def test_a_ruling_that_fails_tells_nothing(school, student, moderator, monkeypatch):
    post = factories.perspective(factories.open_forum(school), student, published=False)
    monkeypatch.setattr(cases.telling, "of_ruling", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rule(moderator, post, "release")
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
    rule(moderator, post, "release")
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


def test_in_a_session_only_what_came_back_or_was_taken_down_is_told(school, student, freeze):
    freeze(NOW, tick=True)
    made = room(school, bands=["B"])
    for body, outcome in (("A lamp.", "release"), ("A sofa.", "return")):
        message = made.say(student, body)
        assert message.state == "held"
        rule(made.moderator, message, outcome)
    assert kinds_of(student, school) == ["returned"]
    assert Notice.objects.get().link == f"/c/harbour/sessions/{made.session.public_id}/transcript/"
