"""Lists of people: constant questions, whole pages, found by role and name."""

import re

import pytest

from people.enums import Role
from people.models import Membership, User
from tests import factories
from tests.factories.screens import make_code, questions

pytestmark = pytest.mark.django_db


def test_the_list_of_members_asks_no_more_for_ten_than_for_one(at_work, school):
    factories.member(school)
    for_one = questions(at_work, "/c/harbour/people/")
    for _more in range(10):
        factories.member(school, band="C")
        factories.member(school, Role.TEACHER)
    assert questions(at_work, "/c/harbour/people/") == for_one <= 8


def test_the_list_of_class_codes_asks_no_more_for_ten_than_for_one(at_work, school, admin):
    make_code(school, admin)
    for_one = questions(at_work, "/c/harbour/people/codes/")
    for _more in range(9):
        make_code(school, admin)
    assert questions(at_work, "/c/harbour/people/codes/") == for_one <= 8


def test_pages_of_the_member_list_show_everybody_once(at_work, school):
    for number in range(70):
        user = factories.member(school)
        User.objects.filter(pk=user.pk).update(last_name=f"Same{number % 3}")
    seen, path = [], "/c/harbour/people/"
    while path:
        page = at_work.get(path).content.decode()
        seen += re.findall(r'<th [^>]*scope="row"><a href="/c/harbour/people/(\w+)/"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/c/harbour/people/{following[1].replace('&amp;', '&')}" if following else None
    everybody = Membership.objects.filter(community=school).values_list("public_id", flat=True)
    assert sorted(seen) == sorted(everybody)
    assert len(seen) == 71


def test_members_are_found_by_role_and_by_name(at_work, school, student):
    factories.member(school, Role.TEACHER, username="tara")
    page = at_work.get("/c/harbour/people/?role=student&name=ROB").content.decode()
    assert "Robin Tester" in page
    assert "Tara Tester" not in page
    assert "Nobody was found" in at_work.get("/c/harbour/people/?name=nobody").content.decode()
