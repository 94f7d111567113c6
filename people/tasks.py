"""Work of the people floor that comes round by itself."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from people.domain import notices
from people.models import MailCount, Notice, SignInCode

KEPT_CODES = timedelta(days=7)


def gather_mails() -> None:
    """Write letters about the notices that may be mailed now."""
    now = timezone.now()
    while notices.gather(now=now):
        continue


def clean() -> None:
    """Delete old notices, yesterday's counts of e-mails, and one-use codes that ran out and were told of."""
    now = timezone.now()
    Notice.objects.filter(created_at__lt=now - timedelta(days=settings.MOBILIZE["NOTICE_DAYS"])).delete()
    MailCount.objects.filter(day__lt=now.date() - timedelta(days=2)).delete()
    SignInCode.objects.filter(expires_at__lt=now - KEPT_CODES).exclude(told_at=None).delete()
