"""What the foundation throws away by itself, every day."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from mobilize.kernel import jobs, outbox, schedule

KEPT_JOBS = timedelta(days=14)
KEPT_LETTERS = timedelta(days=30)
KEPT_SLOTS = timedelta(days=2)


def clean() -> None:
    """Delete sign-ins that ran out, and what the machinery no longer needs."""
    now = timezone.now()
    call_command("clearsessions", verbosity=0)
    jobs.forget(before=now - KEPT_JOBS)
    outbox.forget(before=now - KEPT_LETTERS)
    schedule.forget(before=now - KEPT_SLOTS)
