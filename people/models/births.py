from django.db import models

from mobilize.kernel.encrypted import EncryptedTextField
from people.models.membership import Membership


class Birth(models.Model):
    """A date of birth, in a table that only ``people.domain.births`` reads (rule 49). All else knows the band."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    born_on = EncryptedTextField()  # ISO date
    turns_at = models.DateField(
        db_index=True
    )  # the next day on which the band may change; says no year of birth

    def __str__(self) -> str:
        return f"birth of {self.membership_id}"
