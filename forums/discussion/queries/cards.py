"""Posts as one viewer sees them: who speaks, how far the words have come, what waits at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from forums.discussion.enums import ForumState, NameMode, Position, PostState, VoiceState
from forums.discussion.models import (
    Answer,
    Forum,
    Perspective,
    Reply,
    Stance,
    ThemeSource,
    VoiceStep,
)
from mobilize.kernel.gathered import Gathered, moment
from moderation.enums import OPEN_CASES, Outcome, Reason, ReturnReason
from moderation.models import Case, Ruling
from people.domain import seal
from people.enums import Role, Side
from people.models import Byline

PERSPECTIVE, REPLY = "perspective", "reply"
REPLIES_SHOWN = 3


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as everybody may know it."""

    public_id: str
    shown_name: str
    side: str
    role: str = ""
    mine: bool = False
    imported: bool = False


@dataclass(frozen=True)
class Desk:
    """What the author of words that others cannot read is told (rule 13)."""

    expected_by: datetime | None = None
    why_held: str = ""
    why_not: str = ""
    reply: str = ""


@dataclass(frozen=True)
class Card:
    """One post as one viewer sees it."""

    post: "Perspective | Reply | ToldPost | ToldReply"
    kind: str
    speaker: Speaker
    words: str = ""  # beside the chain
    answer_id: str = ""
    stance: int | None = None
    results: str = ""
    desk: Desk | None = None
    replies: list["Card"] = field(default_factory=list)
    replies_beyond: int = 0

    @property
    def mine(self) -> bool:
        return self.speaker.mine


def speakers(
    bylines: Iterable[Byline], *, forum: Forum, own: Byline | None, sealed: dict[int, str] | None = None
) -> dict[int, Speaker]:
    """Return who speaks under each byline. In named forums the seal gives the names, drawn now and kept nowhere.

    ``sealed`` are the seals of the bylines, if they were told with the posts already.
    """
    bylines = {byline.pk: byline for byline in bylines}
    names: dict[int, str] = {}
    if forum.name_mode == NameMode.NAMED:
        young = [byline for byline in bylines.values() if byline.side == Side.YOUTH]
        names = seal.names(young) if sealed is None else seal.names_told(young, sealed)
    return {
        pk: Speaker(
            public_id=byline.public_id,
            shown_name=names.get(pk, byline.shown_name),
            side=byline.side,
            role=str(Role(byline.adult_role).label) if byline.adult_role else "",
            mine=own is not None and pk == own.pk,
            imported=byline.imported,
        )
        for pk, byline in bylines.items()
    }


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
    of_byline = {f"byline_{name}": F(f"byline__{name}") for name in BYLINE}
    if named:
        of_byline["sealed"] = seal.told("byline__seal")
    return Gathered(rows, "pk", "public_id", "body_html", "created_at", **of_byline)


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


_STATE_WORDS = {
    VoiceState.IN_DISCUSSION: lambda title: _("In discussion, in the theme “%(title)s”") % {"title": title},
    VoiceState.IN_GOAL: lambda title: _("In a goal: %(title)s") % {"title": title},
    VoiceState.DECIDED: lambda title: _("Decided: %(title)s") % {"title": title},
    VoiceState.IN_PLAN: lambda title: _("In a plan: %(title)s") % {"title": title},
    VoiceState.DONE: lambda title: _("Done: %(title)s") % {"title": title},
}


def state_words(state: str, title: str | None) -> str:
    """Return the words beside the chain: the state, and what took the voice there."""
    if title and state in _STATE_WORDS:
        return _STATE_WORDS[VoiceState(state)](title)
    return str(VoiceState(state).label)


def cards_of(
    posts: Iterable[Perspective] | list[ToldPost],
    *,
    forum: Forum,
    own: Byline | None,
    replies: dict[int, list[Reply]] | None = None,
) -> list[Card]:
    """Return perspectives (from :func:`with_standing`) as cards with their first replies, or with ``replies``."""
    posts = list(posts)
    sealed: dict[int, str] = {}
    if replies is None:
        replies = {post.pk: _replies_of(post, sealed) for post in posts}
    sealed |= {post.byline_id: post.sealed for post in posts if getattr(post, "sealed", None)}
    shown = speakers(
        [post.byline for post in posts] + [reply.byline for found in replies.values() for reply in found],
        forum=forum,
        own=own,
        sealed=sealed if sealed else None,
    )
    results = results_of(posts) if forum.state == ForumState.CLOSED else {}
    # Most voices of a page have come equally far: the words for it are looked up once.
    ways = {(post.voice_state, post.step_title) for post in posts}
    words = {way: state_words(*way) for way in ways}
    cards = []
    for post in posts:
        under = [
            Card(post=reply, kind=REPLY, speaker=shown[reply.byline_id]) for reply in replies.get(post.pk, [])
        ]
        cards.append(
            Card(
                post=post,
                kind=PERSPECTIVE,
                speaker=shown[post.byline_id],
                words=words[post.voice_state, post.step_title],
                answer_id=post.answer_id or "",
                stance=post.my_stance,
                results=results.get(post.pk, ""),
                replies=under,
                replies_beyond=max(0, (post.reply_count or 0) - len(under)),
            )
        )
    return cards


class ToldReply(NamedTuple):
    """A reply as it is told under its perspective."""

    public_id: str
    body_html: str
    created_at: datetime | None
    byline: ToldByline
    state: str = PostState.PUBLISHED

    @property
    def byline_id(self) -> int:
        return self.byline.pk


def _replies_of(post: ToldPost, sealed: dict[int, str]) -> list[ToldReply]:
    """Return the replies that were told with a perspective, and note their seals."""
    found = []
    for line in post.first_replies:
        byline = ToldByline._make(line[f"byline_{name}"] for name in BYLINE)
        if line.get("sealed"):
            sealed[byline.pk] = line["sealed"]
        found.append(ToldReply(line["public_id"], line["body_html"], moment(line["created_at"]), byline))
    return found


def gathered_card(line: dict, model: type[Perspective] | type[Reply], speaker: Speaker) -> Card:
    """Return a post that others cannot read, told with the desk's words about it."""
    return Card(
        post=model(
            pk=line["pk"],
            public_id=line["public_id"],
            body_html=line["body_html"],
            state=line["state"],
            version=line["version"],
            created_at=moment(line["created_at"]),
        ),
        kind=PERSPECTIVE if model is Perspective else REPLY,
        speaker=speaker,
        desk=Desk(
            expected_by=moment(line["waits_until"]),
            why_held=str(Reason(line["waits_for"]).label) if line["waits_for"] else "",
            why_not=str(ReturnReason(line["sent_back_for"]).label) if line["sent_back_for"] else "",
            reply=line["desk_reply"] or "",
        ),
    )


def results_of(posts: Iterable[Perspective]) -> dict[int, str]:
    """Return how a closed forum's readers stood to each perspective, in words that give nobody away (rule 36)."""
    counts: dict[int, dict[int, int]] = {post.pk: {} for post in posts}
    rows = Stance.objects.filter(perspective__in=counts).values("perspective", "position")
    for row in rows.annotate(count=Count("pk")).order_by():
        counts[row["perspective"]][row["position"]] = row["count"]
    return {pk: _in_words(found) for pk, found in counts.items()}


def _in_words(found: dict[int, int]) -> str:
    total = sum(found.values())
    if total < settings.MOBILIZE["SMALL_GROUP"]:
        return _("Too few people took a side to show a number.")
    if len(found) == 1 and total < settings.MOBILIZE["UNANIMOUS_IN_WORDS_BELOW"]:
        return {
            Position.AGREE: _("Everybody who took a side agrees."),
            Position.PASS: _("Everybody who looked at this was not sure."),
            Position.DISAGREE: _("Everybody who took a side disagrees."),
        }[Position(next(iter(found)))]
    return _("%(agree)d agree, %(unsure)d are not sure, %(disagree)d disagree.") % {
        "agree": found.get(Position.AGREE, 0),
        "unsure": found.get(Position.PASS, 0),
        "disagree": found.get(Position.DISAGREE, 0),
    }


def with_desk(posts: QuerySet, kind: str) -> QuerySet:
    """Add to posts what the desk tells their author (rule 13); :func:`desk_of` reads it."""
    cases = Case.objects.filter(subject_kind=kind, subject_id=OuterRef("public_id"), state__in=OPEN_CASES)
    rulings = (
        Ruling.objects.filter(case__subject_kind=kind, case__subject_id=OuterRef("public_id"))
        .exclude(outcome=Outcome.RELEASE)
        .order_by("-id")
    )
    return posts.annotate(
        waits_until=Subquery(cases.values("expected_by")[:1]),
        waits_for=Subquery(cases.values("reason")[:1]),
        sent_back_for=Subquery(rulings.values("reason")[:1]),
        desk_reply=Subquery(rulings.values("reply")[:1]),
    )


def desk_of(post: Perspective | Reply) -> Desk | None:
    """Return what the author is told about a post (from :func:`with_desk`) that is held, sent back or removed."""
    if post.state not in {PostState.HELD, PostState.RETURNED, PostState.REMOVED}:
        return None
    if not post.waits_for and post.sent_back_for is None:
        return None
    return Desk(
        expected_by=post.waits_until,
        why_held=str(Reason(post.waits_for).label) if post.waits_for else "",
        why_not=str(ReturnReason(post.sent_back_for).label) if post.sent_back_for else "",
        reply=post.desk_reply or "",
    )


def own_card(perspective: Perspective, *, forum: Forum, own: Byline) -> Card:
    """Return the viewer's own perspective that others cannot read, with what the desk says about it. One query."""
    told = with_desk(Perspective.objects.filter(pk=perspective.pk), PERSPECTIVE).get()
    speaker = speakers([own], forum=forum, own=own)[own.pk]
    return Card(post=perspective, kind=PERSPECTIVE, speaker=speaker, desk=desk_of(told) or Desk())
