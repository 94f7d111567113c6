"""Moderation: one queue for every kind of contribution."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from moderation.enums import (
    ASIDE_MOVES,
    CASE_MOVES,
    GRAVE,
    OPEN_CASES,
    AsideState,
    CaseState,
    FlagReason,
    Outcome,
    Reason,
    ReturnReason,
    Severity,
)
from people.models import Byline, Community, Membership

DRILL = "drill"  # the kind of a made-up post that tries the crisis path
SET_ASIDE = "set_aside"  # the kind of words that wait beside a committee, plan or poll


class StaffedHours(models.Model):
    """When somebody is at the desk, on one weekday (0 is Monday), in the community's own time.

    ``closes`` 23:59:59.999999 means: until midnight.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="staffed_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), validators=[MaxValueValidator(6)])
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["community", "weekday", "opens"], name="one_shift_per_start"),
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")), name="shift_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"

    @property
    def weekday_name(self) -> str:
        return str(WEEKDAYS[self.weekday])

    @property
    def closes_shown(self) -> str:
        return "24:00" if self.closes == time.max else f"{self.closes:%H:%M}"


class Case(Public, Stamped):
    """A contribution that waits for a person: which one, which version of it, why, and until when.

    The subject is named by kind and public id; the app that owns the kind answers for it (``handlers``).
    """

    MOVES = CASE_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cases")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=16)
    byline = models.ForeignKey(Byline, on_delete=models.PROTECT, related_name="cases")
    place = models.TextField(blank=True)  # title of the forum or session, so that the queue asks nobody
    version = models.PositiveIntegerField()  # of the subject's text: a ruling on another version is refused
    reason = models.CharField(max_length=20, choices=Reason.choices)
    severity = models.CharField(max_length=2, choices=Severity.choices, default=Severity.S0)
    signs = models.JSONField(
        default=list
    )  # what the screening saw in this version: it sorts, and goes with the case
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.WAITING)
    expected_by = models.DateTimeField()
    about = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the adult this complains about: they cannot rule, and removing it takes two people (rule 12)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["expected_by", "id"]
        indexes = [models.Index(fields=["community", "state", "expected_by"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state__in=[str(state) for state in OPEN_CASES]),
                name="one_open_case_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} ({self.state})"

    @property
    def is_grave(self) -> bool:
        """Somebody may be in danger, or told of harm."""
        return self.severity in GRAVE

    @property
    def is_drill(self) -> bool:
        return self.subject_kind == DRILL


class SeverityChange(Stamped):
    """Somebody called a case graver or milder: who, and why. The reason can name a child, so it is encrypted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="severity_changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=2, choices=Severity.choices)
    after = models.CharField(max_length=2, choices=Severity.choices)
    reason = EncryptedTextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class SetAside(Public, Stamped):
    """Words for a committee, plan or poll that wait for a person; they stand nowhere until they are entered again.

    They speak by a byline, as all that waits does: the desk reads what was said, and not who said it.
    """

    MOVES = ASIDE_MOVES

    byline = models.ForeignKey(Byline, on_delete=models.PROTECT, related_name="set_aside")
    words = EncryptedTextField(blank=True)
    place = models.CharField(max_length=200)  # what they were written for
    place_url = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=AsideState.choices, default=AsideState.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "set aside"

    def __str__(self) -> str:
        return f"{self.place} ({self.state})"


class Ruling(Stamped):
    """What a moderator decided about a case, with the reason and the kind reply its author reads."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rulings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=20, choices=ReturnReason.choices, blank=True)
    reply = models.TextField(blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.by_id}"


class Flag(Stamped):
    """Somebody asked for a look. The reported never learns who (rule 20); the reporter learns the outcome."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="flags")
    reporter = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(max_length=20, choices=FlagReason.choices)
    words = models.CharField(_("what you noticed"), max_length=500, blank=True)
    sealed_copy = models.TextField()  # the text as it was reported (rule 7)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="one_flag_per_reporter_and_case")
        ]

    def __str__(self) -> str:
        return f"{self.reason} on {self.case_id}"
