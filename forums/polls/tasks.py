"""Work of goal polls that comes round by itself."""

from django.utils import timezone

from forums.polls.domain import closing
from forums.polls.models import GoalPoll
from people.models import Community


def settle_due() -> None:
    """Close and count the polls whose time is over, and destroy keys that outlived theirs; requests do it as well."""
    now = timezone.now()
    running = GoalPoll.objects.filter(state__in=closing.RUNNING)
    keys_left = GoalPoll.objects.filter(pk__in=closing.keys_left())
    concerned = (running | keys_left).values("community")
    for community in Community.objects.filter(pk__in=concerned):
        closing.settle_due(community, now=now)
