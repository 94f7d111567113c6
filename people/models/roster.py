from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from people.enums import RosterState
from people.models.community import Community
from people.models.membership import Membership


class RosterLink(Stamped):
    """Which person of the school's own list a member is, so that the next list finds the same person again."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="roster_links")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="roster_links")
    source = models.CharField(max_length=60)  # which list the number is from
    external_id = models.CharField(max_length=200)
    group = models.CharField(_("class or group"), max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "source", "external_id"], name="one_member_per_roster_number"
            )
        ]
        indexes = [models.Index(fields=["community", "group"], name="roster_links_of_a_group")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class RosterRun(Public, Stamped):
    """A list that was read and not carried out yet, or what came of it. The file itself is never kept.

    ``rows`` is what was read from it: encrypted, there until it is carried out or dropped, and for an hour at most.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="roster_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.READY)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    mark = models.CharField(max_length=64)  # SHA-256 of the plan that was shown
    rows = EncryptedTextField(blank=True)
    counts = models.JSONField(default=dict)
    refused_because = models.CharField(
        max_length=40, blank=True
    )  # a code; the sentence is said on the screen
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"roster {self.state}"
