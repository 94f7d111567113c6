"""Work of community sessions that comes round by itself."""

from django.utils import timezone

from forums.live.domain import telling


def tell_of_sessions() -> None:
    """Tell who may come that a session begins soon."""
    telling.of_sessions(now=timezone.now())
