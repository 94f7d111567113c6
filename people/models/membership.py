from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from people.enums import Band, ConsentBasis, ConsentPurpose, ConsentState, Role
from people.models.community import Community


class Membership(Public, Stamped):
    """A person's place in a community. The community sets the band; ended means: nothing is open any more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="memberships")
    band = models.CharField(_("age band"), max_length=1, choices=Band.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "community"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.community.slug}"


class RoleGrant(models.Model):
    """A role held in a community, given by somebody, perhaps with an end."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["membership", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.role}"


class Consent(Stamped):
    """What a guardian (or the person) agreed to or not: one row for each purpose and time of asking (rule 38)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose.choices)
    subject = models.CharField(max_length=40, blank=True)  # which agency, where the purpose is one agency
    state = models.CharField(max_length=20, choices=ConsentState.choices)
    basis = models.CharField(max_length=20, choices=ConsentBasis.choices, default=ConsentBasis.GUARDIAN)
    giver = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="consents_given"
    )  # where a guardian gave it here; on paper: empty, with a name
    giver_name = EncryptedTextField(_("who gave it"), max_length=120, blank=True)
    given_on = models.DateField(_("date"), null=True, blank=True)
    notice_version = models.CharField(max_length=20, default="1")
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "purpose", "subject"],
                condition=Q(state="granted"),
                name="one_granted_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.purpose} {self.state}"


class Clearance(Stamped):
    """A check of an adult that opens the rooms where young people are, until its expiry date (rule 3)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="clearances")
    kind = models.CharField(_("which check"), max_length=80)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    expires_on = models.DateField(_("valid until"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.membership}: {self.kind} until {self.expires_on}"


class JoinCode(Public, Stamped):
    """A class code: it carries the band, it expires, it is capped, and it makes students only."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="join_codes")
    code = models.CharField(max_length=12, unique=True)
    label = models.CharField(_("class or group"), max_length=80)
    band = models.CharField(_("age band"), max_length=1, choices=Band.choices)
    expires_at = models.DateTimeField(_("works until"))
    cap = models.PositiveSmallIntegerField(_("how many may join"))
    uses = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=models.F("cap")), name="join_code_within_cap")
        ]

    def __str__(self) -> str:
        return f"{self.community.slug}: {self.label}"


class SignInCode(Stamped):
    """A printed code that works once, for somebody who forgot the password. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_in_codes")
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: whoever runs the installation, at its console
    told_at = models.DateTimeField(null=True, blank=True)  # when the person heard of it

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"code for {self.user_id}"


class LoginCard(Stamped):
    """A printed card by which a child of band A signs in within the school (rule 60). Only the token's hash is kept."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="login_cards")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(ended_at=None), name="one_login_card_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"card of {self.membership_id}"
