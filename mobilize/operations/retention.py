"""How long copies of everything stay (rule 57)."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, keep
from mobilize.operations import sets

_KEPT = timedelta(days=settings.BACKUP_DAYS)


def _old(now: datetime, _community) -> Rows:
    if not settings.BACKUP_DIR:
        return []
    return sets.older(Path(settings.BACKUP_DIR), now=now, days=settings.BACKUP_DAYS)


def _end(_rows: Rows, now: datetime) -> int:
    return sets.expire(Path(settings.BACKUP_DIR), now=now, days=settings.BACKUP_DAYS)


keep(
    "operations.backups",
    _("Backups"),
    purpose=_("to bring everything back after an accident"),
    basis=Basis.TASK,
    period=_KEPT,
    since=_("the day of the backup; the newest one stays"),
    find=_old,
    end=_end,
    of_community=False,
)
