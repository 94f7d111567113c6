from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.enums import CONSENT_AGES
from people.models.community import Community


def _between(least: int, most: int) -> list:
    return [MinValueValidator(least), MaxValueValidator(most)]


def house_consent_age() -> int:
    """The installation's consent age, with which each community begins."""
    return settings.MOBILIZE["CONSENT_AGE"]


class Policy(models.Model):
    """What a community has set for itself, within bounds that keep every rule standing. Without a row: the defaults.

    Bounds are part of the promise: a school can be stricter than a rule, never laxer.
    """

    community = models.OneToOneField(
        Community, on_delete=models.CASCADE, related_name="policy", primary_key=True
    )
    quiet_from = models.TimeField(_("nothing is mailed to students from"), default=time(20))
    quiet_until = models.TimeField(_("until"), default=time(7))
    approved_before_after = models.PositiveSmallIntegerField(
        _("posts read first at 16 and 17"), default=5, validators=_between(3, 50)
    )
    routine_hours = models.PositiveSmallIntegerField(
        _("staffed hours for a routine look"), default=4, validators=_between(1, 16)
    )
    disclosure_minutes = models.PositiveSmallIntegerField(
        _("minutes for a disclosure"), default=30, validators=_between(5, 30)
    )
    deputy_minutes = models.PositiveSmallIntegerField(
        _("minutes until the deputy is called"), default=5, validators=_between(1, 5)
    )
    head_minutes = models.PositiveSmallIntegerField(
        _("minutes until the head is called"), default=10, validators=_between(2, 10)
    )
    distressing_a_day = models.PositiveSmallIntegerField(
        _("distressing posts a day before a break"), default=10, validators=_between(1, 20)
    )
    # Read it with people.policy_queries.consent_age_of: the installation's may have risen above it since.
    consent_age = models.PositiveSmallIntegerField(
        _("age under which a guardian must agree"),
        choices=[(age, str(age)) for age in CONSENT_AGES],
        default=house_consent_age,
    )
    consent_days = models.PositiveSmallIntegerField(
        _("days that a request for consent stays open"), default=14, validators=_between(3, 30)
    )
    consent_years = models.PositiveSmallIntegerField(
        _("years that a consent holds"), default=1, validators=_between(1, 2)
    )
    transfer_days = models.PositiveSmallIntegerField(
        _("school days for a transfer pack"), default=5, validators=_between(1, 5)
    )
    shared_idle_minutes = models.PositiveSmallIntegerField(
        _("idle minutes on a shared device"), default=10, validators=_between(2, 10)
    )
    shared_longest_minutes = models.PositiveSmallIntegerField(
        _("longest minutes on a shared device"), default=60, validators=_between(10, 60)
    )
    young_people_share = models.BooleanField(
        _("young people here share devices"), default=False
    )  # then each of their sign-ins ends by itself, whether they say so or not (rule 58)
    school_networks = models.JSONField(default=list, blank=True)  # as CIDR: where login cards work (rule 60)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent_age__in=CONSENT_AGES), name="consent_age_begins_a_band"
            )
        ]

    def __str__(self) -> str:
        return f"policy of {self.community_id}"
