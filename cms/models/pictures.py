"""What was said of a picture: whether young people can be known by it, and who they are (rule 44).

A picture of which nothing was said is shown to nobody.
"""

from django.conf import settings
from django.db import models
from wagtail.images.models import Image

from cms.enums import Recognizable
from mobilize.kernel.models import Public, Stamped
from people.models import Community, Membership


class JudgedPicture(Public, Stamped):
    """What somebody who answers for it said of a picture."""

    picture = models.OneToOneField(Image, on_delete=models.CASCADE, related_name="judged")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Recognizable.choices)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    judged_at = models.DateTimeField()
    withheld_at = models.DateTimeField(null=True, blank=True)  # since when it is shown no more

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"picture {self.picture_id}: {self.answer}"


class Pictured(Stamped):
    """A young person who can be known by a picture. Only those read it who judge pictures."""

    picture = models.ForeignKey(JudgedPicture, on_delete=models.CASCADE, related_name="pictured")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["picture", "membership"], name="in_a_picture_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.picture_id}"
