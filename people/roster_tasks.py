"""Lists of people: carried out after the yes, and forgotten without one."""

from django.utils import timezone

from people.domain import roster


def carry_out(run: str) -> None:
    """Carry out the confirmed list with this public id. A second run does nothing."""
    roster.settle(run, now=timezone.now())


def give_up(run: str) -> None:
    """Say that the list could not be carried out: its job failed too often."""
    roster.give_up(run, now=timezone.now())


def forget() -> None:
    """Empty lists that nobody confirmed within the hour."""
    roster.forget_rows(now=timezone.now())
