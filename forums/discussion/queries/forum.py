"""The forum's own pages: the list of forums, a forum's posts, one perspective."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from forums.discussion.enums import ForumState, NameMode, PostState
from forums.discussion.models import Forum, HandOver, Perspective, Reply, Theme
from forums.discussion.queries.cards import Card, cards_of, own_card, reply_cards
from forums.discussion.queries.told import told, told_posts, with_standing
from forums.discussion.rules import LEADERS
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.block_queries import hidden_from
from people.domain import seal
from people.enums import ScopeKind
from people.models import Byline

PAGE = 50
FAR = 2**31 - 1  # beyond every position


def own_byline(actor: Actor, forum: Forum) -> Byline | None:
    return seal.own_byline(actor, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)


def _own_index(actor: Actor, forum: Forum) -> str:
    return seal.own_index(actor.user, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)


@dataclass(frozen=True)
class ForumPage:
    """One page of a forum's perspectives, newest first; ``newer`` and ``older`` are positions to go on from."""

    cards: list[Card]
    newer: int | None
    older: int | None


def _posts(found: QuerySet, index: str, named: bool) -> QuerySet:
    """What is published, and the places of words that are gone, where others replied to them (rule 53)."""
    replied = Reply.objects.filter(perspective=OuterRef("pk"), state=PostState.PUBLISHED)
    gone = Q(state=PostState.WITHDRAWN, body="", position__isnull=False) & Exists(replied)
    shown = found.filter(Q(state=PostState.PUBLISHED) | gone)
    return told(with_standing(shown, index=index, named=named), named=named)


def _in_forum(forum: int) -> QuerySet[Perspective]:
    return Perspective.objects.filter(forum=forum)


def _in_theme(theme: int) -> QuerySet[Perspective]:
    return Perspective.objects.filter(theme_sources__theme=theme)


def _questions(place, named: bool) -> tuple[Prepared, Prepared]:
    """The question for the posts older than a position, and the one for those newer than it."""
    return (
        Prepared(
            lambda at, index, position: _posts(
                place(at).filter(position__lt=position), index, named
            ).order_by("-position")[: PAGE + 1]
        ),
        Prepared(
            lambda at, index, position: _posts(
                place(at).filter(position__gt=position), index, named
            ).order_by("position")[: PAGE + 1]
        ),
    )


_LISTS = {
    (place, named): _questions(place, named) for place in (_in_forum, _in_theme) for named in (False, True)
}


def perspectives_visible_to(
    actor: Actor,
    forum: Forum,
    *,
    own: Byline | None,
    before: int | None = None,
    after: int | None = None,
    theme: Theme | None = None,
) -> ForumPage:
    """Return one page of what is published in ``forum`` (or in one theme of it), as ``actor`` sees it, by position.

    Words that are gone for good keep their place where others replied to them.

    One query, two for names, and one for the results of a closed forum. A position stays with its post, so that
    what comes, goes or is held meanwhile moves nothing from page to page.
    """
    older, newer = _LISTS[_in_theme if theme else _in_forum, forum.name_mode == NameMode.NAMED]
    where = {"at": (theme or forum).pk, "index": _own_index(actor, forum)}
    if after is not None:
        rows = told_posts(newer.rows(position=after, **where))
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        forward = rows[0].position if more else None
        back = rows[-1].position if rows and after > 0 else None
    else:
        rows = told_posts(older.rows(position=FAR if before is None else before, **where))
        more, rows = len(rows) > PAGE, rows[:PAGE]
        forward = rows[0].position if rows and before is not None else None
        back = rows[-1].position if more else None
    return ForumPage(cards_of(rows, forum=forum, own=own, hidden=hidden_from(actor)), forward, back)


@dataclass(frozen=True)
class PerspectivePage:
    """A perspective with one page of its replies, oldest first; ``earlier`` and ``later`` are replies to go on from."""

    card: Card
    earlier: str = ""
    later: str = ""


def perspective_page(
    actor: Actor, perspective: Perspective, own: Byline | None, *, after: str = "", before: str = ""
) -> PerspectivePage:
    """Return one perspective with its replies, or the author's own words with what the desk says. Two queries.

    ``after`` and ``before`` are public ids of replies; an unknown one begins at the start.
    """
    forum = perspective.forum
    if perspective.state != PostState.PUBLISHED:
        if own is None:
            raise Refused("not_found")  # nobody else's to read
        return PerspectivePage(own_card(perspective, forum=forum, own=own))
    found = with_standing(
        Perspective.objects.filter(pk=perspective.pk), index=_own_index(actor, forum), replies=0
    )
    rows, earlier, later = _replies_page(perspective, after=after, before=before)
    card = cards_of(found, forum=forum, own=own, replies={perspective.pk: rows}, hidden=hidden_from(actor))[0]
    return PerspectivePage(card, earlier, later)


def thread_without(
    actor: Actor, perspective: Perspective, *, after: str = "", before: str = ""
) -> tuple[list[Card], str, str]:
    """Return what was said to a perspective whose words are gone, and replies to go on from in both directions."""
    own = own_byline(actor, perspective.forum)
    rows, earlier, later = _replies_page(perspective, after=after, before=before)
    cards = reply_cards(rows, forum=perspective.forum, own=own, hidden=hidden_from(actor))
    return cards, earlier, later


def _replies_page(perspective: Perspective, *, after: str, before: str) -> tuple[list[Reply], str, str]:
    replies = perspective.replies.filter(state=PostState.PUBLISHED).select_related("byline")
    cursor = Subquery(
        Reply.objects.filter(perspective=perspective, public_id=before or after).values("pk")[:1]
    )
    if before:
        rows = list(replies.filter(pk__lt=Coalesce(cursor, Value(0))).order_by("-id")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        earlier = rows[0].public_id if more else ""
        later = rows[-1].public_id if rows else ""
        if not rows:
            return _replies_page(perspective, after="", before="")
    else:
        rows = list(replies.filter(pk__gt=Coalesce(cursor, Value(0))).order_by("id")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE]
        earlier = rows[0].public_id if after and rows else ""
        later = rows[-1].public_id if more else ""
    return rows, earlier, later


@dataclass(frozen=True)
class ForumList:
    forums: list[Forum]
    newer: str
    older: str


#: Open forums come first, then those that are prepared, then the closed ones.
_ORDER = Case(
    When(state=ForumState.OPEN, then=Value(2)),
    When(state=ForumState.DRAFT, then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)


def forums_visible_to(actor: Actor, *, before: str = "", after: str = "") -> ForumList:
    """Return the forums the actor may know of, open ones first and newest first, each with ``voices``. Two queries.

    ``before`` and ``after`` are public ids of forums to go on from; an unknown one begins at the start.
    """
    found = Forum.objects.filter(community=actor.community)
    if not actor.has(*LEADERS):
        asked = HandOver.objects.filter(forum=OuterRef("pk"), to=actor.membership, state="offered")
        found = found.filter(~Q(state=ForumState.DRAFT) | Q(named_adult=actor.membership) | Exists(asked))
    # A list inside JSON is looked through here: the two databases search it in different ways.
    rows = found.annotate(rank=_ORDER).order_by("-rank", "-pk").values_list("pk", "public_id", "bands")
    listed = [
        (pk, name) for pk, name, bands in rows if not actor.is_youth or not bands or actor.band in bands
    ]
    names = [name for _pk, name in listed]
    start = 0
    if before in names:
        start = names.index(before) + 1
    elif after in names:
        start = max(0, names.index(after) - PAGE)
    shown = listed[start : start + PAGE]
    by_key = (
        Forum.objects.select_related("named_adult__user", "community")
        .annotate(voices=Count("perspectives", filter=Q(perspectives__state=PostState.PUBLISHED)))
        .in_bulk([pk for pk, _name in shown])
    )
    return ForumList(
        [by_key[pk] for pk, _name in shown],
        newer=shown[0][1] if shown and start else "",
        older=shown[-1][1] if start + PAGE < len(listed) else "",
    )
