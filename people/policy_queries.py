"""What a community has set for itself, for whoever follows it."""

from people.models import Community, Policy


def policy_of(community: Community) -> Policy:
    """Return the community's own numbers, or unsaved ones as the house begins. One query; none where it was joined."""
    joined = Community.policy.related
    if joined.is_cached(community):
        return joined.get_cached_value(community) or Policy(community=community)
    return Policy.objects.filter(community=community).first() or Policy(community=community)
