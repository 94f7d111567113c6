"""Reporting in two taps, and what became of it."""

import functools
import re

import pytest
from django.utils import timezone

from forums.discussion.domain import posts
from moderation.domain import cases, reports
from moderation.enums import FlagReason
from moderation.models import Case, Flag
from people.enums import Role
from people.models import Notice
from tests import factories
from tests.factories.screens import questions

pytestmark = pytest.mark.django_db


def door(case) -> str:
    return f"/c/{case.community.slug}/desk/{case.public_id}/"


def published(forum, school):
    return factories.perspective(forum, factories.member(school))


def test_the_list_of_reports_asks_no_more_for_ten_than_for_one(client, school, forum):
    reporter = factories.member(school)
    client.force_login(reporter)
    for number in range(10):
        post = factories.perspective(forum, factories.member(school))
        Case.objects.filter(subject_id=post.public_id).delete()
        client.post(f"/c/harbour/report/perspective/{post.public_id}/", {"reason": "unkind"})
        if number == 0:
            for_one = questions(client, "/c/harbour/reports/")
    assert Flag.objects.count() == 10
    assert questions(client, "/c/harbour/reports/") == for_one <= 8


def test_rule_19_a_report_is_two_taps_and_the_reporter_hears_of_it(client, school, forum, student, moderator):
    post = published(forum, school)
    client.force_login(student)
    path = f"/c/harbour/report/perspective/{post.public_id}/"
    assert client.get(path).status_code == 200
    page = client.post(path, {"reason": "unkind"}, follow=True).content.decode()
    assert "Thank you. A person will look at it." in page
    assert "A person is looking at it." in page
    flag = Flag.objects.get()
    cases.rule(
        factories.actor(moderator, school), case=flag.case, outcome="release", version=1, now=timezone.now()
    )
    assert "It can stay. Thank you for telling us." in client.get("/c/harbour/reports/").content.decode()
    flag.refresh_from_db()
    assert flag.told_at is not None


def plain(page: str, *names: str) -> str:
    """A page without what is drawn by lot for each form, and without the name of whoever reads it."""
    page = re.sub(r'name="(csrfmiddlewaretoken|client_id)" value="[\w-]+"', "", page)
    return functools.reduce(lambda words, name: words.replace(name, "NAME"), names, page)


def test_rule_19_thirty_reports_leave_the_words_where_they_are_and_are_one_case(
    client, school, forum, moderator, freeze
):
    """All in one moment, each by somebody else: a crowd decides nothing, and the author learns nothing of it."""
    freeze("2026-11-10T10:00+00:00")
    author, reader, *reporters = (factories.member(school) for _ in range(32))
    post = factories.perspective(forum, author, "Let us paint the hall.")
    Case.objects.all().delete()

    def seen_by_author() -> list[str]:
        client.force_login(author)
        doors = ("", "my-voice/", "notices/", f"forums/{forum.public_id}/{post.public_id}/")
        return [plain(client.get(f"/c/harbour/{door}").content.decode()) for door in doors]

    before = seen_by_author()
    answers = set()
    for number, reporter in enumerate(reporters):
        client.force_login(reporter)
        sent = {"reason": ("unkind", "private", "wrong")[number % 3], "words": "Take it away!"}
        path = f"/c/harbour/report/perspective/{post.public_id}/"
        answer = client.post(path, sent, follow=True)
        names = (reporter.name, reporter.first_name, reporter.username, reporter.memberships.get().public_id)
        chosen = str(FlagReason(sent["reason"]).label)  # each reads their own reason again
        answers.add((tuple(answer.redirect_chain), plain(answer.content.decode(), *names, chosen)))
    assert len(answers) == 1, "each reporter is answered alike, the thirtieth as the first"
    assert "Thank you. A person will look at it." in answers.pop()[1]
    post.refresh_from_db()
    assert (post.state, post.body) == ("published", "Let us paint the hall.")
    case = Case.objects.get()
    assert (case.flags.count(), case.severity, case.state, case.reason) == (30, "S4", "waiting", "reported")
    assert seen_by_author() == before
    assert not Notice.objects.filter(membership__user=author).exists()
    client.force_login(reader)
    assert "Let us paint the hall." in client.get(f"/c/harbour/forums/{forum.public_id}/").content.decode()
    client.force_login(moderator)
    assert client.get("/c/harbour/desk/").content.decode().count(case.public_id) == 1


def test_an_over_long_report_comes_back_whole(client, school, forum, student):
    post = published(forum, school)
    client.force_login(student)
    words = "a" * 501
    response = client.post(
        f"/c/harbour/report/perspective/{post.public_id}/", {"reason": "unkind", "words": words}
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "501 letters long" in response.content.decode()
    assert Flag.objects.count() == 0


@pytest.mark.parametrize("path", ["perspective/unknown", "nothing/unknown", "case/1", "reply/..."])
def test_a_report_about_nothing_is_a_404(client, school, student, path):
    client.force_login(student)
    assert client.get(f"/c/harbour/report/{path}/").status_code == 404
    assert client.post(f"/c/harbour/report/{path}/", {"reason": "unkind"}).status_code == 404


def test_rule_20_nobody_but_the_desk_reads_who_reported(client, school, forum, student, moderator):
    author = factories.member(school)
    post = factories.perspective(forum, author)
    reports.report(
        factories.actor(student, school),
        kind=posts.PERSPECTIVE,
        public_id=post.public_id,
        reason="unkind",
        words="Told by me",
        now=timezone.now(),
    )
    client.force_login(author)
    for path in (
        "reports/",
        f"report/perspective/{post.public_id}/",
        f"forums/{forum.public_id}/",
        "my-voice/",
    ):
        page = client.get(f"/c/harbour/{path}")
        assert student.name not in page.content.decode()
        assert "Told by me" not in page.content.decode()
    client.force_login(moderator)
    page = client.get(door(Flag.objects.get().case)).content.decode()
    assert student.name in page
    assert "Told by me" in page


def test_a_forged_report_says_no_more_than_its_form(client, school, forum, student, moderator):
    post = published(forum, school)
    client.force_login(student)
    forged = {
        "reporter": moderator.pk,
        "severity": "S1",
        "case": "1",
        "sealed_copy": "x",
        "told_at": "2000-01-01",
    }
    client.post(f"/c/harbour/report/perspective/{post.public_id}/", {"reason": "unkind", **forged})
    flag = Flag.objects.get()
    assert (flag.reporter.user, flag.case.severity, flag.told_at) == (student, "S4", None)
    assert flag.sealed_copy == post.body


def test_home_says_that_a_report_was_looked_at_until_it_is_read(client):
    place = factories.community()
    reporter, moderator = factories.member(place, band="D"), factories.member(place, Role.MODERATOR)
    post = factories.perspective(factories.open_forum(place), factories.member(place, band="D"))
    words = {"kind": "perspective", "public_id": post.public_id, "reason": "unkind", "words": ""}
    flag = reports.report(factories.actor(reporter, place), **words, now=timezone.now())
    client.force_login(reporter)
    assert "was looked at" not in client.get("/c/harbour/").content.decode()
    who = factories.actor(moderator, place)
    cases.rule(who, case=flag.case, outcome="release", version=1, now=timezone.now())
    assert "1 was looked at" in client.get("/c/harbour/").content.decode()
    client.get("/c/harbour/reports/")
    assert "was looked at" not in client.get("/c/harbour/").content.decode()
