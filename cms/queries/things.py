"""Readers for editors: what of their own community a door can be tied to."""

from committees.enums import CommitteeState
from committees.models import Committee
from forums.discussion.models import Forum
from people.models import Community


def forums_of(community: Community):
    """Forums of the community, the newest first."""
    return Forum.objects.filter(community=community).order_by("-id")


def committees_of(community: Community):
    """Committees of the community that are not closed, by name."""
    return Committee.objects.filter(community=community).exclude(state=CommitteeState.CLOSED).order_by("name")
