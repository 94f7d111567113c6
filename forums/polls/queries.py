"""Readers of goal polls, named for their reader. What small groups would give away is taken out here (rule 36)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import Forum, Perspective, Theme
from forums.discussion.rules import LEADERS
from forums.polls.enums import TALLIED, PollState
from forums.polls.models import Envelope, GoalPoll, Option, OptionVoice, ReceiptList, Tally
from mobilize.kernel.keyset import Page, page_of
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.models import Community
from people.queries import open_to

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Own(TypedDict):
        """What a list tells of the actor's own vote: None if it is not for them, 0 before the first."""

        own_revision: int | None

    ListedPoll = WithAnnotations[GoalPoll, _Own]

ALL_TO_PICK = 100
PAGE = 30
_RUNNING = (PollState.OPEN, PollState.CLOSING)

#: A whole school asks these in the seconds in which it votes.
_POLL: Prepared[GoalPoll] = Prepared(
    lambda community, poll: GoalPoll.objects.filter(community=community, public_id=poll).select_related(
        "forum"
    )
)
_PUBLISHED = Q(voices__perspective__state=PostState.PUBLISHED)


def poll_of(actor: Actor, *, poll: str) -> GoalPoll:
    """Return the poll of the actor's community with this public id. The rule decides whether they may see it."""
    found = _POLL.one(community=actor.community.pk, poll=poll)
    if found is None:
        raise Refused("not_found")
    found.community = actor.community
    return found


def option_of(actor: Actor, *, poll: str, option: str) -> Option:
    """Return an option of a poll of the actor's community."""
    found = (
        Option.objects.filter(poll__community=actor.community, poll__public_id=poll, public_id=option)
        .select_related("poll__community", "poll__forum")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def _visible_to(actor: Actor) -> "QuerySet[ListedPoll]":
    """The community's polls that the actor may read, each with ``own_revision``; drafts are for those who lead."""
    own = Envelope.objects.filter(poll=OuterRef("pk"), voter=actor.membership)
    polls = (
        GoalPoll.objects.filter(community=actor.community)
        .select_related("community")
        .annotate(own_revision=Subquery(own.values("revision")[:1]))
    )
    if not actor.has(*LEADERS):
        polls = polls.exclude(state=PollState.DRAFT)
    return open_to(actor, polls, besides=Q(own_revision__isnull=False))


def polls_running_for(actor: Actor) -> "list[ListedPoll]":
    """Return the polls that the actor may read and that are not over, the one that closes first on top. One query.

    Each has ``own_revision``: None if it is not for the actor to vote, 0 before their first vote.
    """
    return list(_visible_to(actor).filter(state__in=_RUNNING).order_by("closes_at", "pk"))


def other_polls_for(actor: Actor, asked: Mapping) -> Page:
    """Return the page that ``asked`` turns to of closed polls and drafts, newest first. One query."""
    return page_of(_visible_to(actor).exclude(state__in=_RUNNING), asked, size=PAGE)


def polls_open_to(actor: Actor, *, now: datetime) -> "list[ListedPoll]":
    """Return the polls in which the actor can vote at ``now``, the one that closes first on top."""
    mine = _visible_to(actor).filter(state=PollState.OPEN, closes_at__gt=now, own_revision__isnull=False)
    return list(mine.order_by("closes_at", "pk"))


def options_of(poll: GoalPoll, *, hidden: Collection[int] = ()) -> list[Option]:
    """Return the poll's options as on the paper, each with ``voice_count`` and ``cited``.

    Words under the bylines that a reader has ``hidden`` are not cited to them (rule 10).
    """
    cited = OptionVoice.objects.filter(perspective__state=PostState.PUBLISHED).select_related(
        "perspective__byline", "perspective__forum"
    )
    if hidden:
        cited = cited.exclude(perspective__byline__in=hidden)
    # Whoever counts says the order: what a model says of it does not hold where rows are grouped.
    told = poll.options.annotate(voice_count=Count("voices", filter=_PUBLISHED)).order_by("position")
    return list(told.prefetch_related(Prefetch("voices", queryset=cited, to_attr="cited")))


def voices_of(option: Option):
    """Return the published perspectives that an option cites."""
    return Perspective.objects.filter(options__option=option, state=PostState.PUBLISHED)


def citable_by(
    poll: GoalPoll, *, theme: Theme | None = None, option: Option | None = None
) -> tuple[list[Perspective], int]:
    """Return the perspectives to pick from for an option, and how many more the forum has.

    A forum with more than :data:`ALL_TO_PICK` published perspectives shows those that stand in a theme, and those
    the option cites already; with ``theme`` its sources come first.
    """
    if poll.forum_id is None:
        return [], 0
    published = Perspective.objects.filter(forum=poll.forum_id, state=PostState.PUBLISHED)
    total = published.count()
    if total > ALL_TO_PICK:
        offered = Q(theme_sources__isnull=False)
        if option:
            offered |= Q(options__option=option)
        published = published.filter(offered).distinct()
    picked = set(sources_of(theme)) if theme else set()
    listed = sorted(published.order_by("position", "id"), key=lambda voice: voice.public_id not in picked)
    return listed, total - len(listed)


def sources_of(theme: Theme) -> list[str]:
    """Return the public ids of the published perspectives a theme rests on."""
    sources = theme.sources.filter(perspective__state=PostState.PUBLISHED)
    return list(sources.values_list("perspective__public_id", flat=True))


def forums_to_cite(actor: Actor):
    """Return the forums of the actor's community that have opened: a poll can come from one of them."""
    return Forum.objects.filter(community=actor.community).exclude(state=ForumState.DRAFT)


def themes_for(poll: GoalPoll):
    """Return the themes of the poll's forum, each with ``voice_count``: an option can begin with one."""
    if poll.forum_id is None:
        return Theme.objects.none()
    published = Q(sources__perspective__state=PostState.PUBLISHED)
    themes = Theme.objects.filter(forum=poll.forum_id)
    return themes.annotate(voice_count=Count("sources", filter=published)).order_by("id")


@dataclass(frozen=True)
class Row:
    """One goal in a result. Without ``ticks`` the number is not told, and ``words`` stand in its place."""

    option: Option
    chosen: bool
    ticks: int | None
    percent: int | None
    words: str


@dataclass(frozen=True)
class ShownTally:
    """A result as it may be shown to any reader: on a screen, in a file or on an upper floor.

    ``ballots`` is None where fewer than rule 36 asks for were cast; then nothing else is told either.
    ``rows`` begin with the chosen goals; without a count there are none.
    """

    poll: GoalPoll
    ending: str
    electorate: int
    ballots: int | None
    rows: tuple[Row, ...] = ()
    tied: tuple[Option, ...] = ()
    explanation: tuple[str, ...] = ()
    ballots_hash: str = ""  # over the counted ballots, so that any later change shows

    @property
    def winners(self) -> list[Option]:
        return [row.option for row in self.rows if row.chosen]


def tally_of(poll: GoalPoll) -> ShownTally | None:
    """Return the poll's result as it may be shown, or None while there is none (rules 36 and 37). Three queries."""
    if poll.state != PollState.CLOSED:
        return None
    found = Tally.objects.filter(poll=poll).first()
    if found is None:  # void: nothing was counted
        return ShownTally(poll, poll.ending, poll.electorate, None)
    result = found.result
    ballots = result["ballots"]
    told = ballots if ballots >= settings.MOBILIZE["SMALL_GROUP"] else None
    # Looked at here too, whatever the ending says: a community may ask for more ballots than it did at the close.
    if told is None or poll.ending not in TALLIED:
        hashed = found.ballots_hash if told else ""
        return ShownTally(poll, poll.ending, result["electorate"], told, ballots_hash=hashed)
    options = options_of(poll)
    ticks = dict(result["tallies"])
    rows = [
        _row(option, option.public_id in result["winners"], ticks[option.public_id], ballots)
        for option in options
    ]
    rows.sort(key=lambda row: (not row.chosen, -_told(ticks[row.option.public_id], ballots)))
    return ShownTally(
        poll,
        poll.ending,
        result["electorate"],
        ballots,
        tuple(rows),
        tuple(option for option in options if option.public_id in result["tied"]),
        tuple(result["explanation"]),
        found.ballots_hash,
    )


def marks_of(poll: GoalPoll) -> list[str] | None:
    """Return the marks of all counted receipts, or None where none are told: their number is that of the ballots."""
    found = ReceiptList.objects.filter(poll=poll).first()
    return found.marks if found and len(found.marks) >= settings.MOBILIZE["SMALL_GROUP"] else None


def _told(ticks: int, ballots: int) -> int:
    """Return the number that may be told: near "all" and near "none" it is blurred below 20 ballots.

    A unanimous count would say how each single person voted, and one vote less would say it to the one who voted
    otherwise. So both are told with the same words, or the words would give the count away.
    """
    if ballots >= settings.MOBILIZE["UNANIMOUS_IN_WORDS_BELOW"] or 1 < ticks < ballots - 1:
        return ticks
    return ballots if ticks >= ballots - 1 else 0


def _row(option: Option, chosen: bool, ticks: int, ballots: int) -> Row:
    exact = ballots >= settings.MOBILIZE["UNANIMOUS_IN_WORDS_BELOW"] or 1 < ticks < ballots - 1
    if exact:
        percent = (200 * ticks + ballots) // (2 * ballots)  # to the nearest whole number, halves up
        return Row(option, chosen, ticks, percent, "")
    words = _("Nearly everyone, or everyone") if ticks >= ballots - 1 else _("Nearly no one, or no one")
    return Row(option, chosen, None, None, words)


def winning_options(poll: GoalPoll) -> list[Option]:
    """Return the chosen goals of a counted poll, most support first; an empty list without a count."""
    return winning_options_of([poll])[poll.pk]


def winning_options_of(polls: Collection[GoalPoll]) -> dict[int, list[Option]]:
    """Return the chosen goals of each poll by its key, as :func:`winning_options` does. Two queries at most."""
    counted = {poll.pk: poll for poll in polls if poll.ending in TALLIED}
    tallies = Tally.objects.filter(poll__in=counted) if counted else ()
    results = {
        tally.poll_id: tally.result
        for tally in tallies
        if tally.result["ballots"] >= settings.MOBILIZE["SMALL_GROUP"]
    }
    chosen = [public_id for result in results.values() for public_id in result["winners"]]
    found: dict[int, list[Option]] = {poll.pk: [] for poll in polls}
    for option in Option.objects.filter(public_id__in=chosen).order_by("position") if chosen else ():
        option.poll = counted[option.poll_id]
        found[option.poll_id].append(option)
    for poll, options in found.items():
        if options:
            ticks, ballots = dict(results[poll]["tallies"]), results[poll]["ballots"]
            options.sort(key=lambda option: -_told(ticks[option.public_id], ballots))
    return found


def tallied_polls(community: Community):
    """Return the community's polls that ended with a count, newest first."""
    return GoalPoll.objects.filter(
        community=community, state=PollState.CLOSED, ending__in=TALLIED
    ).select_related("community")
