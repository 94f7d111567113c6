"""Rule 56: what is encrypted cannot be read from the database, opens only in its place, and survives a new key."""

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.test.utils import isolate_apps

from mobilize.kernel import encrypted, keys

with isolate_apps():

    class Told(models.Model):
        words = encrypted.EncryptedTextField(blank=True)

        class Meta:
            app_label = "kernel"

        def __str__(self):
            return "told"


FIELD = Told._meta.get_field("words")


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path


def _back(kept: str) -> str:
    return FIELD.from_db_value(kept, None, None)


def test_rule_56_the_database_gets_letters_that_say_nothing_and_never_the_same_twice():
    first, second = (FIELD.get_prep_value("She told me at lunch.") for _ in range(2))
    assert first != second
    assert "lunch" not in first
    assert _back(first) == _back(second) == "She told me at lunch."
    assert FIELD.get_prep_value("") == "" == _back("")


def test_rule_56_a_value_opens_only_in_its_own_field_and_as_it_was_written():
    kept = FIELD.get_prep_value("She told me at lunch.")
    with pytest.raises(ImproperlyConfigured, match="not what was written"):
        encrypted.decrypted(kept, about="people.Other.words")
    changed = kept[:-6] + ("AAAA" if kept[-6:-2] != "AAAA" else "BBBB") + kept[-2:]
    with pytest.raises(ImproperlyConfigured, match="not what was written"):
        _back(changed)


def test_rule_56_nobody_can_search_by_it():
    with pytest.raises(FieldError, match="encrypted"):
        Told.objects.filter(words="lunch")
    assert "IS NULL" in str(Told.objects.filter(words__isnull=True).query)
    assert Told.objects.exclude(words="").query.sql_with_params()[1] == ("",)
    for lookup in ("words__contains", "words__gt", "words__in"):
        with pytest.raises(FieldError, match="encrypted"):
            Told.objects.filter(**{lookup: "lunch"})


def test_rule_56_after_a_change_of_keys_old_values_open_and_new_ones_use_the_new_key():
    before = FIELD.get_prep_value("before")
    assert keys.begin_renewal(encrypted.KEY)
    old = keys.end_renewal(encrypted.KEY)
    after = FIELD.get_prep_value("after")
    assert (_back(before), _back(after)) == ("before", "after")
    assert encrypted.key_of(before) == old != encrypted.key_of(after)
    assert [path.name for path in encrypted.older_keys()] == [f"fields.{old}.key"]


def test_rule_56_without_its_key_a_value_stays_closed_and_the_error_says_what_to_do(settings):
    kept = FIELD.get_prep_value("before")
    (settings.KEYS_DIR / encrypted.KEY).unlink()
    keys.create(encrypted.KEY)
    with pytest.raises(ImproperlyConfigured, match="Restore the keys"):
        _back(kept)
