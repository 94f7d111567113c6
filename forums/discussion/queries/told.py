"""Posts as lists ask for them: plain columns, what a card shows and no more."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Expression, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from forums.discussion.enums import PostState
from forums.discussion.models import (
    Answer,
    Reply,
    Stance,
    ThemeSource,
    VoiceStep,
)
from mobilize.kernel.gathered import Gathered, moment
from people.domain import seal
from people.models import Byline

REPLIES_SHOWN = 3

#: What is told of a byline beside the words under it.
BYLINE = ("pk", "public_id", "side", "band", "pseudonym", "adult_name", "adult_role", "imported")


class ToldByline(NamedTuple):
    """A byline as a list of posts tells it."""

    pk: int
    public_id: str
    side: str
    band: str
    pseudonym: str
    adult_name: str
    adult_role: str
    imported: bool

    @property
    def shown_name(self) -> str:
        return self.adult_name or self.pseudonym


class ToldPost(NamedTuple):
    """A perspective as a list tells it: what its card shows, and no more."""

    pk: int
    public_id: str
    body_html: str
    language: str
    state: str
    position: int
    voice_state: str
    host_seed: bool
    created_at: datetime
    byline_id: int
    step_title: str | None
    answer_id: str | None
    my_stance: int | None
    reply_count: int | None
    first_replies: list[dict]
    sealed: str
    byline: ToldByline


_POST = ToldPost._fields[:-2]
_ITS_BYLINE = tuple(f"byline__{name}" for name in BYLINE)


def told(perspectives: QuerySet, *, named: bool) -> QuerySet:
    """Ask for perspectives (from :func:`with_standing`) as plain columns; :func:`told_posts` reads them."""
    return perspectives.values_list(*_POST, "sealed" if named else Value(""), *_ITS_BYLINE)


def told_posts(rows: Iterable[tuple]) -> list[ToldPost]:
    """Return the posts of those rows. Posts of one speaker share the byline."""
    bylines: dict[int, ToldByline] = {}
    posts = []
    end = len(_POST) + 1
    for row in rows:
        byline = bylines.get(row[end])
        if byline is None:
            byline = bylines[row[end]] = ToldByline._make(row[end:])
        posts.append(ToldPost._make((*row[:end], byline)))
    return posts


def told_byline(line: dict) -> Byline:
    """Return the byline that a gathered row tells."""
    return Byline(**line | {"imported": bool(line["imported"])})


def _told_replies(rows: QuerySet, *, named: bool) -> Gathered:
    of_byline: dict[str, Expression | F] = {f"byline_{name}": F(f"byline__{name}") for name in BYLINE}
    if named:
        of_byline["sealed"] = seal.told("byline__seal")
    return Gathered(rows, "pk", "public_id", "body_html", "language", "created_at", **of_byline)


def with_standing(
    perspectives: QuerySet, *, index: str, named: bool = False, replies: int = REPLIES_SHOWN
) -> QuerySet:
    """Add to each perspective what its card shows: the last step, the answer, the viewer's stance, its first replies.

    ``index`` is the viewer's own in the forum, by which their byline is found. A named forum needs the seals too.
    """
    steps = VoiceStep.objects.filter(perspective=OuterRef("pk"), to=OuterRef("voice_state"))
    last = steps.exclude(cause_kind="answer").order_by("-id")
    alone = Answer.objects.filter(perspective=OuterRef("pk"))
    in_theme = ThemeSource.objects.filter(perspective=OuterRef("pk"), theme__answer__isnull=False)
    under = Reply.objects.filter(perspective=OuterRef("pk"), state=PostState.PUBLISHED)
    stances = Stance.objects.filter(perspective=OuterRef("pk"), byline__seal__blind_index=index)
    found = (
        perspectives.select_related("byline")
        .defer("body")
        .annotate(
            step_title=Subquery(last.values("cause_title")[:1]),
            answer_id=Coalesce(
                Subquery(alone.values("public_id")[:1]),
                Subquery(in_theme.order_by("id").values("theme__answer__public_id")[:1]),
            ),
            my_stance=Subquery(stances.values("position")[:1]),
            reply_count=Subquery(
                under.order_by().values("perspective").annotate(count=Count("pk")).values("count"),
                output_field=IntegerField(),
            ),
        )
    )
    if replies:
        found = found.annotate(first_replies=_told_replies(under.order_by("id")[:replies], named=named))
    return found.annotate(sealed=seal.told("byline__seal")) if named else found


class ToldReply(NamedTuple):
    """A reply as it is told under its perspective."""

    public_id: str
    body_html: str
    language: str
    created_at: datetime | None
    byline: ToldByline
    state: str = PostState.PUBLISHED

    @property
    def byline_id(self) -> int:
        return self.byline.pk


def replies_of(post: ToldPost, sealed: dict[int, str]) -> list[ToldReply]:
    """Return the replies that were told with a perspective, and note their seals."""
    found = []
    for line in post.first_replies:
        byline = ToldByline._make(line[f"byline_{name}"] for name in BYLINE)
        if line.get("sealed"):
            sealed[byline.pk] = line["sealed"]
        told_words = line["public_id"], line["body_html"], line["language"]
        found.append(ToldReply(*told_words, moment(line["created_at"]), byline))
    return found
