"""Posts as one viewer sees them: who speaks, how far the words have come, what waits at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from forums.discussion.enums import ForumState, NameMode, Position, PostState, VoiceState
from forums.discussion.models import Answer, Forum, Perspective, Reply, Stance, VoiceStep
from moderation.enums import OPEN_CASES, Reason, ReturnReason
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

    post: Perspective | Reply
    kind: str
    speaker: Speaker
    words: str = ""  # beside the chain
    step_url: str = ""
    answer_id: str = ""
    stance: int | None = None
    results: str = ""
    desk: Desk | None = None
    replies: list["Card"] = field(default_factory=list)
    replies_beyond: int = 0

    @property
    def mine(self) -> bool:
        return self.speaker.mine


def speakers(bylines: Iterable[Byline], *, forum: Forum, own: Byline | None) -> dict[int, Speaker]:
    """Return who speaks under each byline. In named forums the seal gives the names, drawn now and kept nowhere."""
    bylines = {byline.pk: byline for byline in bylines}
    names: dict[int, str] = {}
    if forum.name_mode == NameMode.NAMED:
        names = seal.names(byline for byline in bylines.values() if byline.side == Side.YOUTH)
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


def with_standing(perspectives: QuerySet, *, own: Byline | None) -> QuerySet:
    """Add to each perspective what its card shows: the last step, the answer, the viewer's stance, how many replies."""
    steps = VoiceStep.objects.filter(perspective=OuterRef("pk"), to=OuterRef("voice_state"))
    last = steps.exclude(cause_kind="answer").order_by("-id")
    answered = Answer.objects.filter(
        Q(perspective=OuterRef("pk")) | Q(theme__sources__perspective=OuterRef("pk"))
    )
    replies = Reply.objects.filter(perspective=OuterRef("pk"), state=PostState.PUBLISHED).order_by()
    return perspectives.select_related("byline").annotate(
        step_title=Subquery(last.values("cause_title")[:1]),
        step_url=Subquery(last.values("cause_url")[:1]),
        answer_id=Subquery(answered.order_by("id").values("public_id")[:1]),
        my_stance=Subquery(
            Stance.objects.filter(perspective=OuterRef("pk"), byline_id=own.pk if own else 0).values(
                "position"
            )
        ),
        reply_count=Subquery(
            replies.values("perspective").annotate(count=Count("pk")).values("count"),
            output_field=IntegerField(),
        ),
    )


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
    posts: Iterable[Perspective], *, forum: Forum, own: Byline | None, every_reply: bool = False
) -> list[Card]:
    """Return perspectives (from :func:`with_standing`) as cards with their first replies, or with all of them."""
    posts = list(posts)
    replies = replies_under(posts, every=every_reply)
    shown = speakers(
        [post.byline for post in posts] + [reply.byline for found in replies.values() for reply in found],
        forum=forum,
        own=own,
    )
    results = results_of(posts) if forum.state == ForumState.CLOSED else {}
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
                words=state_words(post.voice_state, post.step_title),
                step_url=post.step_url or "",
                answer_id=post.answer_id or "",
                stance=post.my_stance,
                results=results.get(post.pk, ""),
                replies=under,
                replies_beyond=max(0, (post.reply_count or 0) - len(under)),
            )
        )
    return cards


def replies_under(posts: list[Perspective], *, every: bool) -> dict[int, list[Reply]]:
    """Return the published replies by perspective, oldest first; no more than the first few unless ``every``."""
    found = Reply.objects.select_related("byline").filter(
        perspective__in=[post.pk for post in posts if post.reply_count], state=PostState.PUBLISHED
    )
    if not every:
        found = found.annotate(
            place=Window(RowNumber(), partition_by=F("perspective"), order_by=F("id").asc())
        ).filter(place__lte=REPLIES_SHOWN)
    by_perspective: dict[int, list[Reply]] = {}
    for reply in found.order_by("id"):
        by_perspective.setdefault(reply.perspective_id, []).append(reply)
    return by_perspective


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


def desk_words(posts: Iterable[Perspective | Reply]) -> dict[str, Desk]:
    """Return, by public id, what the author is told about posts that are held, sent back or removed. Two queries."""
    ids = [
        post.public_id
        for post in posts
        if post.state in {PostState.HELD, PostState.RETURNED, PostState.REMOVED}
    ]
    if not ids:
        return {}
    told: dict[str, Desk] = {}
    cases = Case.objects.filter(subject_kind__in=(PERSPECTIVE, REPLY), subject_id__in=ids)
    for ruling in (
        Ruling.objects.filter(case__in=cases).exclude(outcome="release").select_related("case").order_by("id")
    ):
        told[ruling.case.subject_id] = Desk(
            why_not=str(ReturnReason(ruling.reason).label) if ruling.reason else "", reply=ruling.reply
        )
    for case in cases.filter(state__in=OPEN_CASES):
        before = told.get(case.subject_id, Desk())
        told[case.subject_id] = Desk(
            expected_by=case.expected_by,
            why_held=str(Reason(case.reason).label),
            why_not=before.why_not,
            reply=before.reply,
        )
    return told


def own_cards(posts: Iterable[Perspective | Reply], *, forum: Forum, own: Byline) -> list[Card]:
    """Return the viewer's own posts that others cannot read, with what the desk says about each."""
    posts = list(posts)
    told = desk_words(posts)
    speaker = speakers([own], forum=forum, own=own)[own.pk]
    return [
        Card(
            post=post,
            kind=PERSPECTIVE if isinstance(post, Perspective) else REPLY,
            speaker=speaker,
            desk=told.get(post.public_id, Desk()),
        )
        for post in posts
    ]
