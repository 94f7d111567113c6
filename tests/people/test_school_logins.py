"""The school's own sign-in says who somebody is, and nothing else; only whom an administrator wrote down comes in."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from mobilize.kernel.models import AuditEntry
from people import school_provider
from people.enums import Role
from people.models import Membership, RoleGrant, SchoolIdentity, User
from tests import factories
from tests.factories.school_provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db
START = "/accounts/school/"


@pytest.fixture(scope="module")
def service():
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def provider(service, settings):
    settings.SCHOOL_LOGIN = {
        "issuer": service.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "name": "Harbour School",
    }
    service.lies, service.algorithm, service.calls_itself, service.drips = {}, "RS256", "", 0
    service.shown, service.asked = service.key, 0
    school_provider._resting.clear()
    return service


def door(user) -> str:
    member = user.memberships.get()
    return reverse("school_identity", kwargs={"community": "harbour", "member": member.public_id})


@pytest.fixture
def known(at_work, provider, student):
    assert at_work.post(door(student), {"subject": " 4711 "}).status_code == 302
    return student


def comes_back(provider, *, subject="4711", client=None, **claims):
    client = client or Client()
    there = client.get(START).url
    return client, client.get(provider.authorize(there, subject=subject, **claims))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_whom_an_administrator_wrote_down_comes_in(provider, known):
    client, answer = comes_back(provider)
    assert (answer.status_code, answer.url) == (302, "/home/")
    assert client.session["_auth_user_id"] == str(known.pk)
    assert client.get("/c/harbour/").status_code == 200
    assert AuditEntry.objects.filter(action="people.bind_school_login").count() == 1


def test_whom_nobody_wrote_down_does_not_come_in_and_nothing_is_made(provider, known):
    before = (User.objects.count(), Membership.objects.count(), RoleGrant.objects.count())
    client, answer = comes_back(
        provider, subject="4712", email="robin@example.org", preferred_username="robin"
    )
    assert answer.status_code == 403
    assert "nobody here has entered you yet" in answer.content.decode()
    assert not signed_in(client)
    assert (User.objects.count(), Membership.objects.count(), RoleGrant.objects.count()) == before


def test_forged_claims_give_no_role_no_band_and_no_community(provider, known):
    lakeside = factories.community("lakeside")
    client, _answer = comes_back(
        provider,
        role="administrator",
        roles=["administrator", "safeguarding_lead"],
        groups=["administrator"],
        band="D",
        community="lakeside",
        birthdate="1990-01-01",
        is_superuser=True,
        is_staff=True,
        amr=["mfa"],
    )
    member = known.memberships.get()
    assert (member.band, [grant.role for grant in member.role_grants.all()]) == ("B", [Role.STUDENT])
    known.refresh_from_db()
    assert not (known.is_staff or known.is_superuser)
    assert not lakeside.memberships.exists()
    assert client.get("/c/lakeside/").status_code == 404
    assert client.get("/c/harbour/people/").status_code == 404


def test_rule_59_staff_meet_their_second_key_whatever_the_school_says(at_work, provider, school):
    teacher = factories.member(school, Role.TEACHER)
    at_work.post(door(teacher), {"subject": "77"})
    client, answer = comes_back(provider, subject="77", amr=["mfa", "otp"])
    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)


def test_rule_59_staff_without_a_second_key_set_it_up_first_after_the_school_too(at_work, provider, school):
    teacher = factories.member(school, Role.TEACHER, second_factor=False)
    at_work.post(door(teacher), {"subject": "77"})
    client, _answer = comes_back(provider, subject="77", amr=["mfa"])
    assert client.get("/c/harbour/desk/").url == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another program"},
        {"aud": ["another", CLIENT], "azp": "another"},
        {"exp": 1},
        {"iat": time.time() + 9_000},
        {"nonce": "of another sign-in"},
        {"sub": ""},
    ],
    ids=["issuer", "audience", "for another", "expired", "from tomorrow", "nonce", "nobody"],
)
def test_a_token_that_does_not_hold_signs_nobody_in(provider, known, lies):
    provider.lies = lies
    client, answer = comes_back(provider)
    assert answer.status_code == 409
    assert "school_failed" in answer.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_is_not_signed_by_the_service_s_key_signs_nobody_in(provider, known, algorithm):
    provider.algorithm = algorithm
    client, answer = comes_back(provider)
    assert answer.status_code == 409
    assert not signed_in(client)


def test_a_token_of_another_key_signs_nobody_in(provider, known):
    provider.shown = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client, answer = comes_back(provider)
    assert answer.status_code == 409
    assert not signed_in(client)


def test_a_service_that_calls_itself_by_another_name_is_not_asked(provider, known):
    provider.calls_itself = "https://elsewhere.example"
    assert Client().get(START).status_code == 409


def test_whoever_did_not_begin_here_does_not_come_in(provider, known):
    other = Client()
    back = provider.authorize(other.get(START).url, subject="4711")
    client = Client()
    assert client.get(back).status_code == 409  # nothing began in this browser
    client.get(START)
    assert client.get(back).status_code == 409  # something else began in this browser
    assert not signed_in(client)


def test_the_same_way_back_works_once(provider, known):
    client = Client()
    back = provider.authorize(client.get(START).url, subject="4711")
    assert client.get(back).status_code == 302
    again = Client()
    assert again.get(back).status_code == 409
    assert client.get(back).status_code == 409


def test_a_service_that_is_away_says_so_kindly(settings, known):
    settings.SCHOOL_LOGIN = {**settings.SCHOOL_LOGIN, "issuer": "http://127.0.0.1:9"}
    answer = Client().get(START)
    assert answer.status_code == 409
    assert "use your name and password" in answer.content.decode()


def test_a_service_that_never_comes_to_an_end_is_left_and_not_asked_again_for_a_while(
    provider, known, monkeypatch
):
    provider.drips = 500
    monkeypatch.setattr(school_provider, "LONGEST_SECONDS", 0.3)
    began = time.monotonic()
    assert Client().get(START).status_code == 409
    assert time.monotonic() - began < school_provider.SECONDS
    assert [Client().get(START).status_code for _ in range(3)] == [409] * 3
    assert provider.asked == 1  # one page waits; those behind it do not
    provider.drips = 0
    school_provider._resting.clear()
    assert comes_back(provider)[1].status_code == 302


def test_an_answer_that_is_far_too_long_is_not_read(provider, monkeypatch):
    monkeypatch.setattr(school_provider, "MOST_BYTES", 100)
    assert Client().get(START).status_code == 409


def test_a_no_of_the_service_makes_nobody_else_wait(provider, known):
    client = Client()
    back = provider.authorize(client.get(START).url, subject="4711")
    provider.codes.clear()
    assert client.get(back).status_code == 409
    assert comes_back(provider)[1].status_code == 302


@pytest.mark.parametrize("address", ["http://school.example", "ftp://127.0.0.1"])
def test_a_service_without_encryption_is_not_asked(settings, address):
    settings.SCHOOL_LOGIN = {"issuer": address, "client_id": "x", "client_secret": "y", "name": ""}
    assert Client().get(START).status_code == 409


def test_where_no_service_is_set_the_doors_do_not_exist(at_work, student):
    assert Client().get(START).status_code == 404
    assert Client().get(f"{START}back/?code=1&state=2").status_code == 404
    assert at_work.get(door(student)).status_code == 404
    assert "Sign in with my school" not in Client().get("/accounts/login/").content.decode()


def test_the_sign_in_page_names_the_school(provider):
    page = Client().get("/accounts/login/").content.decode()
    assert "Harbour School" in page
    assert f'href="{START}"' in page


def test_one_number_belongs_to_one_person_and_can_be_taken_away(at_work, provider, school, known):
    other = factories.member(school)
    answer = at_work.post(door(other), {"subject": "4711"})
    assert answer.status_code == 409
    assert "Somebody else has that number already." in answer.content.decode()
    assert at_work.post(door(known), {"subject": ""}).status_code == 302
    assert not SchoolIdentity.objects.exists()
    assert comes_back(provider)[1].status_code == 403


def test_an_account_that_is_shut_does_not_come_in(provider, known):
    User.objects.filter(pk=known.pk).update(is_active=False)
    client, answer = comes_back(provider)
    assert answer.status_code == 403
    assert not signed_in(client)


def test_the_test_s_own_service_signs_as_it_should(provider):
    token = jwt.encode({"sub": "1"}, provider.key, algorithm="RS256")
    assert jwt.decode(token, provider.key.public_key(), algorithms=["RS256"]) == {"sub": "1"}
