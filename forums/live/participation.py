"""Whether something was said in community sessions under a byline: yes or no, for families (people.participation)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from forums.live.models import Message


def spoke(bylines: Collection[int], since: datetime) -> Iterable[int]:
    """Return the bylines with a message since then, whatever became of it."""
    said = Message.objects.filter(byline__in=bylines, created_at__gte=since)
    return said.order_by().values_list("byline", flat=True).distinct()
