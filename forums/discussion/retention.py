"""How long words in forums stay that are not shown any more (rules 7 and 50)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forums.discussion.domain import endings
from forums.discussion.enums import PostState
from forums.discussion.models import Draft, Perspective, Reply
from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, keep
from people.domain import holds

_BACK = timedelta(days=90)
_SENT_BACK = timedelta(days=365)


def _hidden(model, states: set[str], before: datetime, community) -> QuerySet:
    over = model.objects.filter(state__in=states, hidden_at__lt=before).exclude(body="")
    if community is not None:
        over = over.filter(byline__community=community)
    return over.exclude(byline__in=holds.held_bylines())


def _taken_back(model):
    return lambda now, community: _hidden(model, {PostState.WITHDRAWN}, now - _BACK, community)


def _sent_back(model):
    states = {PostState.RETURNED, PostState.REMOVED}
    return lambda now, community: _hidden(model, states, now - _SENT_BACK, community)


def _drafts(now: datetime, community) -> Rows:
    over = Draft.objects.filter(saved_at__lt=now - _BACK)
    return over if community is None else over.filter(byline__community=community)


for _model, _taken, _sent in (
    (Perspective, _("Perspectives that were taken back"), _("Perspectives that were sent back or removed")),
    (Reply, _("Replies that were taken back"), _("Replies that were sent back or removed")),
):
    _name = _model._meta.model_name
    keep(
        f"discussion.{_name}_taken_back",
        _taken,
        purpose=_("to answer for words that others have read"),
        basis=Basis.TASK,
        period=_BACK,
        since=_("the moment they were taken back"),
        find=_taken_back(_model),
        end=endings.empty,
        protected=True,
    )
    keep(
        f"discussion.{_name}_sent_back",
        _sent,
        purpose=_("to look again at a ruling"),
        basis=Basis.TASK,
        period=_SENT_BACK,
        since=_("the ruling"),
        find=_sent_back(_model),
        end=endings.empty,
        protected=True,
    )
keep(
    "discussion.drafts",
    _("Words that were never sent"),
    purpose=_("to let people go on writing later"),
    basis=Basis.CONSENT,
    period=_BACK,
    since=_("the last change"),
    find=_drafts,
    end=endings.delete_plainly,
)
