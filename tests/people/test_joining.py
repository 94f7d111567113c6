"""Class codes: they carry the band, run out, are capped, and make students only."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from people.domain import joining
from people.enums import Role
from people.models import JoinCode, Membership, User
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def admin(school):
    return factories.actor(factories.member(school, Role.ADMINISTRATOR), school)


def make(admin, **changed) -> JoinCode:
    words = {"label": "8b", "band": "B", "expires_at": timezone.now() + timedelta(days=7), "cap": 30}
    return joining.make_join_code(admin, **{**words, **changed}, now=changed.pop("now", timezone.now()))


def join(code, username="robin", **changed) -> Membership:
    words = {
        "password": "three calm words",
        "first_name": "Robin",
        "client_address": "192.0.2.1",
        "now": timezone.now(),
    }
    return joining.join(code=getattr(code, "code", code), username=username, **{**words, **changed})


@pytest.mark.parametrize("band", ["A", "B", "C", "D"])
def test_the_band_comes_from_the_code_and_the_role_is_student(school, admin, band):
    membership = join(make(admin, band=band))
    actor = factories.actor(membership.user, school)
    assert (actor.community, actor.band, actor.roles) == (school, band, {Role.STUDENT})
    assert (actor.permitted, actor.consented) == (band in "CD", False)  # their own yes is missing


def test_a_code_is_read_however_it_is_typed(admin):
    code = make(admin).code
    assert join(f" {code[:4].upper()}-{code[4:]} ").user.username == "robin"


def test_a_code_stops_at_its_end_at_its_cap_and_when_it_is_stopped(admin):
    over, full, stopped = (
        make(admin),
        make(admin, cap=1),
        make(admin),
    )
    join(full)
    joining.revoke_join_code(admin, code=stopped, now=timezone.now())
    for code, reason, when in (
        (over, "code_expired", over.expires_at),
        (full, "code_full", timezone.now()),
        (stopped, "code_expired", timezone.now()),
        ("nobodyknows", "code_unknown", timezone.now()),
    ):
        with pytest.raises(Refused, match=reason):
            join(code, "sam", now=when)
    assert not User.objects.filter(username="sam").exists()


def test_a_join_that_fails_takes_no_place(admin):
    code = make(admin)
    join(code)
    for changed, reason in (
        ({"username": "ROBIN"}, "username_taken"),
        ({"username": "kit", "password": "short"}, "password_weak"),
        ({"username": "kit", "first_name": ""}, "name_missing"),
    ):
        with pytest.raises(Refused, match=reason):
            join(code, **changed)
    code.refresh_from_db()
    assert code.uses == 1


def test_wrong_codes_are_counted_by_address(admin):
    code = make(admin)
    for _try in range(20):
        with pytest.raises(Refused, match="code_unknown"):
            join("wrongcode")
    with pytest.raises(Refused, match="too_fast"):
        join(code)
    assert join(code, client_address="192.0.2.2").user.username == "robin"


def test_joins_by_one_code_are_counted_by_the_minute(admin, settings):
    settings.MOBILIZE = {**settings.MOBILIZE, "JOINS_PER_CODE_AND_MINUTE": 2}
    code, other = make(admin), make(admin)
    join(code, "one")
    join(code, "two")
    with pytest.raises(Refused, match="too_fast"):
        join(code, "three")
    assert join(other, "three").user.username == "three"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"label": ""}, "name_missing"),
        ({"label": "x" * 81}, "name_too_long"),
        ({"band": "E"}, "band_unknown"),
        ({"cap": 0}, "cap_unfit"),
        ({"cap": 501}, "cap_unfit"),
        ({"expires_at": NOW}, "day_over"),
        ({"expires_at": NOW + timedelta(days=3650)}, "code_too_long"),
    ],
)
def test_unfit_codes_are_refused(freeze, school, admin, changed, code):
    freeze(NOW)
    with pytest.raises(Refused, match=code):
        make(admin, **changed)
    assert JoinCode.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_makes_codes(school, role):
    with pytest.raises(Refused, match="not_found"):
        make(factories.actor(factories.member(school, role), school))


def test_a_student_of_one_community_joins_another_with_the_same_account(school, admin):
    lakeside = factories.community("lakeside")
    student = factories.member(lakeside, band="C")
    membership = joining.join_signed_in(
        student, code=make(admin).code, client_address="1", now=timezone.now()
    )
    assert factories.actor(student, school).band == "B"
    assert factories.actor(student, lakeside).band == "C"
    assert membership.role_grants.get().role == Role.STUDENT


def test_an_adult_never_becomes_a_student_with_a_code(school, admin):
    teacher = factories.member(factories.community("lakeside"), Role.TEACHER)
    with pytest.raises(Refused, match="students_only"):
        joining.join_signed_in(teacher, code=make(admin).code, client_address="1", now=timezone.now())


def test_somebody_whose_place_has_ended_does_not_come_back_by_a_code(school, admin):
    student = factories.member(school)
    code = make(admin)
    Membership.objects.filter(user=student).update(ended_at=timezone.now())
    with pytest.raises(Refused, match="already_member"):
        joining.join_signed_in(student, code=code.code, client_address="1", now=timezone.now())
    code.refresh_from_db()
    assert code.uses == 0


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_joins_at_the_same_moment_never_pass_the_cap():
    school = factories.community()
    code = make(factories.actor(factories.member(school, Role.ADMINISTRATOR), school), cap=5)
    start, outcomes = threading.Barrier(12), []

    def one(number):
        start.wait()
        try:
            join(code, f"robin{number}")
            outcomes.append("joined")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    code.refresh_from_db()
    assert sorted(outcomes) == ["code_full"] * 7 + ["joined"] * 5
    assert code.uses == 5
    assert User.objects.filter(username__startswith="robin").count() == 5
