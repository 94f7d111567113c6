"""One-use codes (rule 59): fifteen minutes, five tries, one use, and the person is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.domain import sign_in_codes
from people.enums import Role
from people.models import Membership, SignInCode
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PASSWORD = "three calm words"
DOOR = "/accounts/one-use-code/"


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def admin(school):
    return factories.actor(factories.member(school, Role.ADMINISTRATOR), school)


@pytest.fixture
def student(school):
    return factories.member(school, username="robin")


def issue(admin, user, now=NOW) -> str:
    return sign_in_codes.issue(admin, membership=user.memberships.get(community=admin.community), now=now)


def use(code, *, username="robin", password=PASSWORD, now=NOW, client_address="192.0.2.1"):
    return sign_in_codes.use(
        username=username, code=code, password=password, client_address=client_address, now=now
    )


def test_a_code_works_once(admin, student):
    code = issue(admin, student)
    assert use(code) == student
    with pytest.raises(Refused, match="code_unknown"):
        use(code, password="other calm words")
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


def test_a_code_works_for_fifteen_minutes(admin, student):
    code = issue(admin, student)
    with pytest.raises(Refused, match="code_expired"):
        use(code, now=NOW + timedelta(minutes=15))
    assert use(code, now=NOW + timedelta(minutes=14, seconds=59)) == student


def test_five_wrong_tries_end_a_code(admin, student):
    code = issue(admin, student)
    for _try in range(5):
        with pytest.raises(Refused, match="code_unknown"):
            use("aaaa-aaaa")
    with pytest.raises(Refused, match="code_unknown"):
        use(code)
    student.refresh_from_db()
    assert student.check_password("password")


def test_a_weak_password_costs_no_try(admin, student):
    code = issue(admin, student)
    for _try in range(6):
        with pytest.raises(Refused, match="password_weak"):
            use(code, password="short")
    assert use(code) == student


def test_a_newer_code_ends_the_older_one(admin, student):
    older, newer = issue(admin, student), issue(admin, student)
    with pytest.raises(Refused, match="code_unknown"):
        use(older)
    assert use(newer) == student


def test_a_code_is_for_one_person(admin, student, school):
    other = factories.member(school, username="kit")
    code = issue(admin, student)
    issue(admin, other)
    for username in ("kit", "nobody"):
        with pytest.raises(Refused, match="code_unknown"):
            use(code, username=username)


def test_tries_are_counted_by_address(admin, student):
    code = issue(admin, student)
    for number in range(20):
        with pytest.raises(Refused, match="code_unknown"):
            use("aaaa-aaaa", username=f"nobody{number}")
    with pytest.raises(Refused, match="too_fast"):
        use(code)
    assert use(code, client_address="192.0.2.2") == student


def test_only_the_hash_is_kept_and_the_act_is_written_down(admin, student):
    code = issue(admin, student)
    kept = SignInCode.objects.get()
    assert sign_in_codes.tidy(code) not in f"{kept.code_hash}{kept.__dict__}"
    line = AuditEntry.objects.get(action="people.issue_sign_in_code")
    assert (line.actor, line.object_id) == (admin.user.public_id, student.memberships.get().public_id)
    assert code not in str(line.note)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_prints_a_code(school, student, role):
    actor = factories.actor(factories.member(school, role), school)
    with pytest.raises(Refused, match="not_found"):
        issue(actor, student)
    assert SignInCode.objects.count() == 0


def test_an_administrator_prints_no_code_for_themselves(admin):
    with pytest.raises(Refused, match="own_code"):
        issue(admin, admin.user)


def test_a_code_never_opens_a_community_of_another_administrator(admin, school):
    lakeside = factories.community("lakeside")
    both = factories.member(lakeside, Role.TEACHER)
    factories.member(school, Role.TEACHER, user=both)
    with pytest.raises(Refused, match="member_elsewhere"):
        issue(admin, both)
    factories.member(lakeside, Role.ADMINISTRATOR, user=admin.user)
    assert use(issue(admin, both), username=both.username) == both


def test_somebody_who_has_left_gets_no_code(admin, student):
    Membership.objects.filter(user=student).update(ended_at=NOW - timedelta(days=1))
    with pytest.raises(Refused, match="not_found"):
        issue(admin, student)


def test_using_a_code_signs_the_person_in_and_ends_their_other_sessions(client, admin, student, school):
    elsewhere = type(client)()
    elsewhere.force_login(student)
    code = issue(admin, student, now=timezone.now())
    response = client.post(DOOR, {"username": "robin", "code": code, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/home/")
    assert client.get("/home/").url == "/c/harbour/"
    assert elsewhere.get("/home/").url.startswith("/accounts/login/")


def test_staff_meet_their_second_key_after_a_code(client, admin, school):
    teacher = factories.member(school, Role.TEACHER, username="tea")
    code = issue(admin, teacher, now=timezone.now())
    response = client.post(DOOR, {"username": "tea", "code": code, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/accounts/2fa/authenticate/")
    assert client.get("/home/").url.startswith("/accounts/login/")


def test_staff_without_a_second_key_set_it_up_after_a_code(client, admin, school):
    teacher = factories.member(school, Role.TEACHER, username="tea", second_factor=False)
    code = issue(admin, teacher, now=timezone.now())
    client.post(DOOR, {"username": "tea", "code": code, "password": PASSWORD})
    assert client.get("/c/harbour/reports/").url == "/accounts/2fa/totp/activate/"


def told(response) -> list[str]:
    return [str(words) for words in get_messages(response.wsgi_request) if "one-use code" in str(words)]


def sign_in(client, password) -> list[str]:
    return told(client.post("/accounts/login/", {"login": "robin", "password": password}))


def test_the_person_is_told_at_the_next_sign_in_once(client, admin, student):
    issue(admin, student, now=timezone.now())
    (words,) = sign_in(client, "password")
    assert words.startswith("An administrator printed a one-use code for you on ")
    assert words.endswith("It was not used.")
    client.logout()
    assert sign_in(client, "password") == []


def test_a_code_in_wrong_hands_does_not_keep_the_person_from_being_told(client, admin, student):
    first = issue(admin, student, now=timezone.now())
    thief = type(client)()
    answer = thief.post(DOOR, {"username": "robin", "code": first, "password": PASSWORD})
    assert told(answer) == []
    second = issue(admin, student, now=timezone.now())
    (about_first,) = told(client.post(DOOR, {"username": "robin", "code": second, "password": PASSWORD}))
    assert "Was that not you? Tell an adult you trust." in about_first
    client.logout()
    assert len(sign_in(client, PASSWORD)) == 1  # about the second one


def test_wrong_codes_come_back_with_the_words_that_were_typed(client, student):
    response = client.post(DOOR, {"username": "robin", "code": "aaaa-aaaa", "password": PASSWORD})
    page = response.content.decode()
    assert response.status_code == 422
    assert "That code does not work." in page
    assert 'value="robin"' in page
    assert PASSWORD not in page
