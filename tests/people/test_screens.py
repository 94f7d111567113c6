"""The doors of people: who gets in, what a forged form can do, and how many questions a list asks."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.domain import joining, members
from people.enums import Role
from people.models import JoinCode, Membership, RoleGrant, User
from tests import factories

pytestmark = pytest.mark.django_db
NOT_ADMINISTRATORS = [role for role in Role.values if role != Role.ADMINISTRATOR]
PASSWORD = "three calm words"


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def admin(school):
    return factories.member(school, Role.ADMINISTRATOR)


@pytest.fixture
def student(school):
    return factories.member(school, username="robin")


@pytest.fixture
def at_work(client, admin):
    """The administrator, signed in and asked again a moment ago."""
    client.force_login(admin)
    ask_again(client, admin)
    return client


def ask_again(client, user):
    """Note that the person gave the password again, as allauth does."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def make_code(school, admin, **changed) -> JoinCode:
    words = {"label": "8b", "band": "B", "expires_at": timezone.now() + timedelta(days=7), "cap": 30}
    return joining.make_join_code(factories.actor(admin, school), **{**words, **changed}, now=timezone.now())


def doors(member: Membership, code: JoinCode) -> list[tuple[str, str]]:
    one, card = f"people/{member.public_id}/", f"people/codes/{code.public_id}/"
    return [
        ("GET", "people/"),
        ("GET", "people/add/"),
        ("POST", "people/add/"),
        ("GET", "people/codes/"),
        ("POST", "people/codes/"),
        ("GET", card),
        ("GET", f"{card}picture.svg"),
        ("GET", f"{card}stop/"),
        ("POST", f"{card}stop/"),
        ("GET", one),
        ("POST", f"{one}role/"),
        ("POST", f"{one}role/end/"),
        ("POST", f"{one}band/"),
        ("POST", f"{one}consent/"),
        ("POST", f"{one}consent/withdraw/"),
        ("POST", f"{one}check/"),
        ("GET", f"{one}check/end/"),
        ("GET", f"{one}end/"),
        ("POST", f"{one}end/"),
        ("POST", f"{one}reopen/"),
        ("GET", f"{one}one-use-code/"),
        ("POST", f"{one}one-use-code/"),
        ("GET", f"{one}second-key/"),
        ("POST", f"{one}second-key/"),
        ("GET", "people/hours/"),
        ("POST", "people/hours/add/"),
        ("POST", "people/holidays/add/"),
    ]


def state() -> tuple:
    grants = RoleGrant.objects.filter(ends_at=None).count()
    return User.objects.count(), JoinCode.objects.filter(revoked_at=None).count(), grants


@pytest.mark.parametrize("role", NOT_ADMINISTRATORS)
def test_every_door_is_shut_to_everybody_but_administrators(client, school, admin, student, role):
    client.force_login(factories.member(school, role))
    code = make_code(school, admin)
    before = state()
    for method, path in doors(student.memberships.get(), code):
        assert client.generic(method, f"/c/harbour/{path}").status_code == 404, path
    assert state() == before


def test_every_door_is_shut_to_administrators_of_elsewhere_and_of_the_past(client, school, admin, student):
    lakeside = factories.community("lakeside")
    stranger = factories.member(lakeside, Role.ADMINISTRATOR)
    former = factories.member(school, Role.ADMINISTRATOR)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    code = make_code(school, admin)
    for user in (stranger, former):
        client.force_login(user)
        ask_again(client, user)
        for method, path in doors(student.memberships.get(), code):
            assert client.generic(method, f"/c/harbour/{path}").status_code == 404, path
    # The second road: the stranger's own community with the other one's ids.
    client.force_login(stranger)
    ask_again(client, stranger)
    for method, path in doors(student.memberships.get(), code):
        if student.memberships.get().public_id in path or code.public_id in path:
            assert client.generic(method, f"/c/lakeside/{path}").status_code == 404, path


def test_every_door_opens_for_the_administrator(at_work, school, admin, student):
    code = make_code(school, admin)
    for method, path in doors(student.memberships.get(), code):
        if method == "GET" and "check" not in path:
            assert at_work.get(f"/c/harbour/{path}").status_code == 200, path


def test_somebody_anonymous_is_asked_to_sign_in(client, school, admin, student):
    for method, path in doors(student.memberships.get(), make_code(school, admin)):
        response = client.generic(method, f"/c/harbour/{path}")
        assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/"), path


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MODERATOR, Role.ADMINISTRATOR, Role.MENTOR])
def test_rule_59_staff_without_a_second_key_set_it_up_first(client, school, role):
    client.force_login(factories.member(school, role, second_factor=False))
    for path in ("/c/harbour/people/", "/c/harbour/desk/", "/c/harbour/reports/", "/cms/"):
        response = client.get(path)
        assert (response.status_code, response.url) == (302, "/accounts/2fa/totp/activate/"), path


@pytest.mark.parametrize("role", [Role.STUDENT, Role.CAREGIVER])
def test_rule_59_students_and_caregivers_need_no_second_key(client, school, role):
    client.force_login(factories.member(school, role))
    assert client.get("/c/harbour/reports/").status_code == 200


def test_rule_59_a_one_use_code_asks_for_the_password_again(client, school, admin, student):
    client.force_login(admin)
    door = f"/c/harbour/people/{student.memberships.get().public_id}/one-use-code/"
    for response in (client.get(door), client.post(door)):
        assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/reauthenticate/")
    assert student.sign_in_codes.count() == 0


def test_rule_3_an_administrator_without_a_check_meets_no_student(client, school, student):
    client.force_login(factories.member(school, Role.ADMINISTRATOR, cleared=False))
    teacher = factories.member(school, Role.TEACHER)
    page = client.get("/c/harbour/people/").content.decode()
    assert teacher.name in page
    assert student.name not in page
    assert client.get(f"/c/harbour/people/{student.memberships.get().public_id}/").status_code == 403
    assert client.get(f"/c/harbour/people/{teacher.memberships.get().public_id}/").status_code == 200


def test_a_one_use_code_is_shown_once_and_never_stored_by_a_browser(at_work, student):
    response = at_work.post(f"/c/harbour/people/{student.memberships.get().public_id}/one-use-code/")
    shown = re.search(r'id="one-use-code">([a-z0-9-]+)<', response.content.decode())[1]
    assert "no-store" in response["Cache-Control"]
    assert (
        shown not in at_work.get(f"/c/harbour/people/{student.memberships.get().public_id}/").content.decode()
    )
    at_work.logout()
    answer = at_work.post(
        "/accounts/one-use-code/", {"username": "robin", "code": shown, "password": PASSWORD}
    )
    assert answer.url == "/home/"


def test_an_administrator_adds_a_member_and_hands_over_a_code(at_work, school):
    form = {"first_name": "Kim", "last_name": "Sand", "username": "kim", "role": "teacher", "band": "D"}
    page = at_work.post("/c/harbour/people/add/", form).content.decode()
    assert 'id="one-use-code"' in page
    assert factories.actor(User.objects.get(username="kim"), school).roles == {Role.TEACHER}


FORGED = {
    "is_superuser": "1",
    "is_staff": "1",
    "is_active": "1",
    "user": "1",
    "community": "lakeside",
    "community_id": "99",
    "public_id": "forged",
    "roles": "administrator",
    "ended_at": "",
    "uses": "0",
    "granted_by": "1",
    "state": "granted",
    "recorded_by": "1",
    "created_at": "2000-01-01",
    "code_hash": "x",
    "membership": "1",
}


def test_a_forged_form_makes_no_more_of_a_member_than_the_form_says(at_work, school):
    form = {"first_name": "Kim", "username": "kim", "role": "teacher", "band": "D", **FORGED}
    at_work.post("/c/harbour/people/add/", {**form, "password": "chosen by another"})
    user = User.objects.get(username="kim")
    assert (user.is_superuser, user.is_staff, user.has_usable_password()) == (False, False, False)
    assert user.memberships.get().community == school
    assert list(user.memberships.get().role_grants.values_list("role", flat=True)) == ["teacher"]


def test_a_forged_join_gets_the_band_the_role_and_the_community_of_the_code(client, school, admin):
    factories.community("lakeside")
    code = make_code(school, admin)
    form = {"first_name": "Robin", "last_name": "Sea", "username": "robin", "password": PASSWORD, **FORGED}
    client.post(f"/join/?code={code.code}", {**form, "band": "D", "role": "administrator"})
    user = User.objects.get(username="robin")
    membership = user.memberships.get()
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert (membership.community, membership.band, membership.ended_at) == (school, "B", None)
    assert list(membership.role_grants.values_list("role", flat=True)) == ["student"]
    assert factories.actor(user, school).consented is False


def test_a_forged_class_code_keeps_to_the_fields_of_the_form(at_work, school):
    form = {"label": "8b", "band": "B", "cap": "3", "expires_on": "2999-01-01", **FORGED}
    assert at_work.post("/c/harbour/people/codes/", form).status_code == 422
    soon = (timezone.now() + timedelta(days=3)).date().isoformat()
    at_work.post("/c/harbour/people/codes/", {**form, "expires_on": soon, "code": "aaaaaaaa", "uses": "-9"})
    code = JoinCode.objects.get()
    assert (code.community, code.uses, code.cap) == (school, 0, 3)
    assert code.code != "aaaaaaaa"


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("role/", {"role": "king"}, "king"),
        ("band/", {"band": "Q"}, "Q"),
        ("consent/", {"purpose": "everything", "giver_name": "R.", "given_on": "2026-01-01"}, "R."),
        ("consent/", {"purpose": "forum", "giver_name": "R. Sand", "given_on": "not a day"}, "R. Sand"),
        ("consent/", {"purpose": "forum", "giver_name": "R. Sand", "given_on": "2999-01-01"}, "R. Sand"),
    ],
)
def test_a_forged_or_wrong_change_comes_back_with_its_words_and_changes_nothing(
    at_work, school, path, form, words
):
    member = factories.member(school, consent=False).memberships.get()
    response = at_work.post(f"/c/harbour/people/{member.public_id}/{path}", {**form, **FORGED})
    assert response.status_code == 422
    assert words in response.content.decode() or path in {"role/", "band/"}
    member.refresh_from_db()
    assert (member.band, member.consents.count(), member.role_grants.count()) == ("B", 0, 1)


def test_a_refused_change_says_why_with_its_own_status(at_work, school):
    member = factories.member(school, band="D").memberships.get()
    response = at_work.post(f"/c/harbour/people/{member.public_id}/role/", {"role": "moderator"})
    assert response.status_code == 422
    assert "A student cannot hold an adult role here." in response.content.decode()


def test_changes_on_the_member_s_page_are_made_and_said(at_work, school, student):
    member = student.memberships.get()
    response = at_work.post(
        f"/c/harbour/people/{member.public_id}/consent/withdraw/", {"purpose": "forum"}, follow=True
    )
    assert "From now on this student reads and does not write." in response.content.decode()
    assert factories.actor(student, school).consented is False


def test_a_foreign_page_cannot_post_for_an_administrator(admin, school, student):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    door = f"/c/harbour/people/{student.memberships.get().public_id}/end/"
    assert client.post(door, headers={"origin": "https://evil.example"}).status_code == 403
    assert student.memberships.get().ended_at is None


def questions(client, path) -> int:
    client.get(path)  # what is asked once per process is not asked here
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


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
        seen += re.findall(r'<th scope="row"><a href="/c/harbour/people/(\w+)/"', page)
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
