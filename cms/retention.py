"""How long pictures stay that are shown no more (rules 44 and 50)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cms.domain import pictures
from cms.models import JudgedPicture
from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, keep

_WITHHELD = timedelta(days=30)


def _withheld(now: datetime, community) -> Rows:
    over = JudgedPicture.objects.filter(withheld_at__lt=now - _WITHHELD)
    return over if community is None else over.filter(community=community)


def _end(rows: Rows, now: datetime) -> int:
    over = list(rows.select_related("picture"))
    for judged in over:
        pictures.remove(judged.picture, now=now)
    return len(over)


keep(
    "cms.withheld_pictures",
    _("Pictures that were taken away, because somebody in them does not agree"),
    purpose=_("to let them come back if everybody agrees again"),
    basis=Basis.CONSENT,
    period=_WITHHELD,
    since=_("the day the picture was taken away"),
    find=_withheld,
    end=_end,
)
