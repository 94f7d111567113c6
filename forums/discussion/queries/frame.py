"""What stands around the posts of a forum's page or a perspective's page, told by one question to the database."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from forums.discussion.enums import NameMode, PostState, VoiceState
from forums.discussion.models import (
    Answer,
    Draft,
    Forum,
    Perspective,
    Reply,
    Theme,
    ThemeSource,
    VoiceStep,
    Welcome,
)
from forums.discussion.queries.cards import (
    PERSPECTIVE,
    REPLY,
    Card,
    Speaker,
    gathered_card,
    speakers,
    with_desk,
)
from forums.discussion.queries.steps import steps_of, voices_of
from forums.discussion.queries.told import BYLINE, told_byline
from mobilize.kernel.gathered import Gathered, moment
from mobilize.kernel.prepared import Prepared
from people import queries as people_queries
from people.actors import Actor, chief_of
from people.domain import seal
from people.enums import Role, ScopeKind
from people.models import Byline

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Around(TypedDict):
        """What is asked around a forum's posts and around one perspective alike."""

        own: list[dict]
        welcomed: bool
        adults: list[dict]
        students: list[dict]
        draft: list[dict]
        unseen: list[dict]

    class _AroundForum(_Around):
        themes_told: list[dict]
        causes: list[dict]
        single_answers: list[dict]
        last_position: int | None
        out_of_sight: list[dict]

    class _AroundPerspective(_Around):
        steps_told: list[dict]

    Told = WithAnnotations[Forum, _Around]

_UNSEEN = (PostState.HELD, PostState.RETURNED)
_TAKEN_UP = ("goal", "decision", "action", "plan")


@dataclass(frozen=True)
class Turn:
    """What the viewer needs to speak: the byline's name, the words kept for them, whether they read the welcome."""

    speaker: Speaker | None
    draft: str
    draft_saved_at: datetime | None
    welcomed: bool


@dataclass(frozen=True)
class Readers:
    """Who can see a forum: how many students, and each adult by name and role (rule 2)."""

    students: int
    adults: list[tuple[str, str]]
    leads: int


@dataclass(frozen=True)
class ThemeLine:
    """A theme as the forum's page names it."""

    public_id: str
    title: str
    voices: int
    answered: bool


@dataclass(frozen=True)
class Frame:
    """Everything on the page but its posts."""

    own: Byline | None
    turn: Turn
    waiting: list[Card]
    readers: Readers
    themes: list[ThemeLine]
    steps: list[dict] | list["Step"]  # how far all voices have come, or what became of the one


def _counted(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


_UNSEEN_POST = (
    *("pk", "public_id", "body_html", "language", "state", "version", "created_at"),
    *("waits_until", "waits_for", "sent_back_for", "desk_reply"),
)


def _around(forum: int, community: int, index: str, today: date, now: datetime) -> QuerySet[Forum]:
    """The forum with its adults, its students by band, the viewer's own byline, and whether they read the welcome."""
    own = Byline.objects.filter(seal__blind_index=index)
    adults = people_queries.adults_verified_on(community, today=today, now=now)
    held = people_queries.grants_now(now).filter(membership__in=adults.order_by().values("pk"))
    students = people_queries.members_with_role(community, Role.STUDENT, now=now)
    return (
        Forum.objects.filter(pk=forum)
        .only("pk")
        .annotate(
            own=Gathered(own, *BYLINE),
            welcomed=Exists(Welcome.objects.filter(byline__seal__blind_index=index)),
            adults=Gathered(
                held.order_by("membership__user__last_name", "membership__user__first_name", "id"),
                "membership",
                "role",
                first=F("membership__user__first_name"),
                last=F("membership__user__last_name"),
                username=F("membership__user__username"),
            ),
            students=Gathered(
                students.order_by().values("band").annotate(count=Count("pk")), "band", "count"
            ),
        )
    )


def _forum_frame(forum: int, community: int, index: str, today: date, now: datetime) -> QuerySet[Forum]:
    """What stands around a forum's posts."""
    shown = Perspective.objects.filter(forum=forum, state=PostState.PUBLISHED)
    unseen = Perspective.objects.filter(forum=forum, byline__seal__blind_index=index, state__in=_UNSEEN)
    causes = VoiceStep.objects.filter(perspective__forum=forum, cause_kind__in=_TAKEN_UP)
    answers = Answer.objects.filter(forum=forum, perspective__isnull=False).order_by()
    sources = ThemeSource.objects.filter(theme=OuterRef("pk"), perspective__state=PostState.PUBLISHED)
    return _around(forum, community, index, today, now).annotate(
        draft=Gathered(
            Draft.objects.filter(byline__seal__blind_index=index, forum=forum, perspective=None),
            "body",
            "saved_at",
        ),
        unseen=Gathered(with_desk(unseen, PERSPECTIVE).order_by("-id"), *_UNSEEN_POST),
        themes_told=Gathered(
            Theme.objects.filter(forum=forum)
            .annotate(
                voices=_counted(sources, "theme"),
                answered=Exists(Answer.objects.filter(theme=OuterRef("pk"))),
            )
            .order_by("id"),
            "public_id",
            "title",
            "voices",
            "answered",
        ),
        causes=Gathered(
            causes.order_by("cause_kind", "cause_id").distinct(), "cause_kind", "cause_title", "cause_url"
        ),
        single_answers=Gathered(answers.values("forum").annotate(count=Count("pk")), "count"),
        last_position=Subquery(shown.order_by("-position").values("position")[:1]),
        out_of_sight=Gathered(
            Perspective.objects.filter(forum=forum, position__isnull=False)
            .filter(state__in=[state for state in PostState.values if state != PostState.PUBLISHED])
            .order_by()
            .values("forum")
            .annotate(count=Count("pk")),
            "count",
        ),
    )


def _perspective_frame(
    forum: int, community: int, perspective: int, index: str, today: date, now: datetime
) -> QuerySet[Forum]:
    """What stands around one perspective."""
    unseen = Reply.objects.filter(perspective=perspective, byline__seal__blind_index=index, state__in=_UNSEEN)
    return _around(forum, community, index, today, now).annotate(
        draft=Gathered(
            Draft.objects.filter(byline__seal__blind_index=index, perspective=perspective), "body", "saved_at"
        ),
        unseen=Gathered(with_desk(unseen, REPLY).order_by("id"), *_UNSEEN_POST),
        steps_told=Gathered(
            VoiceStep.objects.filter(perspective=perspective).order_by("id"),
            *("to", "cause_title", "cause_url", "created_at"),
        ),
    )


_FORUM_FRAME: "Prepared[WithAnnotations[Forum, _AroundForum]]" = Prepared(_forum_frame)
_PERSPECTIVE_FRAME: "Prepared[WithAnnotations[Forum, _AroundPerspective]]" = Prepared(_perspective_frame)


def frame_of(actor: Actor, forum: Forum) -> Frame:
    """Return what ``actor`` sees around the posts of ``forum``. One query, and one more after the posts changed."""
    told = _FORUM_FRAME.sure(forum=forum.pk, **_asking(actor, forum))
    own = _byline(told.own)
    themes = [ThemeLine(**theme | {"answered": bool(theme["answered"])}) for theme in told.themes_told]
    return Frame(
        own=own,
        turn=_turn(actor, forum, own, told),
        waiting=_waiting(told, forum, own, Perspective),
        readers=_readers(told, forum),
        themes=themes,
        steps=steps_of(
            forum,
            voices=voices_of(forum, told.last_position or 0, _number(told.out_of_sight)),
            themes=themes,
            causes=told.causes,
            alone=_number(told.single_answers),
        ),
    )


@dataclass(frozen=True)
class Step:
    """One line of what became of a perspective."""

    to: str
    cause_title: str
    cause_url: str
    created_at: datetime

    def get_to_display(self) -> str:
        return str(VoiceState(self.to).label)


def frame_of_perspective(actor: Actor, perspective: Perspective) -> Frame:
    """Return what ``actor`` sees around one perspective, its steps the furthest first. One query."""
    forum = perspective.forum
    told = _PERSPECTIVE_FRAME.sure(forum=forum.pk, perspective=perspective.pk, **_asking(actor, forum))
    own = _byline(told.own)
    furthest = {state: place for place, state in enumerate(VoiceState.values)}
    steps = [Step(**line | {"created_at": moment(line["created_at"])}) for line in told.steps_told]
    return Frame(
        own=own,
        turn=_turn(actor, forum, own, told),
        waiting=_waiting(told, forum, own, Reply),
        readers=_readers(told, forum),
        themes=[],
        steps=sorted(steps, key=lambda step: -furthest[step.to]),
    )


def _asking(actor: Actor, forum: Forum) -> dict:
    return {
        "community": actor.community.pk,
        "index": seal.own_index(actor.user, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id),
        "today": actor.at.astimezone(actor.community.zone).date(),
        "now": actor.at,
    }


def _number(told: list[dict]) -> int:
    return told[0]["count"] if told else 0


def _byline(told: list[dict]) -> Byline | None:
    return told_byline(told[0]) if told else None


def _turn(actor: Actor, forum: Forum, own: Byline | None, told: "Told") -> Turn:
    needs = actor.is_youth and forum.name_mode == NameMode.PSEUDONYMOUS
    if own is None:
        return Turn(None, "", None, not needs)
    draft: dict = told.draft[0] if told.draft else {"body": "", "saved_at": None}
    return Turn(
        speaker=speakers([own], forum=forum, own=own)[own.pk],
        draft=draft["body"],
        draft_saved_at=moment(draft["saved_at"]),
        welcomed=told.welcomed or not needs,
    )


def _waiting(
    told: "Told", forum: Forum, own: Byline | None, model: type[Perspective] | type[Reply]
) -> list[Card]:
    """The viewer's own posts that wait for a person or came back."""
    if own is None or not told.unseen:
        return []
    speaker = speakers([own], forum=forum, own=own)[own.pk]
    return [gathered_card(line, model, speaker) for line in told.unseen]


def _readers(told: "Told", forum: Forum) -> Readers:
    held: dict[int, tuple[str, set]] = {}
    for line in told.adults:
        name = f"{line['first']} {line['last']}".strip() or line["username"]
        held.setdefault(line["membership"], (name, set()))[1].add(line["role"])
    return Readers(
        students=sum(
            line["count"] for line in told.students if not forum.bands or line["band"] in forum.bands
        ),
        adults=[(name, str(Role(chief_of(roles)).label)) for name, roles in held.values()],
        leads=sum(Role.SAFEGUARDING_LEAD in roles for _name, roles in held.values()),
    )
