"""Who comes to a community's door is found by one question, and whatever does not fit goes Django's own way."""

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from people.models import Membership, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def student(school, client):
    found = factories.member(school)
    client.force_login(found)
    return found


def status(client, school) -> int:
    return client.get(f"/c/{school.slug}/polls/").status_code


def change(client, **told) -> None:
    session = client.session
    session.update(told)
    session.save()


def test_person_and_standing_are_one_question(client, school, student):
    assert status(client, school) == 200
    with CaptureQueriesContext(connection) as asked:
        assert status(client, school) == 200
    about = [query["sql"] for query in asked if '"people_user"' in query["sql"]]
    assert len(about) == 1
    assert '"people_membership"' in about[0]


def test_standing_is_asked_anew_at_each_request(client, school, student):
    assert status(client, school) == 200
    Membership.objects.filter(user=student).update(ended_at=timezone.now())
    assert status(client, school) == 404
    Membership.objects.filter(user=student).update(ended_at=None)
    User.objects.filter(pk=student.pk).update(is_active=False)
    assert status(client, school) == 302  # to the sign-in


def test_a_sign_in_ends_with_a_changed_password_and_with_its_row(client, school, student):
    student.set_password("three new words")
    student.save()
    assert status(client, school) == 302
    client.force_login(student)
    assert status(client, school) == 200
    Session.objects.all().delete()
    assert status(client, school) == 302


def test_a_session_that_ran_out_opens_nothing(client, school, student):
    Session.objects.update(expire_date=timezone.now())
    assert status(client, school) == 302


@pytest.mark.parametrize(
    "told",
    [
        {HASH_SESSION_KEY: "x"},
        {HASH_SESSION_KEY: ""},
        {"_auth_user_backend": "some.other.Backend"},
        {SESSION_KEY: "0"},
    ],
)
def test_a_sign_in_that_does_not_fit_is_none(client, school, student, told):
    change(client, **told)
    assert status(client, school) == 302


def test_a_member_of_another_community_finds_nothing_here(client, school, student):
    assert status(client, factories.community("elsewhere")) == 404


def test_a_sign_in_sealed_with_the_key_before_still_opens(client, school, student):
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=["only-for-tests"]):
        assert status(client, school) == 200
        assert status(client, school) == 200
