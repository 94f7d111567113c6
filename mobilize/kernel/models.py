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


class AuditLink(models.Model):
    """A link of the chain: the lines since the link before, as one hash, bound to that link (rule 55).

    ``lines_hash`` is the hash of the lines, ``hash`` that of this link and with it of all before, ``mark`` proves that
    whoever holds the key made it. Lines whose time to be kept is over go as whole links; the link stays.
    """

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    lines_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    mark = models.CharField(max_length=64)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"link {self.number} of {self.count} lines"


class AuditEntry(models.Model):
    """One line of what was done, append-only: the database itself refuses to change what it says.

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
    mark = models.CharField(max_length=64, blank=True)  # empty: older than marks; the first link holds it
    link = models.ForeignKey(
        AuditLink, null=True, blank=True, on_delete=models.PROTECT, related_name="lines", db_index=False
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["kind", "object_id"]),
            models.Index(fields=["link", "id"], name="audit_lines_of_a_link"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_id}"


class Slot(models.Model):
    """A time at which a regular job was due: written once, by the worker that was first."""

    job = models.CharField(max_length=100)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="one_run_per_time_due")]

    def __str__(self) -> str:
        return f"{self.job} {self.due_at:%Y-%m-%d %H:%M}"


class LetterState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # not wished any more, or nowhere to send it
    DEAD = "dead"  # refused for good, or tried for days


class Letter(Stamped):
    """An e-mail that waits to be sent, or was: its one Message-ID, and nothing about whom or what it concerns.

    ``recipient`` means something to the address book alone; it is emptied once the letter is sent or dropped.
    """

    message_id = models.CharField(max_length=120, unique=True)
    recipient = models.TextField(blank=True)
    template = models.CharField(max_length=60)  # templates/emails/<template>.txt and .html
    facts = models.JSONField(
        default=dict
    )  # what the template is filled with: counts and paths, never words of people
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # the next try; while one is under way, when another worker may try
    reason = models.CharField(
        max_length=80, blank=True
    )  # of the last failure: a code, never the server's words
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.message_id} ({self.state})"
