"""What adults owe: answers, hand-overs, voices that nobody answered yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from forums.discussion.enums import HandOverState, PostState, Verdict
from forums.discussion.models import Answer, Forum, HandOver, Perspective, Reply, Theme, ThemeSource
from mobilize.kernel.keyset import Page, page_of, turn_of
from mobilize.kernel.together import together
from people.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _InARoom(TypedDict):
        voices: int
        answered: bool

    ThemeInARoom = WithAnnotations[Theme, _InARoom]

PAGE = 50
FORUMS = 20  # on a page of duties


def unanswered_in(forum: Forum | OuterRef) -> QuerySet[Perspective]:
    """Return published voices without an answer: no theme of theirs is answered, nor they themselves.

    What the hosts wrote to begin with is nobody's voice and needs no answer.
    """
    in_answered_theme = ThemeSource.objects.filter(perspective=OuterRef("pk"), theme__answer__isnull=False)
    own_answer = Answer.objects.filter(perspective=OuterRef("pk"))
    return Perspective.objects.filter(
        ~Exists(in_answered_theme),
        ~Exists(own_answer),
        Q(forum=forum, state=PostState.PUBLISHED, host_seed=False),
    )


def posts_waiting(forum: Forum) -> int:
    """Count the perspectives and replies that a moderator has not read yet."""
    replies = Reply.objects.filter(perspective__forum=forum, state=PostState.HELD)
    return forum.perspectives.filter(state=PostState.HELD).count() + replies.count()


def voices_without_answer(forum: Forum, *, after: int = 0) -> tuple[list[Perspective], int | None]:
    """Return up to a page of unanswered voices by position, with their themes, and the position to go on from."""
    rows = list(
        unanswered_in(forum)
        .filter(position__gt=after)
        .select_related("byline")
        .prefetch_related(Prefetch("theme_sources", ThemeSource.objects.select_related("theme")))
        .order_by("position")[: PAGE + 1]
    )
    return rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else None


@dataclass(frozen=True)
class Owed:
    """One forum the actor answers for, and what it still waits for."""

    forum: Forum
    themes: list[Theme]
    single_voices: int
    not_answered_enough: list[Answer]


@dataclass(frozen=True)
class Duties:
    """What is offered, one page of the forums to answer, and where the pages before and after it are."""

    offers: list[HandOver]
    owed: list[Owed]
    earlier_url: str = ""
    later_url: str = ""

    @property
    def count(self) -> int:
        return len(self.offers) + sum(
            len(owed.themes) + bool(owed.single_voices) + len(owed.not_answered_enough) for owed in self.owed
        )


def duties_of(actor: Actor, asked: Mapping | None = None) -> Duties:
    """Return the duties offered to the actor and a page of the answers they owe, the earliest date first.

    ``asked`` are the words of the address, as for :mod:`mobilize.kernel.keyset`. Five queries.
    """
    offers = list(
        HandOver.objects.filter(
            to=actor.membership, state=HandOverState.OFFERED, forum__community=actor.community
        ).select_related("forum__community", "offered_by__user")
    )
    answers_here = Forum.objects.filter(community=actor.community, named_adult=actor.membership)
    page = page_of(
        # A forum without a date comes last, on every database.
        answers_here.select_related("community").annotate(due=Coalesce("answer_by", Value(date.max))),
        asked or {},
        size=FORUMS,
        by="due",
    )
    forums: list[Forum] = page.rows
    themes: dict[int, list[Theme]] = {}
    waiting = Theme.objects.filter(forum__in=forums, answer__isnull=True).annotate(
        voices=Count("sources", filter=Q(sources__perspective__state=PostState.PUBLISHED))
    )
    for theme in waiting.order_by("id"):
        themes.setdefault(theme.forum_id, []).append(theme)
    single = _single_voices(forums)
    again: dict[int, list[Answer]] = {}
    refused = Answer.objects.filter(forum__in=forums, reads__verdict=Verdict.NOT).select_related(
        "theme", "perspective"
    )
    for answer in refused.distinct().order_by("id"):
        again.setdefault(answer.forum_id, []).append(answer)
    owed = [
        Owed(forum, themes.get(forum.pk, []), single.get(forum.pk, 0), again.get(forum.pk, []))
        for forum in forums
    ]
    return Duties(offers=offers, owed=owed, earlier_url=page.newer_url, later_url=page.older_url)


def _single_voices(forums: list[Forum]) -> dict[int, int]:
    """Count, by forum, the voices in no theme and without an answer of their own. One query."""
    rows = Perspective.objects.filter(
        ~Exists(ThemeSource.objects.filter(perspective=OuterRef("pk"))),
        ~Exists(Answer.objects.filter(perspective=OuterRef("pk"))),
        Q(forum__in=forums, state=PostState.PUBLISHED, host_seed=False),
    )
    return dict(rows.order_by().values_list("forum").annotate(count=Count("pk")))


def _has_word(word: str) -> Q:
    """Match ``word`` in small and capital letters. SQLite itself folds A to Z only, and no École."""
    found = Q()
    for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
        found |= Q(body__icontains=spelling)
    return found


@dataclass(frozen=True)
class Sources:
    """What is chosen for a theme, one page of what can be chosen, and how many there are of that."""

    picked: list[Perspective]
    rest: Page
    total: int


def sources_to_choose(
    forum: Forum, asked: Mapping, *, query: str = "", chosen: list[str], without_theme: bool = False
) -> Sources:
    """Return what a theme can be made of, in the order of the forum. ``asked`` says which page. Two queries."""
    published = forum.perspectives.filter(state=PostState.PUBLISHED).select_related("byline")
    picked = published.filter(public_id__in=chosen)
    rest = published.exclude(public_id__in=chosen)
    for word in query.split():
        rest = rest.filter(_has_word(word))
    if without_theme:
        rest = rest.filter(~Exists(ThemeSource.objects.filter(perspective=OuterRef("pk"))))
    turn = turn_of(rest, asked, size=PAGE, by="position")
    told = together(picked=picked.order_by("position"), rest=turn.rows)
    return Sources(told["picked"], turn.page(told["rest"]), rest.count())


@dataclass(frozen=True)
class Room:
    """What those who lead a forum need to see: what is missing, what waits, the themes."""

    themes: "list[ThemeInARoom]"
    missing: list[str]
    offer: HandOver | None
    held: int
    unanswered: int
    first_unanswered: list[Perspective]


def _counted(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), 0)


def room_of(actor: Actor, forum: Forum) -> Room:
    """Return the state of ``forum`` for those who lead it. One query."""
    unanswered = unanswered_in(forum)
    told = together(
        counts=Forum.objects.filter(pk=forum.pk).annotate(
            held=_counted(Perspective.objects.filter(forum=forum, state=PostState.HELD)),
            held_replies=_counted(Reply.objects.filter(perspective__forum=forum, state=PostState.HELD)),
            unanswered=_counted(unanswered),
        ),
        themes=forum.themes.annotate(
            voices=Count("sources", filter=Q(sources__perspective__state=PostState.PUBLISHED)),
            answered=Exists(Answer.objects.filter(theme=OuterRef("pk"))),
        ).order_by("id"),
        offers=forum.hand_overs.filter(state=HandOverState.OFFERED).select_related("to__user").order_by("id"),
        first=unanswered.order_by("position")[:10],
    )
    (counts,) = told["counts"]
    return Room(
        themes=told["themes"],
        missing=[
            name
            for name in ("space", "voice", "audience", "influence", "answer_by")
            if not getattr(forum, name)
        ],
        offer=next(iter(told["offers"]), None),
        held=counts.held + counts.held_replies,
        unanswered=counts.unanswered,
        first_unanswered=told["first"],
    )
