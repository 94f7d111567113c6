"""Forged forms: fields that are not theirs change nothing, and a form from another site is not heard at all."""

import functools
import itertools

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from mobilize.kernel.encrypted import EncryptedTextField
from tests.permissions import table
from tests.permissions.payloads import payload
from tests.permissions.test_matrix import CHANGES_NOTHING
from tests.permissions.visits import undone

OURS = ("auth", "mfa", "kernel", "people", "moderation", "discussion", "polls", "live", "committees", "cms")
ROWS = [row for row in table.rows() if row.method == "POST"]
#: Rows in which something happens, with somebody for whom it does.
DONE = [
    (row, role)
    for row in ROWS
    for role in itertools.islice((role for role, letter in row.cells.items() if letter in "+>"), 1)
]
TOKEN = "a" * 32
ELSEWHERE = "https://elsewhere.example"


#: Fields of these names that a form has, and that its honest sender leaves out.
ITS_OWN = {"sessions/<session>/steer/": {"mode"}, "forums/<forum>/welcome/": {"perspective"}}


def _tables() -> list:
    return [
        model
        for app in apps.get_app_configs()
        if app.label in OURS
        for model in app.get_models(include_auto_created=True)
    ]


@functools.cache
def _questions() -> list[tuple[str, str, list]]:
    """Return for each table: its name, the SQL that reads it, and its fields, the key first."""
    found = []
    for model in _tables():
        fields = [model._meta.pk, *(one for one in model._meta.local_concrete_fields if not one.primary_key)]
        columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        found.append((model._meta.label, f"SELECT {columns} FROM {model._meta.db_table}", fields))
    return found


def snapshot() -> dict[str, dict]:
    """Return everything that stands in the tables of the house; what is encrypted, as it was said."""
    found = {}
    with connection.cursor() as cursor:
        for label, sql, fields in _questions():
            cursor.execute(sql)
            names = [field.attname for field in fields]
            rows = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
            for field in fields:
                if isinstance(field, EncryptedTextField):
                    for row in rows.values():
                        row[field.attname] = field.from_db_value(row[field.attname], None, connection)
            found[label] = rows
    return found


def changes(before: dict, after: dict) -> dict[tuple, list]:
    """Return what differs: (table, column) -> the new values in order, so that a shuffle is no difference."""
    found: dict[tuple, list] = {}
    for label, rows in after.items():
        for pk in rows:
            was = before[label].get(pk, {})
            for column, value in rows[pk].items():
                if was.get(column, ...) != value:
                    found.setdefault((label, column), []).append(str(value))
        if gone := set(before[label]) - set(rows):
            found[label, "gone"] = [str(pk) for pk in gone]
    return {place: sorted(values) for place, values in found.items()}


def forged(house, address: str, sent: dict) -> dict:
    """Return fields that no form of ours has, or that this one does not send, with values that would matter."""
    home, away = house.home, house.away
    fields = {
        "id": "1",
        "pk": "1",
        "public_id": "forgedforgedforg",
        "created_at": "2000-01-01 00:00",
        "community": away.community.slug,
        "community_id": str(away.community.pk),
        "state": "published",
        "voice_state": "done",
        "published_at": "2000-01-01 00:00",
        "host_seed": "on",
        "source_ref": "forged",
        "position": "999",
        "role": "administrator",
        "roles": "administrator",
        "band": "D",
        "bands": "A",
        "byline": away.things["byline"][""],
        "byline_id": "1",
        "author": house.people["sA"].username,
        "user": str(house.people["sA"].pk),
        "user_id": str(house.people["sA"].pk),
        "by": home.member("sA").public_id,
        "member": home.member("sA").public_id,
        "membership": str(home.member("sA").pk),
        "membership_id": str(home.member("sA").pk),
        "actor": home.member("ad").public_id,
        "owner": home.member("ad").public_id,
        "holder": home.member("ad").public_id,
        "named_adult": home.member("sA").public_id,
        "named_adult_id": str(home.member("sA").pk),
        "facilitator": str(home.member("te").pk),
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "",
        "groups": "1",
        "password1": "another-long-password",
        "winners": "9",
        "sealed": "forged",
        "revision": "99",
        "voter": str(home.member("sA").pk),
        "electorate": "1",
        "ending": "counted",
        "opens_at": "2000-01-01 00:00",
        "seq": "999",
        "mode": "open",
        "severity": "S0",
        "expected_by": "2000-01-01 00:00",
        "about": home.member("mo").public_id,
        "reporter": home.member("sA").public_id,
        "sealed_copy": "forged",
        "ended_at": "",
        "cleared": "on",
        "consented": "on",
        "second_factor": "on",
        "granted_by": str(home.people["sA"].pk),
        "uses": "0",
        "revoked_at": "",
        "minutes_hash": "forged",
        "approved_by": home.member("sA").public_id,
        "sha256": "forged",
        "recorded_by": home.member("sA").public_id,
        "committee": away.things["committee"][""],
        "plan": away.things["plan"][""],
        "session": away.things["session"][""],
        "poll": away.things["poll"][""],
        "case": away.things["case"]["held"],
        "perspective": away.things["perspective"][""],
    }
    own = {*sent, *ITS_OWN.get(address, ())}
    return {name: value for name, value in fields.items() if name not in own}


@pytest.fixture(scope="module")
def before(house) -> dict[str, dict]:
    """What stands in the tables before each form: everything that one did is undone before the next."""
    return snapshot()


@pytest.mark.parametrize(("row", "role"), DONE, ids=[str(row) for row, _ in DONE])
def test_fields_that_are_not_theirs_change_nothing(house, before, row, role):
    """What two honest forms leave differently is chance (ids, nonces); apart from that the forged one is the same."""
    sent = payload(row.address, row.variant, house.home)
    path, results = house.path(row), []
    for extra in ({}, {}, forged(house, row.address, sent)):
        with undone():
            house.signed_in_again(role)
            response = house.clients[role].post(path, {**sent, **extra})
            results.append((response.status_code, changes(before, snapshot())))
        house.signed_in_again(role)
    (status, first), (_, second), (status_forged, third) = results
    chance = {place for place in first if first[place] != second.get(place)}
    assert set(first) == set(second)
    assert bool(first) == (row.address not in CHANGES_NOTHING)
    assert status_forged == status
    assert {place: third.get(place) for place in first if place not in chance} == {
        place: value for place, value in first.items() if place not in chance
    }
    assert set(third) == set(first)
    strange = {"forged", "forgedforgedforg", "999", "administrator"}
    assert [place for place in chance if strange & set(third[place])] == []


def test_what_one_form_did_was_undone_before_the_next(house, before):
    assert changes(before, snapshot()) == {}


#: A mail program posts there from outside, without a cookie (RFC 8058); what it sends is the token in the address.
BY_MAIL = {"/mail/off/<token>/"}
WITH_TOKEN = [(row, role) for row, role in DONE if row.address not in BY_MAIL]


@pytest.mark.parametrize(("row", "role"), WITH_TOKEN, ids=[str(row) for row, _ in WITH_TOKEN])
def test_a_form_without_its_token_or_from_elsewhere_is_not_heard(house, row, role):
    browser = house.client(role, enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    sent = payload(row.address, row.variant, house.home)
    with_token = {**sent, "csrfmiddlewaretoken": TOKEN}
    for headers, words in (({}, sent), ({"Origin": ELSEWHERE}, with_token), ({"Origin": "null"}, with_token)):
        browser.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        visit = house.visit(role, row, sent=words, client=browser, headers=headers)
        assert (visit.status, visit.writes) == (403, ()), headers
        assert "<main" in visit.text
    own = house.visit(role, row, sent=with_token, client=browser, headers={"Origin": "http://testserver"})
    assert own.letter == row.cells[role]
