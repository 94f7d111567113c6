"""What a member said, and what became of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from forums.discussion.enums import FURTHEST, PostState, VoiceState
from forums.discussion.models import Answer, AnswerRead, Forum, Perspective, Reply, ThemeSource, VoiceStep
from forums.discussion.queries.cards import Desk, Speaker, desk_of, state_words, with_desk
from mobilize.kernel.gathered import Gathered, moment
from mobilize.kernel.prepared import Prepared
from people.actors import Actor, chief_of
from people.domain import seal
from people.enums import Role, ScopeKind, Side
from people.models import Byline, Community
from people.queries import grants_now

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from forums.discussion.queries.cards import WaitingWords

    class _Unread(TypedDict):
        unread: list[dict]

    class _Light(_Unread):
        perspectives: list[dict]
        replies: list[dict]
        answered: list[dict]
        in_themes: list[dict]

    class _WithSteps(WaitingWords):
        told_steps: list[dict]


PAGE = 30
VISIBLE = (PostState.PUBLISHED, PostState.HELD, PostState.RETURNED, PostState.REMOVED, PostState.WITHDRAWN)


def _own_indexes(actor: Actor) -> list[str]:
    scopes = Forum.objects.filter(community=actor.community).order_by().values_list("public_id", flat=True)
    return seal.own_indexes(actor.user, scope_kind=ScopeKind.FORUM, scope_ids=scopes)


def forums_told():
    """The public ids of the forums of a membership's community: told with each actor, so that the mark is cheap."""
    return Gathered(Forum.objects.filter(community=OuterRef("community")).order_by("id"), "public_id")


def _unread(community: int, indexes: tuple) -> QuerySet[Community]:
    mine = Byline.objects.filter(seal__blind_index__in=indexes)
    said = Perspective.objects.filter(byline__in=mine, state=PostState.PUBLISHED)
    read = AnswerRead.objects.filter(answer=OuterRef("pk"), byline__in=mine)
    # Begin with the own words, which are few; each answer once, though it may answer several of them.
    answers = Answer.objects.filter(
        Q(perspective__in=said)
        | Q(theme__in=ThemeSource.objects.filter(perspective__in=said).values("theme"))
    ).filter(~Exists(read))
    return (
        Community.objects.filter(pk=community).only("pk").annotate(unread=Gathered(answers.order_by(), "pk"))
    )


_UNREAD: "Prepared[WithAnnotations[Community, _Unread]]" = Prepared(_unread)


def unread_answers(actor: Actor) -> int:
    """Return how many answers to the actor's own words they have not read yet. One query for a request's actor."""
    told = actor.told.get("forums")
    if told is None:
        mine = _own_indexes(actor)
    else:
        scopes = [line["public_id"] for line in told]
        mine = seal.own_indexes(actor.user, scope_kind=ScopeKind.FORUM, scope_ids=scopes)
    if not mine:
        return 0
    return len(_UNREAD.sure(community=actor.community.pk, indexes=tuple(mine)).unread)


@dataclass(frozen=True)
class Said:
    """One thing the member said: the words, the state, the steps and the answers."""

    post: Perspective | Reply
    kind: str
    forum: Forum
    words: str = ""
    step_url: str = ""
    others: list[VoiceStep] = field(default_factory=list)  # further goals or plans that took it up too
    answers: list["Told"] = field(default_factory=list)
    desk: Desk | None = None

    @property
    def unread(self) -> bool:
        return any(not told.read for told in self.answers)


@dataclass(frozen=True)
class Told:
    """An answer, as the author of an answered voice sees it."""

    answer: Answer
    speaker: Speaker
    read: bool
    verdict: str


@dataclass(frozen=True)
class MyVoice:
    said: list[Said]
    total: int
    unread: int
    newer: str  # the post to go on from in either direction; nothing where there is no more
    older: str


def _light(community: int, indexes: tuple) -> QuerySet[Community]:
    """Everything that those bylines said, as little as it takes to put it in order, and the unread answers."""
    mine = Byline.objects.filter(seal__blind_index__in=indexes)
    said = Perspective.objects.filter(byline__in=mine)
    shown = said.filter(state=PostState.PUBLISHED)
    return _unread(community, indexes).annotate(
        perspectives=Gathered(said.order_by(), "pk", "public_id", "created_at"),
        replies=Gathered(Reply.objects.filter(byline__in=mine).order_by(), "pk", "public_id", "created_at"),
        answered=Gathered(
            Answer.objects.filter(perspective__in=shown).order_by(), answer=F("pk"), voice=F("perspective")
        ),
        in_themes=Gathered(
            ThemeSource.objects.filter(perspective__in=shown, theme__answer__isnull=False).order_by(),
            answer=F("theme__answer"),
            voice=F("perspective"),
        ),
    )


_LIGHT: "Prepared[WithAnnotations[Community, _Light]]" = Prepared(_light)


def my_voice(actor: Actor, *, after: str = "", before: str = "") -> MyVoice:
    """Return what the actor said in the community's forums and what became of it: unread answers first.

    ``after`` (further down) and ``before`` are public ids of posts to go on from; an unknown one begins at the start.
    Words of forums that are no longer open to the actor's band are theirs all the same. Four queries.
    """
    indexes = tuple(_own_indexes(actor))
    if not indexes:
        return MyVoice(said=[], total=0, unread=0, newer="", older="")
    told = _LIGHT.sure(community=actor.community.pk, indexes=indexes)
    new = {line["pk"] for line in told.unread}
    fresh = {line["voice"] for line in told.answered + told.in_themes if line["answer"] in new}
    light = [
        (
            kind == "perspective" and line["pk"] in fresh,
            moment(line["created_at"]),
            kind,
            line["pk"],
            line["public_id"],
        )
        for kind, lines in (("perspective", told.perspectives), ("reply", told.replies))
        for line in lines
    ]
    light.sort(key=lambda row: (row[0], row[1], row[3]), reverse=True)
    names = [row[4] for row in light]
    start = 0
    if after in names:
        start = names.index(after) + 1
    elif before in names:
        start = max(0, names.index(before) - PAGE)
    wanted = light[start : start + PAGE]
    return MyVoice(
        said=_in_full([(kind, pk) for _new, _at, kind, pk, _name in wanted], indexes, actor),
        total=len(light),
        unread=len(told.unread),
        newer=wanted[0][4] if wanted and start else "",
        older=wanted[-1][4] if start + PAGE < len(light) else "",
    )


def _in_full(wanted: list[tuple[str, int]], indexes: tuple, actor: Actor) -> list[Said]:
    of_kind: dict[str, list[int]] = {"perspective": [], "reply": []}
    for kind, pk in wanted:
        of_kind[kind].append(pk)
    forum = "forum__named_adult__user"
    steps = VoiceStep.objects.filter(perspective=OuterRef("pk")).order_by("id")
    perspectives = (
        Perspective.objects.filter(pk__in=of_kind["perspective"])
        .select_related(forum, "forum__community")
        .annotate(told_steps=Gathered(steps, "pk", "to", "cause_kind", "cause_title", "cause_url"))
    )
    replies = Reply.objects.filter(pk__in=of_kind["reply"]).select_related(
        f"perspective__{forum}", "perspective__forum__community"
    )
    said_first: dict[int, WithAnnotations[Perspective, _WithSteps]] = {
        post.pk: post for post in with_desk(perspectives, "perspective")
    }
    said_under: dict[int, WithAnnotations[Reply, WaitingWords]] = {
        post.pk: post for post in with_desk(replies, "reply")
    }
    answers = _answers_by_voice(of_kind["perspective"], indexes, actor)
    said = []
    for kind, pk in wanted:
        if kind == "reply":
            reply = said_under[pk]
            said.append(Said(post=reply, kind=kind, forum=reply.perspective.forum, desk=desk_of(reply)))
            continue
        post = said_first[pk]
        shown, others = furthest([VoiceStep(**line) for line in post.told_steps])
        said.append(
            Said(
                post=post,
                kind=kind,
                forum=post.forum,
                words=state_words(
                    post.voice_state,
                    shown.cause_title if shown else None,
                    language=actor.community.language,
                ),
                step_url=shown.cause_url if shown else "",
                others=others,
                answers=answers.get(pk, []) if post.state == PostState.PUBLISHED else [],
                desk=desk_of(post),
            )
        )
    return said


def furthest(steps) -> tuple[VoiceStep | None, list[VoiceStep]]:
    """Return the step that shows, and the other goals, decisions and plans that took the voice up."""
    ordered = sorted(
        (step for step in steps if step.cause_kind != "answer"),
        key=lambda step: (-FURTHEST[step.to], -step.pk),
    )
    if not ordered:
        return None, []
    taken_up = [step for step in ordered[1:] if FURTHEST[step.to] >= FURTHEST[VoiceState.IN_DISCUSSION]]
    return ordered[0], taken_up


def _answers_by_voice(pks: list[int], indexes: tuple, actor: Actor) -> dict[int, list[Told]]:
    """Return the answers to those perspectives, with what their author thinks of each. One query."""
    reads = AnswerRead.objects.filter(answer=OuterRef("pk"), byline__seal__blind_index__in=indexes)
    sources = ThemeSource.objects.filter(theme=OuterRef("theme"), perspective__in=pks)
    answers = (
        Answer.objects.filter(
            Q(perspective__in=pks)
            | Q(theme__in=ThemeSource.objects.filter(perspective__in=pks).values("theme"))
        )
        .select_related("by__user", "theme")
        .annotate(
            own_reads=Gathered(reads.order_by("id"), "verdict"),
            voices=Gathered(sources.order_by(), "perspective"),
            roles=Gathered(grants_now(actor.at).filter(membership=OuterRef("by")).order_by(), "role"),
        )
    )
    found: dict[int, list[Told]] = {}
    for answer in answers:
        held = chief_of({line["role"] for line in answer.roles})
        told = Told(
            answer=answer,
            speaker=adult_speaker(answer, str(Role(held).label) if held else ""),
            read=bool(answer.own_reads),
            verdict=answer.own_reads[0]["verdict"] if answer.own_reads else "",
        )
        voices = [line["perspective"] for line in answer.voices]
        for pk in [answer.perspective_id] if answer.perspective_id else voices:
            found.setdefault(pk, []).append(told)
    return found


def adult_speaker(answer: Answer, role: str) -> Speaker:
    return Speaker(public_id=answer.by.public_id, shown_name=answer.by.user.name, side=Side.ADULT, role=role)
