"""What a member said, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from forums.discussion.enums import FURTHEST, PostState, VoiceState
from forums.discussion.models import Answer, AnswerRead, Forum, Perspective, Reply, ThemeSource, VoiceStep
from forums.discussion.queries.cards import Card, Desk, Speaker, desk_words, speakers, state_words
from forums.discussion.queries.forum import own_byline, roles_of
from mobilize.kernel.gathered import Gathered
from mobilize.kernel.prepared import Prepared
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind, Side
from people.models import Byline, Community

PAGE = 30
VISIBLE = (PostState.PUBLISHED, PostState.HELD, PostState.RETURNED, PostState.REMOVED, PostState.WITHDRAWN)


def _own_indexes(actor: Actor) -> list[str]:
    scopes = Forum.objects.filter(community=actor.community).order_by().values_list("public_id", flat=True)
    return seal.own_indexes(actor.user, scope_kind=ScopeKind.FORUM, scope_ids=scopes)


def _answers_to(bylines: Q):
    """Answers to published words under those bylines (``bylines`` filters perspectives)."""
    mine = Perspective.objects.filter(bylines, state=PostState.PUBLISHED)
    return Answer.objects.filter(
        Exists(mine.filter(pk=OuterRef("perspective")))
        | Exists(mine.filter(theme_sources__theme=OuterRef("theme")))
    )


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


_UNREAD = Prepared(_unread)


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
    return len(_UNREAD.one(community=actor.community.pk, indexes=tuple(mine)).unread)


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
    page: int
    last_page: int


def my_voice(actor: Actor, *, page: int = 1) -> MyVoice:
    """Return what the actor said in the community's forums and what became of it: unread answers first.

    Words of forums that are no longer open to the actor's band are theirs all the same.
    """
    bylines = {
        byline.pk: byline for byline in Byline.objects.filter(seal__blind_index__in=_own_indexes(actor))
    }
    perspectives = Perspective.objects.filter(byline__in=bylines).order_by().values_list("pk", "created_at")
    replies = Reply.objects.filter(byline__in=bylines).order_by().values_list("pk", "created_at")
    unread = _unread_voices(bylines)
    light = [(pk in unread, at, "perspective", pk) for pk, at in perspectives]
    light += [(False, at, "reply", pk) for pk, at in replies]
    light.sort(key=lambda row: row[:2], reverse=True)
    last = max(1, -(-len(light) // PAGE))
    page = min(max(1, page), last)
    wanted = light[(page - 1) * PAGE : page * PAGE]
    return MyVoice(
        said=_in_full(wanted, bylines, actor),
        total=len(light),
        unread=_answers_to(Q(byline__in=bylines))
        .filter(~Exists(AnswerRead.objects.filter(answer=OuterRef("pk"), byline__in=bylines)))
        .count(),
        page=page,
        last_page=last,
    )


def _unread_voices(bylines: dict[int, Byline]) -> set[int]:
    read = AnswerRead.objects.filter(answer=OuterRef("pk"), byline__in=bylines)
    unread = Answer.objects.filter(~Exists(read))
    mine = Perspective.objects.filter(byline__in=bylines, state=PostState.PUBLISHED)
    return set(
        mine.filter(
            Exists(unread.filter(perspective=OuterRef("pk")))
            | Exists(ThemeSource.objects.filter(perspective=OuterRef("pk"), theme__answer__in=unread))
        ).values_list("pk", flat=True)
    )


def _in_full(wanted: list[tuple], bylines: dict[int, Byline], actor: Actor) -> list[Said]:
    of_kind = {"perspective": [], "reply": []}
    for _unread, _at, kind, pk in wanted:
        of_kind[kind].append(pk)
    forum = "forum__named_adult__user"
    posts: dict[tuple, Perspective | Reply] = {
        ("perspective", post.pk): post
        for post in Perspective.objects.filter(pk__in=of_kind["perspective"])
        .select_related(forum, "forum__community")
        .prefetch_related(Prefetch("steps", VoiceStep.objects.order_by("id")))
    }
    posts |= {
        ("reply", post.pk): post
        for post in Reply.objects.filter(pk__in=of_kind["reply"]).select_related(
            f"perspective__{forum}", "perspective__forum__community"
        )
    }
    told = desk_words(posts.values())
    answers = _answers_by_voice(of_kind["perspective"], bylines, actor)
    said = []
    for _unread, _at, kind, pk in wanted:
        post = posts[kind, pk]
        if kind == "reply":
            said.append(
                Said(post=post, kind=kind, forum=post.perspective.forum, desk=told.get(post.public_id))
            )
            continue
        shown, others = furthest(post.steps.all())
        heard = answers.get(pk, []) if post.state == PostState.PUBLISHED else []
        said.append(
            Said(
                post=post,
                kind=kind,
                forum=post.forum,
                words=state_words(post.voice_state, shown.cause_title if shown else None),
                step_url=shown.cause_url if shown else "",
                others=others,
                answers=heard,
                desk=told.get(post.public_id),
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


def _answers_by_voice(pks: list[int], bylines: dict[int, Byline], actor: Actor) -> dict[int, list[Told]]:
    if not pks:
        return {}
    themes: dict[int, list[int]] = {}
    for theme, perspective in ThemeSource.objects.filter(perspective__in=pks).values_list(
        "theme", "perspective"
    ):
        themes.setdefault(theme, []).append(perspective)
    answers = list(
        Answer.objects.filter(Q(perspective__in=pks) | Q(theme__in=themes)).select_related(
            "by__user", "theme"
        )
    )
    reads = {
        read.answer_id: read for read in AnswerRead.objects.filter(answer__in=answers, byline__in=bylines)
    }
    roles = roles_of([answer.by for answer in answers], now=actor.at)
    found: dict[int, list[Told]] = {}
    for answer in answers:
        read = reads.get(answer.pk)
        told = Told(
            answer=answer,
            speaker=adult_speaker(answer, roles[answer.by_id]),
            read=read is not None,
            verdict=read.verdict if read else "",
        )
        for pk in [answer.perspective_id] if answer.perspective_id else themes[answer.theme_id]:
            found.setdefault(pk, []).append(told)
    return found


def adult_speaker(answer: Answer, role: str) -> Speaker:
    return Speaker(public_id=answer.by.public_id, shown_name=answer.by.user.name, side=Side.ADULT, role=role)


@dataclass(frozen=True)
class AnswerPage:
    """An answer with what it answers, the viewer's own words among them, and where it all went."""

    speaker: Speaker
    own: list[Perspective]
    sources: list[Card]
    beyond: int
    way: list[VoiceStep]
    verdict: str
    read_at: datetime | None


SOURCES_SHOWN = 20


def answer_as_seen_by(actor: Actor, answer: Answer) -> AnswerPage:
    """Return everything an answer's page shows to ``actor``."""
    own = own_byline(actor, answer.forum)
    answered = (
        Q(pk=answer.perspective_id) if answer.perspective_id else Q(theme_sources__theme=answer.theme_id)
    )
    sources = Perspective.objects.filter(answered, state=PostState.PUBLISHED).select_related("byline")
    mine = list(sources.filter(byline=own)) if own else []
    others = sources.exclude(byline=own) if own else sources
    shown = list(others.order_by("position")[:SOURCES_SHOWN])
    names = speakers([post.byline for post in shown], forum=answer.forum, own=own)
    steps = VoiceStep.objects.filter(perspective__in=mine if mine else sources.values("pk"))
    way: dict[tuple[str, str], VoiceStep] = {}
    for step in steps.exclude(cause_kind__in=("forum", "answer")).order_by("id"):
        way.setdefault((step.cause_kind, step.cause_id), step)
    read = AnswerRead.objects.filter(answer=answer, byline=own).first() if own else None
    return AnswerPage(
        speaker=adult_speaker(answer, roles_of([answer.by], now=actor.at)[answer.by_id]),
        own=mine,
        sources=[Card(post=post, kind="perspective", speaker=names[post.byline_id]) for post in shown],
        beyond=max(0, others.count() - len(shown)),
        way=sorted(way.values(), key=lambda step: (FURTHEST[step.to], step.pk)),
        verdict=read.verdict if read else "",
        read_at=read.read_at if read else None,
    )
