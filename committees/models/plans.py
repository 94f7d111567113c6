from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.enums import PLAN_MOVES, PlanState
from committees.models.committee import Committee
from committees.models.meetings import Decision
from forums.discussion.models import Perspective
from mobilize.kernel.models import Public, Stamped
from people.models import Community, Membership


class Plan(Public, Stamped):
    """What a community will do, as its committee works on it. Others read its editions only."""

    MOVES = PLAN_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="plans")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("in a few words"), blank=True)
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["community", "title"], name="one_plan_per_title")]

    def __str__(self) -> str:
        return self.title


class PlanGoal(Public, Stamped):
    """One goal of a plan: how it is measured, who owns it, by when, and how far it has come."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="goals"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("goal"), max_length=160)
    indicator = models.CharField(_("what is measured"), max_length=160, blank=True)
    unit = models.CharField(_("in"), max_length=40, blank=True)
    baseline = models.DecimalField(_("at the start"), max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("aim"), max_digits=12, decimal_places=2, null=True, blank=True)
    current = models.DecimalField(_("now"), max_digits=12, decimal_places=2, null=True, blank=True)
    progress_note = models.CharField(_("what was done"), max_length=300, blank=True)
    progress_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_goal_per_position"),
            models.UniqueConstraint(fields=["plan", "decision"], name="a_decision_once_per_plan"),
            models.CheckConstraint(
                condition=Q(baseline=None, target=None)
                | (Q(baseline__isnull=False, target__isnull=False) & ~Q(baseline=models.F("target"))),
                name="a_measure_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanGoalVoice(models.Model):
    """A perspective behind a goal of a plan, and whether its words may stand in public editions."""

    goal = models.ForeignKey(PlanGoal, on_delete=models.CASCADE, related_name="voices")
    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="plan_voices")
    quoted = models.BooleanField(
        default=False
    )  # its words stay inside until somebody has read and chosen them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "perspective"], name="one_citation_per_goal")]

    def __str__(self) -> str:
        return f"{self.goal_id} <- {self.perspective_id}"


class PlanEdition(Public):
    """An immutable, numbered, rendered copy of a plan.

    ``body`` keeps people's words by reference (public ids of perspectives); ``html`` shows them in marked slots.
    Only a redaction changes a row: one slot's words go, the old hash and the reason stay in ``redactions``
    (voice, reason, at, old_sha256). Triggers in the database refuse every other update, and every deletion.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=5)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    body = models.JSONField()
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    changes = models.JSONField(default=list)  # sentences: what changed since the edition before
    redactions = models.JSONField(default=list)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class EditionVoice(models.Model):
    """An edition quotes or counts a perspective: where to look when the voice is taken back."""

    edition = models.ForeignKey(PlanEdition, on_delete=models.PROTECT, related_name="voices")
    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="edition_voices")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "perspective"], name="one_voice_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} <- {self.perspective_id}"
