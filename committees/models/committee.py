from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.enums import (
    COMMITTEE_MOVES,
    CommitteeKind,
    CommitteeState,
    DecisionRule,
    SeatRole,
    SeatSide,
)
from mobilize.kernel.models import Public, Stamped
from people.models import Community, Membership


class Committee(Public, Stamped):
    """A group of young people and adults with a purpose, and with plain words on what it can and cannot change."""

    MOVES = COMMITTEE_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="committees")
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"))
    powers = models.TextField(_("what it can change"))
    limits = models.TextField(_("what it cannot change"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CommitteeKind.choices)
    quorum_percent = models.PositiveSmallIntegerField(
        _("how many seats must be there, in percent"), default=50
    )
    minimum_youth_percent = models.PositiveSmallIntegerField(
        _("how many of those there must be young people, in percent"), default=50
    )
    decision_rule = models.CharField(
        _("how it decides"), max_length=20, choices=DecisionRule.choices, default=DecisionRule.SIMPLE
    )
    state = models.CharField(max_length=10, choices=CommitteeState.choices, default=CommitteeState.DRAFT)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="one_committee_per_name"),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=1, quorum_percent__lte=100), name="quorum_is_a_share_of_seats"
            ),
            models.CheckConstraint(
                condition=Q(minimum_youth_percent__lte=100), name="youth_share_is_at_most_everybody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(Public, Stamped):
    """A place at the table. Without a holder it is vacant, and counts in the quorum all the same."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="seats")
    holder = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    side = models.CharField(_("side"), max_length=10, choices=SeatSide.choices)
    role = models.CharField(_("role"), max_length=20, choices=SeatRole.choices, default=SeatRole.MEMBER)
    begins_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)  # the last day of the term
    closed_at = models.DateTimeField(null=True, blank=True)  # the place itself was taken away

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "holder"], condition=Q(holder__isnull=False), name="one_seat_per_holder"
            ),
            models.UniqueConstraint(
                fields=["committee", "role"],
                condition=Q(closed_at=None) & Q(role__in=["chair", "youth_co_chair", "secretary"]),
                name="one_seat_per_running_role",
            ),
            models.CheckConstraint(
                condition=Q(holder=None, begins_on=None, ends_on=None)
                | Q(holder__isnull=False, begins_on__isnull=False, closed_at=None),
                name="held_seat_has_a_term",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="term_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(role="youth_co_chair") | Q(side="youth"), name="youth_co_chair_is_young"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id}: {self.role} ({self.side})"

    def held_on(self, day: date) -> bool:
        """Tell whether somebody holds the seat on ``day``."""
        return bool(
            self.holder_id
            and self.closed_at is None
            and self.begins_on <= day
            and (self.ends_on is None or day <= self.ends_on)
        )
