"""Posts as one viewer sees them: who speaks, how far the words have come, what waits at the desk."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from forums.discussion.enums import ForumState, NameMode, Position, PostState, VoiceState
from forums.discussion.models import (
    Forum,
    Perspective,
    Reply,
    Stance,
)
from forums.discussion.queries.told import ToldByline, ToldPost, ToldReply, replies_of
from mobilize.kernel.gathered import moment
from mobilize.kernel.tongues import said_in, sentence
from moderation.enums import OPEN_CASES, Outcome, Reason, ReturnReason
from moderation.models import Case, Ruling
from people.domain import seal
from people.enums import Role, Side
from people.models import Byline

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Standing(TypedDict):
        """What :func:`forums.discussion.queries.told.with_standing` adds to a perspective."""

        step_title: str | None
        answer_id: str | None
        my_stance: int | None
        reply_count: int | None

    class WaitingWords(TypedDict):
        """What :func:`with_desk` adds to a post."""

        waits_until: datetime | None
        waits_for: str | None
        sent_back_for: str | None
        desk_reply: str | None

    Standing = WithAnnotations[Perspective, _Standing]
    AtTheDesk = WithAnnotations[Perspective, WaitingWords] | WithAnnotations[Reply, WaitingWords]

PERSPECTIVE, REPLY = "perspective", "reply"


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
    cares: bool = False  # the words told of something hard: their author can say what would help


@dataclass(frozen=True)
class Card:
    """One post as one viewer sees it."""

    post: Perspective | Reply | ToldPost | ToldReply
    kind: str
    speaker: Speaker
    words: str = ""  # beside the chain
    answer_id: str = ""
    stance: int | None = None
    results: str = ""
    desk: Desk | None = None
    replies: list["Card"] = field(default_factory=list)
    replies_beyond: int = 0
    hidden: bool = False  # by the reader (rule 10): who spoke is told, and not what they said

    @property
    def mine(self) -> bool:
        return self.speaker.mine


def speakers(
    bylines: Iterable[Byline | ToldByline],
    *,
    forum: Forum,
    own: Byline | None,
    sealed: dict[int, str] | None = None,
) -> dict[int, Speaker]:
    """Return who speaks under each byline. In named forums the seal gives the names, drawn now and kept nowhere.

    ``sealed`` are the seals of the bylines, if they were told with the posts already.
    """
    by_key = {byline.pk: byline for byline in bylines}
    names: dict[int, str] = {}
    if forum.name_mode == NameMode.NAMED:
        young = [byline for byline in by_key.values() if byline.side == Side.YOUTH]
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
        for pk, byline in by_key.items()
    }


_STATE_WORDS = {
    VoiceState.IN_DISCUSSION: lambda: _("In discussion, in the theme “%(title)s”"),
    VoiceState.IN_GOAL: lambda: _("In a goal: %(title)s"),
    VoiceState.DECIDED: lambda: _("Decided: %(title)s"),
    VoiceState.IN_PLAN: lambda: _("In a plan: %(title)s"),
    VoiceState.DONE: lambda: _("Done: %(title)s"),
}


def state_words(state: str, title: str | None, *, language: str) -> str:
    """Return the words beside the chain: the state, and what took the voice there, which speaks ``language``."""
    if title and state in _STATE_WORDS:
        return sentence(_STATE_WORDS[VoiceState(state)](), title=said_in(title, language))
    return str(VoiceState(state).label)


def cards_of(
    posts: "Iterable[ToldPost | Standing]",
    *,
    forum: Forum,
    own: Byline | None,
    replies: dict[int, list[Reply]] | None = None,
    hidden: Collection[int] = (),
) -> list[Card]:
    """Return perspectives (from :func:`with_standing`) as cards with their first replies, or with ``replies``.

    ``hidden`` are the bylines that the reader hid.
    """
    listed = list(posts)
    sealed: dict[int, str] = {}
    told = [post for post in listed if isinstance(post, ToldPost)]
    found: Mapping[int, Sequence[Reply | ToldReply]]
    found = {post.pk: replies_of(post, sealed) for post in told} if replies is None else replies
    sealed |= {post.byline_id: post.sealed for post in told if post.sealed}
    shown = speakers(
        [post.byline for post in listed] + [reply.byline for under in found.values() for reply in under],
        forum=forum,
        own=own,
        sealed=sealed if sealed else None,
    )
    results = results_of(listed) if forum.state == ForumState.CLOSED else {}
    # Most voices of a page have come equally far: the words for it are looked up once.
    ways = {(post.voice_state, post.step_title) for post in listed}
    words = {way: state_words(*way, language=forum.community.language) for way in ways}
    cards = []
    for post in listed:
        below = [
            Card(
                post=reply,
                kind=REPLY,
                speaker=shown[reply.byline_id],
                hidden=reply.byline_id in hidden,
            )
            for reply in found.get(post.pk, [])
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
                replies=below,
                replies_beyond=max(0, (post.reply_count or 0) - len(below)),
                hidden=post.byline_id in hidden,
            )
        )
    return cards


def reply_cards(
    replies: Iterable[Reply], *, forum: Forum, own: Byline | None, hidden: Collection[int] = ()
) -> list[Card]:
    """Return replies as cards that stand by themselves."""
    listed = list(replies)
    shown = speakers([reply.byline for reply in listed], forum=forum, own=own)
    return [
        Card(post=reply, kind=REPLY, speaker=shown[reply.byline_id], hidden=reply.byline_id in hidden)
        for reply in listed
    ]


def gathered_card(line: dict, model: type[Perspective] | type[Reply], speaker: Speaker) -> Card:
    """Return a post that others cannot read, told with the desk's words about it."""
    return Card(
        post=model(
            pk=line["pk"],
            public_id=line["public_id"],
            body_html=line["body_html"],
            language=line["language"],
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
            cares=line["waits_for"] == Reason.CARE,
        ),
    )


def results_of(posts: "Iterable[ToldPost | Standing]") -> dict[int, str]:
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


def desk_of(post: "AtTheDesk") -> Desk | None:
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
        cares=post.waits_for == Reason.CARE,
    )


def own_card(perspective: Perspective, *, forum: Forum, own: Byline) -> Card:
    """Return the viewer's own perspective that others cannot read, with what the desk says about it. One query."""
    told = with_desk(Perspective.objects.filter(pk=perspective.pk), PERSPECTIVE).get()
    speaker = speakers([own], forum=forum, own=own)[own.pk]
    return Card(post=perspective, kind=PERSPECTIVE, speaker=speaker, desk=desk_of(told) or Desk())
