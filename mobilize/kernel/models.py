"""Abstract models every floor rests on, and the audit trail."""

import secrets

from django.db import models

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


def new_public_id() -> str:
    """Return 16 random characters (79 bits): an id that can be shown and cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


class Public(models.Model):
    """A thing known outside by an opaque id."""

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)

    class Meta:
        abstract = True


class Stamped(models.Model):
    """A thing that knows when it was made. The time comes in with the command that makes it."""

    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """One line of what was done, append-only.

    ``actor`` is the user's id for adults' acts. For a young person's own contribution it is
    empty and the object's byline speaks instead, so that this table never unseals anyone.
    """

    at = models.DateTimeField(db_index=True)
    community = models.CharField(max_length=16, blank=True, db_index=True)
    actor = models.CharField(max_length=16, blank=True)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    note = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_id}"
