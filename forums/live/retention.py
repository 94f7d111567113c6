"""How long words in community sessions stay that are not shown any more (rules 7 and 50)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forums.live.domain import endings
from forums.live.enums import MessageState
from forums.live.models import Message
from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, keep
from people.domain import holds

_BACK = timedelta(days=90)
_SENT_BACK = timedelta(days=365)


def _hidden(states: set[str], before: datetime, community) -> QuerySet:
    over = Message.objects.filter(state__in=states, hidden_at__lt=before).exclude(body="")
    if community is not None:
        over = over.filter(session__community=community)
    return over.exclude(byline__in=holds.held_bylines())


def _taken_back(now: datetime, community) -> Rows:
    return _hidden({MessageState.WITHDRAWN}, now - _BACK, community)


def _sent_back(now: datetime, community) -> Rows:
    return _hidden({MessageState.RETURNED, MessageState.REMOVED}, now - _SENT_BACK, community)


keep(
    "live.messages_taken_back",
    _("Messages that were taken back"),
    purpose=_("to answer for words that others have read"),
    basis=Basis.TASK,
    period=_BACK,
    since=_("the moment they were taken back"),
    find=_taken_back,
    end=endings.empty,
    protected=True,
)
keep(
    "live.messages_sent_back",
    _("Messages that were sent back or removed"),
    purpose=_("to look again at a ruling"),
    basis=Basis.TASK,
    period=_SENT_BACK,
    since=_("the ruling"),
    find=_sent_back,
    end=endings.empty,
    protected=True,
)
