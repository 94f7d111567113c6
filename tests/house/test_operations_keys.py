"""Keys of encrypted fields that are away: the doctor says which and what they close, and they come back alone."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from mobilize.kernel import encrypted, keys
from mobilize.operations import doctor
from people.models import LegalHold
from tests.factories.people import community, member

pytestmark = pytest.mark.django_db
PASSPHRASE = "a passphrase that is long enough"


@pytest.fixture
def keys_here(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    keys.create(keys.SEAL_KEY)
    return settings.KEYS_DIR


@pytest.fixture
def held(keys_here):
    """Something that is encrypted: why nothing about a member may be deleted."""
    who = member(community())

    def hold() -> LegalHold:
        return LegalHold.objects.create(
            membership=who.memberships.get(), reason="A letter came.", by=who, created_at=timezone.now()
        )

    hold()
    return hold


def found() -> list:
    return doctor.examine(now=timezone.now(), only=("fields",))


@pytest.mark.both_databases
def test_rule_56_fields_whose_key_is_here_are_well_before_and_after_a_change_of_keys(held):
    assert [line.level for line in found()] == ["ok"]
    keys.begin_renewal(encrypted.KEY)
    held()
    assert [line.level for line in found()] == ["ok"]
    keys.end_renewal(encrypted.KEY)
    assert [line.level for line in found()] == ["ok"]


@pytest.mark.parametrize("followed", [False, True], ids=["none is there", "another is there"])
def test_rule_56_a_lost_key_of_fields_has_its_line_with_what_it_closes_and_what_to_do(
    held, keys_here, followed
):
    lost = keys.name_of(keys.read(encrypted.KEY))
    (keys_here / encrypted.KEY).unlink()
    if followed:
        held()  # it makes a key, and opens with it
    (line,) = found()
    assert line.level == "bad"
    assert f"the key {lost} is away" in line.words
    assert "people.LegalHold.reason" in line.words
    assert "manage.py restore --keys FILE" in line.hint
    assert "letter" not in line.words


@pytest.mark.both_databases
def test_rule_56_a_value_that_its_key_does_not_open_has_its_line(held):
    elsewhere = encrypted.encrypted("A letter came.", about="people.Statement.words")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_legalhold SET reason = %s", [elsewhere])
    (line,) = found()
    assert line.words == "a value of people.LegalHold.reason does not open, although its key is here"
    assert "look for the value in a backup" in line.hint


def test_the_keys_alone_come_back_beside_what_was_closed_meanwhile(keys_here, monkeypatch, tmp_path):
    (tmp_path / "apart").mkdir()
    file = tmp_path / "apart" / "keys.json"
    monkeypatch.setenv("MOBILIZE_KEYS_PASSPHRASE", PASSPHRASE)
    before = encrypted.encrypted("before", about="a field")
    call_command("backup", keys_to=str(file))
    (keys_here / encrypted.KEY).unlink()
    after = encrypted.encrypted("after", about="a field")
    call_command("restore", keys=str(file))
    assert encrypted.decrypted(before, about="a field") == "before"
    assert encrypted.decrypted(after, about="a field") == "after"
    assert encrypted.encrypted("later", about="a field")[:10] == after[:10]
    call_command("restore", keys=str(file))  # nothing is left to bring back
    assert len(list(keys_here.glob("fields*.key"))) == 2
