from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from people.enums import RequestKind, RequestState
from people.models.bylines import Byline
from people.models.community import Community
from people.models.membership import Membership


class PrivacyRequest(Public, Stamped):
    """Somebody asked for a copy of what is kept about them, or that it goes (rules 52 and 53)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="privacy_requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.WAITING)
    refused_because = models.CharField(
        max_length=40, blank=True
    )  # a code; the sentence is said on the screen
    file = models.CharField(max_length=120, blank=True)  # name in the private folder of exports
    settled_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # when the copy is deleted again

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind"],
                condition=Q(state__in=["waiting", "working"]),
                name="one_open_request_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class LegalHold(Stamped):
    """Nothing about this member may be deleted now, and why (rule 53)."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="legal_holds")
    reason = EncryptedTextField(_("why"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"hold on {self.membership_id}"


class Statement(Public, Stamped):
    """What a student says about a record that others keep about them; it goes wherever the record goes (rule 54).

    It speaks by byline where the record is about what was said under one, so that the table never says whose it is.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="statements")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="statements"
    )
    byline = models.ForeignKey(
        Byline, null=True, blank=True, on_delete=models.CASCADE, related_name="statements"
    )
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=16)
    words = EncryptedTextField(_("what you say about it"))

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="statements_on_a_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, byline=None) | Q(membership=None, byline__isnull=False),
                name="statement_speaks_for_one",
            )
        ]

    def __str__(self) -> str:
        return f"statement on {self.about_kind} {self.about_id}"


class Block(Stamped):
    """A member does not wish to meet a byline any more (rule 10). Its owner never learns of it."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks")
    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="blocked_by")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["membership", "byline"], name="one_block_each")]

    def __str__(self) -> str:
        return f"{self.membership_id} blocks a byline"
