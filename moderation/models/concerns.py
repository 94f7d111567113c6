from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from moderation.enums import CONCERN_MOVES, ConcernKind, ConcernOutcome, ConcernState, EntryKind
from people.models import Community, Membership


class Concern(Public, Stamped):
    """A file about a worry for somebody's safety. What was said is in its entries, which only grow (rule 23).

    It names a student or an adult. Where it grew from a case, the case is told encrypted: the tables alone never lead
    from what was said under a byline to a person.
    """

    MOVES = CONCERN_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=12, choices=ConcernKind.choices)
    state = models.CharField(max_length=12, choices=ConcernState.choices, default=ConcernState.RAISED)
    student = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    adult = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns_about"
    )
    raised_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="concerns_raised")
    origin = EncryptedTextField(blank=True)  # public id of a case
    outcome = models.CharField(max_length=20, choices=ConcernOutcome.choices, blank=True)
    review_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | models.Q(closed_at__isnull=False) & ~models.Q(outcome=""),
                name="closed_concern_has_an_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"concern {self.public_id} ({self.state})"


class ConcernEntry(Public, Stamped):
    """One line of a concern. The database refuses to change it; what was wrong is put right by another line."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField(_("what happened, in plain facts"), blank=True)
    reference = EncryptedTextField(_("the agency's reference"), blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "concern entries"

    def __str__(self) -> str:
        return f"{self.kind} in {self.concern_id}"


class ConcernReader(Stamped):
    """Somebody beside the lead who must know of one concern, by whom, why and until when (need to know)."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="readers")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="concerns_read")
    let_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(_("why they must know"))
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "membership"], name="one_reader_per_concern")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} reads {self.concern_id}"


class Unmasking(Public, Stamped):
    """A byline's name was asked for: with a concern, a reason, a second person, and what the child was told (rule 32).

    Which byline is told encrypted, for the reason of ``Concern.origin``.
    """

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="unmaskings")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="unmaskings")
    byline_ref = EncryptedTextField()  # public id of the byline
    reason = EncryptedTextField(_("why the name is needed"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at_once = models.BooleanField(default=False)  # S1: no second person was waited for
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    telling_deferred_until = models.DateTimeField(null=True, blank=True)
    deferred_because = EncryptedTextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")),
                name="two_people_unmask",
            )
        ]

    def __str__(self) -> str:
        return f"unmasking {self.public_id}"


class TransferPack(Public, Stamped):
    """The concerns of a student who goes to another school: made, handed over, and received (rule 30)."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="transfer_packs")
    student = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="transfer_packs")
    to_school = EncryptedTextField(_("which school, and who there"))
    due_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of what was handed over
    handed_at = models.DateTimeField(null=True, blank=True)
    received_by = EncryptedTextField(_("who received it"), blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"transfer pack of {self.student_id}"


class ReportingAgency(models.Model):
    """Whom the law tells this community to report to; it stands on each concern with its number (rule 27)."""

    community = models.OneToOneField(
        Community, on_delete=models.CASCADE, related_name="reporting_agency", primary_key=True
    )
    name = models.CharField(_("name of the agency"), max_length=120)
    number = models.CharField(_("its number"), max_length=60)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField(_("last tried on"))

    class Meta:
        verbose_name_plural = "reporting agencies"

    def __str__(self) -> str:
        return f"{self.name} for {self.community_id}"
