"""Fields that the database keeps without being able to read them (rule 56).

Sealed under ``fields.key`` in MOBILIZE_KEYS_DIR and bound to model and field, so that a value that is copied into
another column does not open. Each value names its key: after a change of keys the old ones
(``fields.<id>.key``) still open what nobody has written anew yet.
"""

import base64
from pathlib import Path

from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.lookups import Exact

from mobilize.kernel import keys, sealing

KEY = "fields.key"
_FORMAT = "1"


def older_keys() -> list[Path]:
    """Return the files of keys that were followed by another."""
    return sorted(Path(settings.KEYS_DIR).glob("fields.*.key"))


def older_name(key_id: str) -> str:
    """Return the name of the file of the key ``key_id`` once another has followed it."""
    return f"fields.{key_id}.key"


def _key_named(key_id: str) -> bytes:
    for name in (KEY, keys.before(KEY), older_name(key_id)):
        if (Path(settings.KEYS_DIR) / name).exists() and keys.name_of(found := keys.read(name)) == key_id:
            return found
    raise keys.KeyMissing(
        f"A value was encrypted with the key {key_id}, which is not in MOBILIZE_KEYS_DIR ({settings.KEYS_DIR}). "
        "Restore the keys from their own backup."
    )


def encrypted(words: str, *, about: str) -> str:
    """Return ``words`` encrypted with the newest key, to be opened only with the same ``about``."""
    keys.create_missing(KEY)
    key = keys.read(KEY)
    sealed = sealing.seal(keys.derived_from(key, "fields"), words.encode(), bound_to=about)
    return f"{_FORMAT}.{keys.name_of(key)}.{base64.b64encode(sealed).decode()}"


def decrypted(kept: str, *, about: str) -> str:
    """Return the words. Errors: ``ImproperlyConfigured`` if the key is missing or the value is not what was written."""
    _format, key_id, sealed = kept.split(".", 2)
    key = keys.derived_from(_key_named(key_id), "fields")
    try:
        return sealing.opened(key, base64.b64decode(sealed), bound_to=about).decode()
    except sealing.NotOpened:
        raise ImproperlyConfigured(f"A value of {about} is not what was written there.") from None


def key_of(kept: str) -> str:
    """Return the name of the key that opens the value."""
    return kept.split(".", 2)[1]


class _IsEmpty(Exact):
    """The one comparison that holds: what is empty lies there empty."""

    def __init__(self, lhs, rhs) -> None:
        if rhs != "":
            raise FieldError(f"{lhs.target._about()} is encrypted: it cannot be compared in the database.")
        super().__init__(lhs, rhs)


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database. Nobody can search or sort by it, only ask whether it is empty."""

    def _about(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypted(value, about=self._about()) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypted(value, about=self._about()) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name == "exact":
            return _IsEmpty
        if lookup_name != "isnull":
            raise FieldError(f"{self._about()} is encrypted: it cannot be compared in the database.")
        return super().get_lookup(lookup_name)
