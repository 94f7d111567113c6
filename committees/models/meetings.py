from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.enums import (
    ACTION_MOVES,
    MEETING_MOVES,
    ActionState,
    ItemKind,
    MeetingState,
    Outcome,
    SeatSide,
)
from committees.models.committee import Committee, Seat
from forums.discussion.models import Perspective, Theme
from forums.polls.models import GoalPoll, Option
from mobilize.kernel.models import Public, Stamped
from people.models import Membership


class Meeting(Public, Stamped):
    """A committee comes together: an agenda, who was there, what was decided, and minutes.

    ``version`` counts changes of the minutes: an edit of another version is refused, so that none is lost.
    """

    MOVES = MEETING_MOVES

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=160)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.CALLED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_html = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    minutes_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the approved text

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approved_by__isnull=False) & ~Q(minutes_hash="")),
                name="approved_minutes_have_a_hash",
            )
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(Public, Stamped):
    """One point of a meeting, perhaps with a theme of a forum or a counted poll that it is about."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.DISCUSS)
    title = models.CharField(_("title"), max_length=160)
    minutes_planned = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    poll = models.ForeignKey(GoalPoll, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_item_per_position"),
            models.UniqueConstraint(fields=["meeting", "theme"], name="theme_once_per_meeting"),
            models.UniqueConstraint(fields=["meeting", "poll"], name="poll_once_per_meeting"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody was there in a seat, from when until when. Whoever leaves and comes back has two lines."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=SeatSide.choices)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=Q(left_at=None), name="present_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.membership_id}"


class Decision(Public, Stamped):
    """What a meeting decided, with the positions of young people and adults (agencies count as adults).

    ``dissent`` is said in the words of those who were against it. A decision cites voices, or says that it does not.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    option = models.ForeignKey(
        Option, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what was decided"))
    reason = models.TextField(_("because"), blank=True)
    dissent = models.TextField(_("other views"), blank=True)
    youth_for = models.PositiveSmallIntegerField(default=0)
    youth_against = models.PositiveSmallIntegerField(default=0)
    youth_aside = models.PositiveSmallIntegerField(default=0)
    adult_for = models.PositiveSmallIntegerField(default=0)
    adult_against = models.PositiveSmallIntegerField(default=0)
    adult_aside = models.PositiveSmallIntegerField(default=0)
    youth_present = models.PositiveSmallIntegerField()
    adult_present = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["option"],
                condition=Q(outcome="adopted", option__isnull=False),
                name="a_goal_is_adopted_once",
            ),
            models.CheckConstraint(condition=~Q(outcome="declined", reason=""), name="a_no_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.title


class DecisionVoice(models.Model):
    """A perspective that a decision rests on."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="voices")
    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="decision_voices")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "perspective"], name="one_citation_per_decision")
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} <- {self.perspective_id}"


class ActionItem(Public, Stamped):
    """Something a person does by a day because of a decision, and what shows that it was done."""

    MOVES = ACTION_MOVES

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="actions")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    goal = models.ForeignKey(
        "committees.PlanGoal", null=True, blank=True, on_delete=models.PROTECT, related_name="own_actions"
    )
    title = models.CharField(_("what"), max_length=160)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(_("by when"))
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.OPEN)
    evidence = models.TextField(_("what was done"), blank=True)  # or, for a dropped one, why it was dropped
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | (~Q(state="open") & Q(settled_at__isnull=False) & ~Q(evidence="")),
                name="settled_action_says_what_happened",
            )
        ]

    def __str__(self) -> str:
        return self.title
