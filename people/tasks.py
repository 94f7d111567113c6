"""Work of the people floor that comes round by itself."""

from django.utils import timezone

from people.domain import copies, notices


def gather_mails() -> None:
    """Write letters about the notices that may be mailed now."""
    now = timezone.now()
    while notices.gather(now=now):
        continue


def make_copy(request: str) -> None:
    """Make the copy of their data that somebody asked for."""
    copies.make(request, now=timezone.now())


def give_copy_up(request: str) -> None:
    """Say that no copy could be made, once every try has failed."""
    copies.give_up(request, now=timezone.now())
