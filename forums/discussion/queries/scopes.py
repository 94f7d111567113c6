"""Where members of a community speak, for whoever looks for their own bylines."""

from forums.discussion.models import Forum
from people.models import Community


def scopes_of(community: Community):
    """The community's forums, unordered."""
    return Forum.objects.filter(community=community).order_by()
