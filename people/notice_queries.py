"""Readers of one's own notices."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, DateTimeField, Q, Subquery, Value
from django.db.models.functions import Coalesce

from people import notice_kinds, scopes
from people.actors import Actor
from people.domain import seal
from people.models import Byline, Notice, NoticeWish

PAGE = 30
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class NoticeLine:
    """A notice as its reader sees it."""

    sentence: str
    link: str
    at: datetime
    is_new: bool


@dataclass(frozen=True)
class NoticePage:
    """A page of notices, newest first; ``older`` is where the next page begins, 0 if there is none."""

    lines: list[NoticeLine]
    older: int
    unseen: int


def _own(actor: Actor):
    """The actor's notices: those to them as a member, and those to the bylines under which they speak."""
    scopes_of_kind = defaultdict(list)
    for kind, scope in scopes.of(actor.community):
        scopes_of_kind[kind].append(scope)
    indexes = [
        index
        for kind, ids in scopes_of_kind.items()
        for index in seal.own_indexes(actor.user, scope_kind=kind, scope_ids=ids)
    ]
    bylines = Byline.objects.filter(seal__blind_index__in=indexes).values("pk")
    mine = Q(membership=actor.membership) | Q(byline__in=bylines)
    return Notice.objects.filter(mine, community=actor.community)


def _shown(actor: Actor, wish: NoticeWish | None):
    kinds = {kind.code for kind in notice_kinds.for_side(actor.side)} - (
        set(wish.hidden if wish else ()) - notice_kinds.of_safety()
    )
    return _own(actor).filter(kind__in=kinds)


def _unseen(shown, wish: NoticeWish | None, actor: Actor):
    marked = [kind.code for kind in notice_kinds.for_side(actor.side) if kind.marked]
    fresh = shown.filter(kind__in=marked)
    return fresh.filter(created_at__gt=wish.seen_at) if wish and wish.seen_at else fresh


def notices_of(actor: Actor, *, before: int = 0) -> NoticePage:
    """Return a page of the actor's notices. Four queries, whatever their number."""
    wish = NoticeWish.objects.filter(membership=actor.membership).first()
    shown = _shown(actor, wish)
    rows = list((shown.filter(pk__lt=before) if before else shown).order_by("-pk")[: PAGE + 1])
    seen_at = wish.seen_at if wish else None
    lines = [
        NoticeLine(
            sentence=str(notice_kinds.of(row.kind).sentence),
            link=row.link,
            at=row.created_at,
            is_new=notice_kinds.of(row.kind).marked and (seen_at is None or row.created_at > seen_at),
        )
        for row in rows[:PAGE]
    ]
    older = rows[PAGE - 1].pk if len(rows) > PAGE else 0
    return NoticePage(lines=lines, older=older, unseen=_unseen(shown, wish, actor).count())


def unseen_notices(actor: Actor) -> int:
    """Return how many notices are new to the actor and marked nowhere else. Two queries."""
    wish = NoticeWish.objects.filter(membership=actor.membership)
    seen = Coalesce(Subquery(wish.values("seen_at")), Value(_LONG_AGO), output_field=DateTimeField())
    marked = [kind.code for kind in notice_kinds.for_side(actor.side) if kind.marked]
    by_kind = (
        _own(actor)
        .filter(kind__in=marked, created_at__gt=seen)
        .order_by()
        .values("kind")
        .annotate(number=Count("pk"), hidden=Subquery(wish.values("hidden")))
    )
    safety = notice_kinds.of_safety()
    return sum(
        row["number"] for row in by_kind if row["kind"] in safety or row["kind"] not in (row["hidden"] or ())
    )
