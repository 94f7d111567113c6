"""A device that others use too (rule 58): ten minutes idle, an hour at the longest, by the server's time."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from mobilize.demo import codes
from mobilize.kernel.sessions import SHARED
from people.domain import shared_devices
from people.enums import Role
from people.models import Policy
from people.shared_device import COOKIE
from tests import factories
from tests.factories.screens import make_code

pytestmark = pytest.mark.django_db
OVER = "/accounts/shared-device/over/"
PAGE = "/c/harbour/notices/"


def signed_in(user, client=None, *, shared=True) -> Client:
    client = client or Client()
    sent = {"login": user.username, "password": "password", **({"shared": "yes"} if shared else {})}
    assert client.post("/accounts/login/", sent).status_code == 302
    return client


@pytest.fixture
def at(freeze):
    """Stop the clock so many minutes after ten o'clock."""

    def move(minutes: float):
        seconds = round(minutes * 60)
        freeze(f"2026-03-02T{10 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}+00:00")

    move(0)
    return move


def test_rule_58_a_shared_sign_in_ends_after_ten_minutes_without_a_use(at, student):
    client = signed_in(student)
    at(9.9)
    assert client.get(PAGE).status_code == 200
    at(19.8)
    assert client.get(PAGE).status_code == 200
    at(29.9)
    answer = client.get(PAGE)
    assert answer.status_code == 302
    assert answer.url == OVER
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.exists()
    assert "You are signed out" in client.get(OVER).content.decode()
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_rule_58_a_shared_sign_in_ends_after_an_hour_however_much_it_is_used(at, student):
    client = signed_in(student)
    for minutes in range(5, 60, 5):
        at(minutes)
        assert client.get(PAGE).status_code == 200, minutes
    at(60.1)
    assert client.get(PAGE).url == OVER


def test_rule_58_whoever_does_not_share_the_device_stays(at, student):
    client = signed_in(student, shared=False)
    assert COOKIE not in client.cookies
    at(179)
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "shared_device.js" not in answer.content.decode()


def test_rule_58_a_community_whose_young_people_share_devices_asks_nobody(at, school, student):
    Policy.objects.create(community=school, young_people_share=True, shared_idle_minutes=3)
    teacher = factories.member(school, Role.CAREGIVER)
    child, adult = signed_in(student, shared=False), signed_in(teacher, shared=False)
    at(3.1)
    assert child.get(PAGE).url == OVER
    assert adult.get(PAGE).status_code == 200


def test_rule_58_joining_with_a_class_code_there_is_a_shared_sign_in_too(at, school, admin):
    Policy.objects.create(community=school, young_people_share=True)
    code, client = make_code(school, admin), Client()
    words = {"code": code.code, "first_name": "Ola", "username": "ola.o", "password": "three calm words"}
    assert client.post("/join/", {**words, "last_name": "Oak"}).status_code == 302
    assert client.session[SHARED]["idle"] == 600


def test_rule_58_of_several_communities_the_strictest_numbers_count(at, school, student):
    other = factories.community("lakeside")
    factories.member(other, Role.STUDENT, user=student)
    Policy.objects.create(community=school, shared_idle_minutes=8, shared_longest_minutes=20)
    Policy.objects.create(community=other, shared_idle_minutes=4, shared_longest_minutes=40)
    mark = signed_in(student).session[SHARED]
    assert (mark["idle"], mark["until"]) == (240, datetime(2026, 3, 2, 10, 20, tzinfo=UTC).timestamp())


def test_rule_58_staff_choose_it_before_their_second_key(at, school):
    teacher = factories.member(school, Role.TEACHER)
    client = signed_in(teacher)
    assert SHARED not in client.session
    code = codes.code("JBSWY3DPEHPK3PXP")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.session[SHARED]["idle"] == 600


def test_rule_58_the_time_of_a_use_is_written_into_no_table(at, student):
    client = signed_in(student)
    before = Session.objects.values().get()
    at(7)
    client.get(PAGE)
    client.get("/home/")
    assert Session.objects.values().get() == before


@pytest.mark.parametrize("forged", ["", "nothing", "of another sign-in"])
def test_rule_58_no_other_cookie_keeps_a_sign_in_alive(at, school, student, forged):
    client = signed_in(student)
    other = signed_in(factories.member(school))
    client.cookies[COOKIE] = other.cookies[COOKIE].value if forged.startswith("of") else forged
    assert client.get(PAGE).status_code == 302
    assert client.get("/home/").status_code == 302


def test_rule_58_what_a_page_asks_by_itself_is_no_use(at, student):
    client = signed_in(student)
    at(6)
    client.get("/c/harbour/sessions/nothing/events/")
    client.get(OVER)
    at(10.1)
    assert client.get(PAGE).url == OVER


def test_rule_58_a_page_without_a_rule_for_members_revives_nothing(at, student):
    client = signed_in(student)
    at(10.1)
    for page in ("/help/", "/", "/look/", "/accounts/shared-device/here/"):
        client.get(page)
    assert not Session.objects.exists()


def test_rule_58_every_page_says_so_and_leads_to_the_end_without_a_script(at, student):
    client = signed_in(student)
    for page in (PAGE, "/help/"):
        answer = client.get(page)
        words = answer.content.decode()
        assert "Others use this device too." in words
        assert f'<noscript><meta http-equiv="refresh" content="601;url={OVER}"></noscript>' in words
        assert "no-store" in answer["Cache-Control"]


def test_rule_58_signing_out_leaves_no_page_in_the_browser(at, student):
    client = signed_in(student)
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.cookies[COOKIE].value == ""
    assert not Session.objects.exists()


def test_rule_58_a_sign_that_somebody_is_there_counts_as_a_use(at, student):
    client = signed_in(student)
    at(9)
    assert client.get("/accounts/shared-device/here/").status_code == 204
    at(18)
    assert client.get(PAGE).status_code == 200


def test_rule_58_streams_hear_of_each_use_and_end_without_one(at):
    shared_devices.used("one", idle=600)
    at(9)
    shared_devices.used("two", idle=600)
    at(11)
    assert shared_devices.idle_ones({"one": 600, "two": 600, "three": 600}) == {"one"}
    at(22)
    assert shared_devices.idle_ones({"two": 600, "three": 600}) == {"two", "three"}
