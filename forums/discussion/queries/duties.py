"""What adults owe: answers, hand-overs, voices that nobody answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from forums.discussion.enums import HandOverState, PostState, Verdict
from forums.discussion.models import Answer, Forum, HandOver, Perspective, Reply, Theme, ThemeSource
from people.actors import Actor

PAGE = 50


def unanswered_in(forum: Forum) -> QuerySet[Perspective]:
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
        .prefetch_related("theme_sources__theme")
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
    offers: list[HandOver]
    owed: list[Owed]

    @property
    def count(self) -> int:
        return len(self.offers) + sum(
            len(owed.themes) + bool(owed.single_voices) + len(owed.not_answered_enough) for owed in self.owed
        )


def duties_of(actor: Actor) -> Duties:
    """Return the duties offered to the actor and the answers they owe, the earliest date first."""
    offers = list(
        HandOver.objects.filter(
            to=actor.membership, state=HandOverState.OFFERED, forum__community=actor.community
        ).select_related("forum__community", "offered_by__user")
    )
    forums = list(
        Forum.objects.filter(community=actor.community, named_adult=actor.membership)
        .select_related("community")
        .order_by("answer_by", "id")
    )
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
    return Duties(offers=offers, owed=owed)


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


def sources_to_choose(
    forum: Forum, *, query: str = "", chosen: list[str], without_theme: bool = False, page: int = 1
) -> tuple[list[Perspective], list[Perspective], int]:
    """Return (what is chosen, one page of what can be chosen, how many there are) for making a theme."""
    published = forum.perspectives.filter(state=PostState.PUBLISHED).select_related("byline")
    picked = list(published.filter(public_id__in=chosen).order_by("position"))
    rest = published.exclude(pk__in=[post.pk for post in picked])
    for word in query.split():
        rest = rest.filter(_has_word(word))
    if without_theme:
        rest = rest.filter(~Exists(ThemeSource.objects.filter(perspective=OuterRef("pk"))))
    total = rest.count()
    start = (max(1, page) - 1) * PAGE
    return picked, list(rest.order_by("position")[start : start + PAGE]), total


@dataclass(frozen=True)
class Room:
    """What those who lead a forum need to see: what is missing, what waits, the themes."""

    themes: Sequence[Theme]
    missing: list[str]
    offer: HandOver | None
    held: int
    unanswered: int
    first_unanswered: list[Perspective]


def room_of(actor: Actor, forum: Forum) -> Room:
    """Return the state of ``forum`` for those who lead it. Six queries."""
    themes = list(
        forum.themes.select_related("answer")
        .annotate(voices=Count("sources", filter=Q(sources__perspective__state=PostState.PUBLISHED)))
        .order_by("id")
    )
    unanswered = unanswered_in(forum).order_by("position")
    return Room(
        themes=themes,
        missing=[
            name
            for name in ("space", "voice", "audience", "influence", "answer_by")
            if not getattr(forum, name)
        ],
        offer=forum.hand_overs.filter(state=HandOverState.OFFERED).select_related("to__user").first(),
        held=posts_waiting(forum),
        unanswered=unanswered.count(),
        first_unanswered=list(unanswered[:10]),
    )
