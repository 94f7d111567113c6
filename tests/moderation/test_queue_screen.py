"""The queue of the desk."""

import re

import pytest
from django.utils import timezone

from moderation.models import Case
from tests import factories
from tests.factories.screens import questions

pytestmark = pytest.mark.django_db


def door(case) -> str:
    return f"/c/{case.community.slug}/desk/{case.public_id}/"


def test_the_queue_says_what_waits_why_and_until_when(at_desk, forum, case):
    page = at_desk.get("/c/harbour/desk/").content.decode()
    assert "1 post to read" in page
    assert forum.question in page
    assert "In this age group a person reads each post first." in page
    assert f'datetime="{timezone.localtime(case.expected_by).isoformat()}"' in page
    assert f'href="{door(case)}"' in page


def test_the_queue_and_the_case_never_say_who_wrote(at_desk, student, post, case):
    for path in ("/c/harbour/desk/", door(case)):
        page = at_desk.get(path).content.decode()
        assert post.byline.pseudonym in page
        for secret in (student.username, student.first_name, student.public_id):
            assert secret not in page, (path, secret)


def test_the_gravest_case_comes_first_and_then_the_most_urgent(at_desk, school, forum, case):
    others = [
        factories.perspective(forum, factories.member(school), published=False).byline.cases.get()
        for _other in range(4)
    ]
    for other, severity in zip(others, ("S4", "S1", "S3", "S2"), strict=True):
        Case.objects.filter(pk=other.pk).update(severity=severity)
    page = at_desk.get("/c/harbour/desk/").content.decode()
    shown = re.findall(r'href="/c/harbour/desk/(\w{16})/"', page)
    expected = [others[1], others[3], others[2], others[0], case]
    assert shown == [entry.public_id for entry in expected]


def test_pages_of_the_queue_show_every_case_once(at_desk, school, forum):
    for _case in range(30):
        factories.perspective(forum, factories.member(school), published=False)
    seen, path = [], "/c/harbour/desk/"
    while path:
        page = at_desk.get(path).content.decode()
        seen += re.findall(r'href="/c/harbour/desk/(\w{16})/"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/c/harbour/desk/{following[1].replace('+', '%2B')}" if following else None
    assert sorted(seen) == sorted(Case.objects.values_list("public_id", flat=True))


def test_a_broken_cursor_begins_at_the_start(at_desk, case):
    for cursor in ("x", "1_2_3", "9999999999999999999999_2026-01-01T00:00:00+00:00_1", "0_2026-01-01_x"):
        page = at_desk.get("/c/harbour/desk/", {"after": cursor})
        assert page.status_code == 200


def test_the_queue_asks_no_more_for_ten_than_for_one(at_desk, school, forum, case):
    for_one = questions(at_desk, "/c/harbour/desk/")
    for _more in range(9):
        factories.perspective(forum, factories.member(school), published=False)
    assert questions(at_desk, "/c/harbour/desk/") == for_one <= 9
