"""Dates of birth are read in one place; all else knows the band, which moves on birthdays (rules 39, 41, 49)."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.urls import reverse

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.domain import births
from people.enums import Role
from people.models import Membership, Notice
from tests import factories
from tests.factories.families import tie
from tests.factories.screens import ask_again

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def place(user) -> Membership:
    return Membership.objects.get(user=user)


def born(admin, school, user, day: date, *, now=NOON) -> str:
    actor = factories.actor(admin, school)
    return births.set_birth_date(actor, membership=place(user), born_on=day, now=now)


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2013, 11, 25), "A"),  # thirteen tomorrow
        (date(2013, 11, 24), "B"),  # thirteen today
        (date(2010, 11, 25), "B"),
        (date(2010, 11, 24), "C"),
        (date(2008, 11, 25), "C"),
        (date(2008, 11, 24), "D"),
    ],
)
def test_rule_39_the_band_follows_from_the_date_that_the_community_set(admin, school, student, day, band):
    assert born(admin, school, student, day) == band
    assert place(student).band == band


def test_somebody_born_on_29_february_turns_on_1_march():
    leap = date(2012, 2, 29)
    assert births.birthday(leap, 13) == date(2025, 3, 1)
    assert births.birthday(leap, 16) == date(2028, 2, 29)
    assert births.band_on(leap, date(2025, 2, 28)) == "A"
    assert births.band_on(leap, date(2025, 3, 1)) == "B"


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Toronto", "Pacific/Kiritimati", "UTC"])
def test_a_band_turns_at_midnight_of_the_community_and_not_of_the_server(admin, zone):
    school = factories.community("far", time_zone=zone)
    admin = factories.member(school, Role.ADMINISTRATOR)
    user = factories.member(school, band="A")
    born(admin, school, user, date(2014, 3, 29), now=datetime(2026, 11, 24, 12, tzinfo=UTC))
    midnight = datetime(2027, 3, 29, tzinfo=ZoneInfo(zone))  # the day after summer time began in Paris
    assert births.turn_bands(now=datetime.fromtimestamp(midnight.timestamp() - 1, UTC)) == 0
    assert place(user).band == "A"
    assert births.turn_bands(now=midnight.astimezone(UTC)) == 1
    assert place(user).band == "B"
    assert births.turn_bands(now=midnight.astimezone(UTC)) == 0


def test_a_round_that_was_missed_for_years_moves_to_the_right_band_at_once(admin, school, student):
    born(admin, school, student, date(2014, 5, 1))
    assert births.turn_bands(now=datetime(2031, 1, 1, tzinfo=UTC)) == 1
    assert place(student).band == "C"


def test_nobody_becomes_younger_by_the_round(admin, school):
    user = factories.member(school, band="B")
    born(admin, school, user, date(2014, 5, 1))
    Membership.objects.filter(user=user).update(band="D")
    births.turn_bands(now=datetime(2027, 5, 2, tzinfo=UTC))
    assert place(user).band == "D"


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2025, 1, 1), date(1890, 1, 1)])
def test_a_date_that_cannot_be_right_is_refused(admin, school, student, day):
    with pytest.raises(Refused) as caught:
        born(admin, school, student, day)
    assert caught.value.code == "birth_unfit"
    assert not births.is_known(place(student))


def test_adults_have_no_date_of_birth_here(admin, school, moderator):
    with pytest.raises(Refused) as caught:
        born(admin, school, moderator, date(1990, 1, 1))
    assert caught.value.code == "students_only"


def test_rule_49_the_trail_and_the_database_never_say_the_date(admin, school, student):
    from django.db import connection

    born(admin, school, student, date(2011, 7, 23))
    with connection.cursor() as cursor:
        cursor.execute("SELECT born_on FROM people_birth")
        assert "2011-07-23" not in cursor.fetchone()[0]
    assert "2011-07-23" not in str(list(AuditEntry.objects.values_list("note", flat=True)))


def test_rule_49_only_an_administrator_who_asks_sees_the_date_and_the_trail_says_so(
    at_work, admin, school, student
):
    born(admin, school, student, date(2011, 7, 23))
    ask_again(at_work, admin)
    page = at_work.get(reverse("member", args=[school.slug, place(student).public_id]))
    assert "July 2011" not in page.content.decode()
    address = reverse("member_birth", args=[school.slug, place(student).public_id])
    assert "23 July 2011" in at_work.get(address).content.decode()
    assert AuditEntry.objects.filter(action="people.look_birth", actor=admin.public_id).count() == 1


def test_rule_49_no_road_leads_to_a_date_of_birth_but_its_one_module():
    assert not [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.auto_created
        and not field.concrete
        and field.related_model._meta.label == "people.Birth"
        and not field.hidden
    ]
    found = subprocess.run(
        ["git", "grep", "-lE", r"models\.births|people_birth|\"Birth\"", "--", "*.py", ":!tests"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    allowed = ("people/domain/births.py", "people/models/", "people/migrations/", "people/inventory.py")
    assert [name for name in found.stdout.split() if not name.startswith(allowed)] == []


@pytest.mark.parametrize(("band", "year"), [("C", 2010), ("D", 2008)])
def test_rule_41_at_16_and_18_guardians_step_down_and_both_are_told(school, admin, band, year):
    user, parent = factories.member(school, band="B"), factories.member(school, Role.CAREGIVER)
    other = factories.member(school, band="B")
    link, kept = tie(place(user), place(parent)), tie(place(other), place(parent))
    born(admin, school, user, date(year, 11, 24))
    link.refresh_from_db()
    assert (link.may_consent, link.gets_mail, link.told_step_at) == (False, False, NOON)
    assert (link.ended_at is not None) is (band == "D")
    told = Notice.objects.filter(kind="guardian_steps_down").values_list("membership", flat=True)
    assert set(told) == {place(user).pk, place(parent).pk}
    kept.refresh_from_db()
    assert kept.may_consent and kept.ended_at is None


def test_rule_41_an_administrator_who_moves_the_band_steps_guardians_down_too(school, admin):
    from people.domain import members

    user, parent = factories.member(school, band="B"), factories.member(school, Role.CAREGIVER)
    link = tie(place(user), place(parent))
    members.set_band(factories.actor(admin, school), membership=place(user), band="C", now=NOON)
    link.refresh_from_db()
    assert not link.may_consent
    assert Notice.objects.filter(kind="guardian_steps_down").count() == 2
