from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.models import Stamped


class SchoolIdentity(Stamped):
    """Who somebody is at the school's own sign-in service, as an administrator wrote it down. Nothing else binds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="school_identities"
    )
    issuer = models.CharField(max_length=200)  # the service's own address
    subject = models.CharField(_("number at the school's sign-in"), max_length=255)  # its name for the person
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "school identities"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_per_school_identity"),
            models.UniqueConstraint(fields=["user", "issuer"], name="one_school_identity_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.issuer}"
