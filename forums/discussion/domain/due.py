"""Forums whose last day has passed and to which nothing is owed close by themselves."""

from datetime import datetime

from django.db import transaction

from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from forums.discussion.queries import posts_waiting, unanswered_in
from mobilize.kernel import audit, moves


def close_due(*, now: datetime) -> int:
    """Close each open forum whose last day has passed by its community's calendar; return how many.

    Writing ended with that day anyhow. While a post waits at the desk or a voice has no answer the forum stays open,
    as it does for a person who would close it. A second run finds nothing to do.
    """
    closed = 0
    for forum in Forum.objects.filter(state=ForumState.OPEN, closes_on__isnull=False).select_related(
        "community"
    ):
        if forum.closes_on and now.astimezone(forum.community.zone).date() > forum.closes_on:
            closed += _close(forum.pk, now=now)
    return closed


@transaction.atomic
def _close(pk: int, *, now: datetime) -> bool:
    forum = Forum.objects.select_for_update(of=("self",)).select_related("community").get(pk=pk)
    if forum.state != ForumState.OPEN or posts_waiting(forum) or unanswered_in(forum).exists():
        return False
    moves.move(forum, ForumState.CLOSED, closed_at=now)
    audit.record(action="forums.forum_ended", now=now, community=forum.community, thing=forum)
    return True
