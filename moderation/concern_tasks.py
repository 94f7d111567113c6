"""What comes round by itself in the log of concerns."""

from django.utils import timezone

from moderation.domain import transfer, unmasking


def tell_unmasked() -> None:
    """Tell young people whose names were looked up, where the day for it has come (rule 32)."""
    unmasking.tell_due(now=timezone.now())


def clean_packs() -> None:
    """Delete sealed pages that another school has received, or that lie too long."""
    transfer.clean(now=timezone.now())
