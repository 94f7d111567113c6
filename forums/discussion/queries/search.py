"""Search over what is published, as one reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe

from forums.discussion import stems
from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import Forum, Perspective, VoiceStem
from mobilize.kernel import text
from mobilize.kernel.authority import can
from people.actors import Actor
from people.block_queries import hidden_from

PAGE = 20
WORDS = 8  # of a query that count; the screen says so
LETTERS = 200  # of a query that are read; the box takes no more
AROUND = 90  # characters shown before the first word that was found, and twice as many after it


@dataclass(frozen=True)
class Found:
    """One perspective that was found: where it stands, and its words with the found ones marked (safe HTML)."""

    forum: Forum
    public_id: str
    created_at: datetime
    language: str
    excerpt: str


@dataclass(frozen=True)
class SearchPage:
    """``words`` are those that were looked for; ``left_out`` says that the query had more of them."""

    words: list[str]
    left_out: bool
    found: list[Found]
    older: str = ""


def search_visible_to(actor: Actor, *, query: str, before: str = "") -> SearchPage:
    """Return the published perspectives with every word of ``query``, newest first, in forums the actor may read.

    Words are compared by their stems (:mod:`forums.discussion.stems`), so the order and the set of what is found are
    the same on every database. ``before`` is the public id to go on from. Two queries.
    """
    wanted = stems.asked(query[:LETTERS], most=WORDS + 1)
    words, left_out = [word for word, _stems in wanted[:WORDS]], len(wanted) > WORDS
    if not words:
        return SearchPage([], False, [])
    forums = Forum.objects.filter(community=actor.community).exclude(state=ForumState.DRAFT)
    readable = {
        forum.pk: forum
        for forum in forums.select_related("community")
        if can(actor, "forums.read_forum", forum)
    }
    rows = Perspective.objects.filter(forum__in=readable, state=PostState.PUBLISHED)
    for _word, either in wanted[:WORDS]:
        rows = rows.filter(pk__in=VoiceStem.objects.filter(stem__in=either).values("perspective"))
    if hidden := hidden_from(actor):  # rule 10
        rows = rows.exclude(byline__in=hidden)
    if before:
        cursor = Perspective.objects.filter(forum__in=readable, public_id=before).values("pk")[:1]
        rows = rows.filter(pk__lt=Coalesce(Subquery(cursor), Value(0)))
    page = list(
        rows.only("pk", "public_id", "created_at", "body_html", "language", "forum_id").order_by("-pk")[
            : PAGE + 1
        ]
    )
    every = frozenset().union(*(either for _word, either in wanted))
    found = [
        Found(
            readable[post.forum_id],
            post.public_id,
            post.created_at,
            post.language,
            marked(post.body_html, every),
        )
        for post in page[:PAGE]
    ]
    return SearchPage(words, left_out, found, page[PAGE - 1].public_id if len(page) > PAGE else "")


def marked(html: str, wanted: frozenset[str]) -> str:
    """Return plain words out of ``html`` around the first one wanted, escaped, with the wanted ones in <mark>."""
    plain = " ".join(unescape(strip_tags(html.replace("<br", " <br").replace("</p", " </p"))).split())
    hits = [span for span in stems.words_in(plain) if stems.stems_of(plain[slice(*span)]) & wanted]
    if not hits:
        return escape(text.excerpt(plain, 3 * AROUND))
    start, end = max(0, hits[0][0] - AROUND), min(len(plain), hits[0][1] + 2 * AROUND)
    # Cut between words.
    start = plain.rfind(" ", 0, start) + 1 if start else 0
    end = plain.find(" ", end) if end < len(plain) and " " in plain[end:] else len(plain)
    pieces, at = ["…" if start else ""], start
    for left, right in hits:
        if left >= start and right <= end:
            pieces += [escape(plain[at:left]), "<mark>", escape(plain[left:right]), "</mark>"]
            at = right
    pieces += [escape(plain[at:end]), "…" if end < len(plain) else ""]
    return mark_safe("".join(pieces))
