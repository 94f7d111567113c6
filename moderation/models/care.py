from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from moderation.enums import AppealState, CrisisWish
from moderation.models.desk import Case, Ruling


class Appeal(Public, Stamped):
    """An author asks that somebody else look again at a ruling (rule 21). It speaks by the case's byline alone."""

    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(_("why it should be looked at again"), blank=True)
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.WAITING)
    expected_by = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(_("what you write to the author"), blank=True)

    class Meta:
        ordering = ["expected_by", "id"]

    def __str__(self) -> str:
        return f"appeal {self.state}"


class Wish(Stamped):
    """What somebody whose words told of danger asked for: to be found now, or later. By the byline of the case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="wish")
    wish = models.CharField(max_length=10, choices=CrisisWish.choices)

    def __str__(self) -> str:
        return f"{self.wish} on {self.case_id}"


class AfterCheck(Stamped):
    """A look after somebody on day 1, 3 or 7: due, done, and what was seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="after_checks")
    day = models.PositiveSmallIntegerField()
    due_on = models.DateField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = EncryptedTextField(_("how they are"), blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "day"], name="one_after_check_a_day")]

    def __str__(self) -> str:
        return f"day {self.day} of {self.case_id}"
