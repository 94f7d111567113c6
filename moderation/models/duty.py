from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.models import Public, Stamped
from moderation.enums import Post
from moderation.models.desk import Case
from people.models import Community, Membership


class DutyTurn(models.Model):
    """Who answers for a post on a weekday between two times, in the community's own time; without times: always.

    A turn with times goes before one without. Of several the first that was written is called.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="duty_turns")
    post = models.CharField(_("post"), max_length=10, choices=Post.choices)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="duty_turns")
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), null=True, blank=True, validators=[MaxValueValidator(6)]
    )
    begins = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["post", "weekday", "begins", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday=None, begins=None, ends=None)
                | Q(weekday__isnull=False, begins__isnull=False, ends__gt=F("begins")),
                name="turn_has_all_times_or_none",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.membership_id}"

    @property
    def weekday_name(self) -> str:
        return "" if self.weekday is None else str(WEEKDAYS[self.weekday])

    @property
    def ends_shown(self) -> str:
        return "24:00" if self.ends == time.max else f"{self.ends:%H:%M}"


class Summons(Public, Stamped):
    """Somebody on duty was called about a case, and whether they answered (rule 15). One for each step and case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="summonses")
    post = models.CharField(max_length=10, choices=Post.choices)
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="summonses"
    )  # empty: nobody holds the post; then the next is called at once
    is_drill = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "post"], name="one_summons_per_post_and_case")]

    def __str__(self) -> str:
        return f"{self.post} called about {self.case_id}"


class Exposure(models.Model):
    """How many distressing items a moderator read on one day, and the break that followed (rule 22)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="exposures")
    day = models.DateField()
    count = models.PositiveSmallIntegerField(default=0)
    break_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "day"], name="one_exposure_a_day")]

    def __str__(self) -> str:
        return f"{self.membership_id} on {self.day}: {self.count}"


class Drill(Public, Stamped):
    """A monthly try of the crisis path with a made-up post: what happened when. It counts in no statistics."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="drills")
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="drill")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"drill of {self.created_at:%Y-%m}"
