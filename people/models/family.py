from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.encrypted import EncryptedTextField
from mobilize.kernel.models import Public, Stamped
from people.enums import ConsentPurpose, Relation
from people.models.membership import Membership


class Guardianship(Public, Stamped):
    """An adult who stands for a child: what they may see and get, and whether that is restricted now (rule 43)."""

    student = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="guardians")
    guardian = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="children")
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    is_legal = models.BooleanField(_("decides by law"), default=True)
    may_consent = models.BooleanField(_("may give consent"), default=True)
    lives_with = models.BooleanField(_("lives with the child"), default=True)
    gets_mail = models.BooleanField(_("gets mail about the child"), default=True)
    sees_participation = models.BooleanField(_("sees whether the child takes part"), default=True)
    is_first_call = models.BooleanField(_("is called first"), default=False)
    note = EncryptedTextField(_("what staff must know"), blank=True)
    restricted_at = models.DateTimeField(null=True, blank=True)
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    restriction = EncryptedTextField(_("why it is restricted"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told_step_at = models.DateTimeField(
        null=True, blank=True
    )  # when both heard that access steps down (rule 41)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "guardian"], condition=Q(ended_at=None), name="one_guardianship_each"
            ),
            models.CheckConstraint(condition=~Q(student=F("guardian")), name="nobody_guards_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} stands for {self.student_id}"


class Assent(Stamped):
    """What a young person said yes or no to for themselves, whatever their guardian said (rule 40)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="assents")
    purpose = models.CharField(max_length=40, choices=ConsentPurpose.choices)
    subject = models.CharField(max_length=40, blank=True)  # which agency, as with the consent
    given = models.BooleanField()
    notice_version = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.purpose} {self.given}"


class Invitation(Public, Stamped):
    """A way in for one person and one role, by a link that works once. Only the hash of its secret is kept."""

    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=30)
    email = models.EmailField(_("e-mail address"), blank=True)  # bound to it, if given
    student = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )  # whom a caregiver is invited for
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # who came

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"invitation as {self.role}"
