"""Whether something was said in forums under a byline: yes or no, for families (people.participation)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from forums.discussion.models import Draft, Perspective, Reply
from people.domain import seal
from people.models import Membership


def spoke(bylines: Collection[int], since: datetime) -> Iterable[int]:
    """Return the bylines with a post or reply since then, whatever became of it."""
    mine = {"byline__in": bylines, "created_at__gte": since}
    posts = Perspective.objects.filter(**mine).order_by().values_list("byline", flat=True)
    return posts.union(Reply.objects.filter(**mine).order_by().values_list("byline", flat=True))


def end_writing(membership: Membership, subject: str, now: datetime) -> None:
    """Delete the drafts of somebody who may not write any more: without a yes no unsent words are kept (rule 39)."""
    mine = seal.bylines_of(membership.user, community=membership.community)
    Draft.objects.filter(byline__in=[byline.pk for byline in mine]).delete()
