"""What a community has set for itself, for whoever follows it."""

from typing import cast

from django.conf import settings

from people.models import Community, Policy


def policy_of(community: Community) -> Policy:
    """Return the community's own numbers, or unsaved ones as the house begins. One query; none where it was joined."""
    joined = Community.policy.related
    if joined.is_cached(community):
        return cast("Policy | None", joined.get_cached_value(community)) or Policy(community=community)
    return Policy.objects.filter(community=community).first() or Policy(community=community)


def consent_age_of(kept: int | None) -> int:
    """Return the age under which a guardian must agree, where a community kept this one (None: no row).

    A community may be stricter than the installation and never laxer, also if the installation's rose meanwhile.
    """
    return max(kept or 0, settings.MOBILIZE["CONSENT_AGE"])
