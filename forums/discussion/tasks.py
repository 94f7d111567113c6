"""Work of forums that comes round by itself."""

from django.utils import timezone

from forums.discussion.domain import due, telling


def close_due() -> None:
    """Close the forums whose last day has passed, as far as nothing is owed to them."""
    due.close_due(now=timezone.now())


def remind_of_answers() -> None:
    """Tell named adults that an answer is due."""
    telling.of_duties(now=timezone.now())
