"""What is said of a picture."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recognizable(models.TextChoices):
    """Whether young people can be known by a picture."""

    NOBODY = "nobody", _("No: it shows no young person, or nobody can know them by it")
    YOUNG = "young", _("Yes: young people can be known by it")
