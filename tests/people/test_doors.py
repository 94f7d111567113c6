"""The doors of people: who gets in, and what is asked first."""

import re

import pytest
from django.utils import timezone

from people.enums import Role
from people.models import JoinCode, Membership, RoleGrant, User
from tests import factories
from tests.factories.screens import ask_again, make_code
from tests.stage.sign_ins import proved

pytestmark = pytest.mark.django_db
NOT_ADMINISTRATORS = [role for role in Role.values if role != Role.ADMINISTRATOR]
PASSWORD = "three calm words"


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
        assert response.status_code == 302, path
        assert response.url == "/accounts/2fa/totp/activate/", path


@pytest.mark.parametrize("role", [Role.STUDENT, Role.CAREGIVER])
def test_rule_59_students_and_caregivers_need_no_second_key(client, school, role):
    client.force_login(factories.member(school, role))
    assert client.get("/c/harbour/reports/").status_code == 200


def test_rule_59_a_one_use_code_asks_for_the_password_again(client, school, admin, student):
    client.force_login(admin)
    proved(client, admin, minutes_ago=11)
    door = f"/c/harbour/people/{student.memberships.get().public_id}/one-use-code/"
    assert client.get(door).url.split("?")[0] == "/accounts/reauthenticate/"
    assert client.post(door).status_code == 403
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
