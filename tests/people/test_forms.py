"""Forms of people: a forged one does no more than its fields say, a refused one keeps its words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import JoinCode, User
from tests import factories
from tests.factories.screens import make_code

pytestmark = pytest.mark.django_db
PASSWORD = "three calm words"


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
