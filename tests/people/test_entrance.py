"""Coming in: class code, home, one account in several communities, leaving."""

import re

import pytest
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.test import Client
from django.utils import timezone

from mobilize.demo import codes
from people.domain import members
from people.enums import Role
from people.models import Membership
from tests import factories
from tests.factories.screens import ask_again, make_code

pytestmark = pytest.mark.django_db
PASSWORD = "three calm words"


def test_from_class_code_to_signed_in_are_three_screens_without_e_mail(client, school, admin):
    code = make_code(school, admin)
    first = client.get("/join/")
    second = client.get("/join/", {"code": f"{code.code[:4]}-{code.code[4:]}".upper()})
    assert (first.status_code, second.status_code) == (200, 200)
    assert school.name in second.content.decode()
    assert "mail" not in re.sub(r"<[^>]+>", "", second.content.decode()).lower()
    form = {"first_name": "Robin", "last_name": "Sea", "username": "robin", "password": PASSWORD}
    third = client.post(f"/join/?code={code.code}", form)
    assert (third.status_code, third.url) == (302, "/who-sees-what/")
    assert client.get("/home/").url == "/c/harbour/"


def test_a_wrong_class_code_says_so_and_keeps_what_was_typed(client):
    response = client.get("/join/", {"code": "wrong<code>"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "That code does not work." in page
    assert 'value="wrong&lt;code&gt;"' in page


def test_a_join_that_is_refused_keeps_every_word_but_the_password(client, school, admin, student):
    code = make_code(school, admin)
    form = {"first_name": "Ada", "last_name": "Sea", "username": "robin", "password": PASSWORD}
    response = client.post(f"/join/?code={code.code}", form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Somebody already has that name." in page
    assert 'value="Ada"' in page
    assert PASSWORD not in page


def test_somebody_signed_in_joins_with_the_account_they_have(client, school, admin):
    lakeside = factories.community("lakeside")
    student = factories.member(lakeside)
    client.force_login(student)
    code = make_code(school, admin)
    assert student.name in client.get(f"/join/?code={code.code}").content.decode()
    assert client.post(f"/join/?code={code.code}").url == "/who-sees-what/"
    page = client.get("/home/").content.decode()
    assert 'href="/c/harbour/"' in page
    assert 'href="/c/lakeside/"' in page


def test_home_says_kindly_that_there_is_no_community(client, school, student):
    client.force_login(student)
    Membership.objects.filter(user=student).update(ended_at=timezone.now())
    assert "You are not in a community now." in client.get("/home/").content.decode()
    assert client.get("/c/harbour/reports/").status_code == 404


def test_an_open_session_ends_with_the_membership(client, school, admin, student):
    client.force_login(student)
    assert client.get("/c/harbour/reports/").status_code == 200
    members.end_membership(
        factories.actor(admin, school), membership=student.memberships.get(), now=timezone.now()
    )
    assert client.get("/c/harbour/reports/").status_code == 404


def test_one_account_is_somebody_else_in_each_community(client, school):
    lakeside = factories.community("lakeside")
    user = factories.member(school, Role.ADMINISTRATOR)
    factories.member(lakeside, Role.CAREGIVER, user=user)
    client.force_login(user)
    assert client.get("/c/harbour/people/").status_code == 200
    assert client.get("/c/lakeside/people/").status_code == 404


def test_the_picture_of_a_class_code_is_an_svg_of_our_own(at_work, school, admin):
    code = make_code(school, admin)
    response = at_work.get(f"/c/harbour/people/codes/{code.public_id}/picture.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml")
    assert b"style=" not in response.content
    assert b"http://www.w3.org/2000/svg" in response.content


def test_caregivers_mentors_and_agency_workers_come_home_and_meet_no_voice(client, school):
    forum = factories.open_forum(school)
    post = factories.perspective(forum, factories.member(school))
    for role in (Role.CAREGIVER, Role.MENTOR, Role.MENTORING_COORDINATOR, Role.AGENCY_WORKER):
        client.force_login(factories.member(school, role))
        assert client.get("/home/").url == "/c/harbour/"
        for path in (
            "forums/",
            f"forums/{forum.public_id}/",
            f"report/perspective/{post.public_id}/",
            "desk/",
        ):
            assert client.get(f"/c/harbour/{path}").status_code == 404, path


def test_setting_up_the_second_key_ends_the_sign_ins_without_it(school):
    moderator = factories.member(school, Role.MODERATOR, username="mo", second_factor=False)
    mine, elsewhere = Client(), Client()
    for browser in (mine, elsewhere):
        browser.post("/accounts/login/", {"login": "mo", "password": "password"})
        assert browser.get("/c/harbour/desk/").url == "/accounts/2fa/totp/activate/"
    ask_again(mine, moderator)
    mine.get("/accounts/2fa/totp/activate/")
    secret = mine.session[SECRET_SESSION_KEY]
    code = codes.code(secret)
    assert mine.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert mine.get("/c/harbour/desk/").status_code == 200
    assert elsewhere.get("/c/harbour/desk/").url == "/accounts/login/?next=/c/harbour/desk/"
