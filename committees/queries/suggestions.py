"""What a meeting can take up: themes and counted polls that the actor may read, goals to decide, voices to cite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from committees.models import AgendaItem, Decision, Meeting
from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import Perspective, Theme
from forums.polls import queries as polls
from forums.polls.models import GoalPoll, Option
from mobilize.kernel.authority import can
from mobilize.kernel.keyset import Page, turn_of
from mobilize.kernel.together import together
from people import queries as people_queries
from people.actors import Actor

#: More voices than this are not all laid out with a tick each: they are searched, and turned over by the page.
TICKS = 300
PAGE = 50


def themes_for(actor: Actor, meeting: Meeting) -> QuerySet[Theme]:
    """Themes of forums that the actor may read, not on this agenda yet, with ``voices``."""
    if not can(actor, "forums.see_forums", actor.community):
        return Theme.objects.none()
    rows = (
        Theme.objects.filter(forum__community=actor.community)
        .exclude(forum__state=ForumState.DRAFT)
        .exclude(pk__in=meeting.items.filter(theme__isnull=False).values("theme"))
        .select_related("forum")
        .annotate(voices=Count("sources", filter=Q(sources__perspective__state=PostState.PUBLISHED)))
        .order_by("id")
    )
    return people_queries.open_to(actor, rows, bands="forum__bands")


def theme_of(actor: Actor, public_id: str) -> Theme | None:
    return Theme.objects.filter(forum__community=actor.community, public_id=public_id).first()


def polls_for(actor: Actor, meeting: Meeting) -> QuerySet[GoalPoll]:
    """Counted polls of the community that can have a chosen goal, not on this agenda yet."""
    there = meeting.items.filter(poll__isnull=False).values("poll")
    return polls.tallied_polls(actor.community).exclude(pk__in=there).select_related("tally")


@dataclass(frozen=True)
class ToTakeUp:
    """A page of the themes and one of the polls that a meeting can pull into its agenda."""

    themes: Page
    polls: Page


def to_take_up(actor: Actor, meeting: Meeting, asked: Mapping) -> ToTakeUp:
    """Return what the meeting can pull in, the latest first; ``asked`` says which pages. One query."""
    turns = {
        "themes": turn_of(themes_for(actor, meeting), asked, size=PAGE, name="themes"),
        "polls": turn_of(polls_for(actor, meeting), asked, size=PAGE, name="polls"),
    }
    told = together(**{name: turn.rows for name, turn in turns.items()})
    pages = {name: turn.page(told[name]) for name, turn in turns.items()}
    # Whether goals were chosen, and no more: which they are, and how many wanted them, the polls' own readers tell.
    enough = settings.MOBILIZE["SMALL_GROUP"]
    chosen = [
        poll
        for poll in pages["polls"].rows
        if poll.tally.result["winners"] and poll.tally.result["ballots"] >= enough
    ]
    return ToTakeUp(pages["themes"], replace(pages["polls"], rows=chosen))


def poll_of(actor: Actor, public_id: str) -> GoalPoll | None:
    return GoalPoll.objects.filter(community=actor.community, public_id=public_id).first()


def goals_to_decide(meeting: Meeting) -> list[Option]:
    """Goals that won a poll on an agenda of the committee and about which it has not decided yet. Four queries."""
    decided = set(
        Decision.objects.filter(meeting__committee=meeting.committee, option__isnull=False).values_list(
            "option_id", flat=True
        )
    )
    found = list(GoalPoll.objects.filter(pk__in=_polls_of(meeting)).order_by("-pk"))
    winners = polls.winning_options_of(found)
    return [option for poll in found for option in winners[poll.pk] if option.pk not in decided]


def _polls_of(meeting: Meeting):
    return AgendaItem.objects.filter(meeting__committee=meeting.committee, poll__isnull=False).values("poll")


def voices_shown_to(actor: Actor, rows: Iterable[Perspective]) -> list[Perspective]:
    """Of these perspectives, with their forums, those whose words the actor may read in their forum."""
    readable: dict[int, bool] = {}
    listed = list(rows)
    for perspective in listed:
        if perspective.forum_id not in readable:
            readable[perspective.forum_id] = can(actor, "forums.read_forum", perspective.forum)
    return [perspective for perspective in listed if readable[perspective.forum_id]]


@dataclass(frozen=True)
class Picks:
    """Many voices to choose from: those ticked so far, and one page of the others.

    ``total`` counts the others; ``earlier`` and ``further`` are numbers of pages to turn to.
    """

    picked: list[Perspective]
    rest: list[Perspective]
    total: int
    query: str
    earlier: int | None
    further: int | None


def picks_from(voices: list[Perspective], *, chosen: list[str], query: str = "", page: int = 1) -> Picks:
    """Return ``voices`` for ticking over several searches and pages; ``query`` asks for all of its words."""
    ticked = set(chosen)
    wanted = query.casefold().split()
    others = [
        voice
        for voice in voices
        if voice.public_id not in ticked and all(word in voice.body.casefold() for word in wanted)
    ]
    page = min(max(1, page), max(1, -(-len(others) // PAGE)))
    start = (page - 1) * PAGE
    return Picks(
        picked=[voice for voice in voices if voice.public_id in ticked],
        rest=others[start : start + PAGE],
        total=len(others),
        query=query,
        earlier=page - 1 if page > 1 else None,
        further=page + 1 if page * PAGE < len(others) else None,
    )
