"""Readers for adults at home: answers owed, duties offered, the desk, meetings, drafts to open."""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.cards import Home, HomeCard
from cms.queries.home import room, seat_cards, seat_questions, session_card, sessions_of
from forums.discussion.enums import ForumState, HandOverState, PostState
from forums.discussion.models import Answer, Forum, HandOver, Perspective, Theme, ThemeSource
from forums.discussion.rules import LEADERS
from forums.live.enums import SessionState
from forums.live.models import CommunitySession
from forums.polls.enums import PollState
from forums.polls.models import GoalPoll
from mobilize.kernel.together import together
from mobilize.kernel.tongues import said_in, sentence
from moderation import queries as moderation_queries
from moderation.rules import DESK_ROLES
from people.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Due(TypedDict):
        """What :func:`_forums` counts."""

        is_asked: bool
        themes_due: int
        voices_due: int

    ForumAtHome = WithAnnotations[Forum, _Due]


def home_of_adult(actor: Actor, *, now: datetime) -> Home:
    """Return what waits for an adult whose work is in forums, the most pressing first. Two queries at most."""
    questions = dict(seat_questions(actor))
    if actor.cleared:
        questions |= {"forums": _forums(actor), "sessions": sessions_of(actor)}
        if actor.has(*LEADERS):
            questions["drafts"] = _draft_polls(actor)
    told = together(**questions)
    cards: list[HomeCard] = []
    if actor.cleared:
        if actor.has(*DESK_ROLES):
            cards += _desk(actor, now)
        cards += [card for forum in told["forums"] for card in _cards_of_forum(actor, forum)]
        cards += _sessions(actor, told["sessions"], now)
        cards += [
            _draft(actor, poll.question, room(actor, "polls", poll.public_id), "goal")
            for poll in told.get("drafts", [])
        ]
    return Home(cards=cards + seat_cards(actor, told))


def cards_of_seats(actor: Actor) -> list[HomeCard]:
    """Return meetings and actions of whoever sits in a committee. One query."""
    return seat_cards(actor, together(**seat_questions(actor)))


def _desk(actor: Actor, now: datetime) -> list[HomeCard]:
    counts = moderation_queries.queue_counts_for(actor, now=now)
    if not counts["waiting"]:
        return []
    late = ngettext(
        "%(count)d is later than we promised.", "%(count)d are later than we promised.", counts["late"]
    ) % {"count": counts["late"]}
    return [
        HomeCard(
            bead="voice",
            bead_css="coral",
            title=ngettext(
                "%(count)d post waits at the desk.", "%(count)d posts wait at the desk.", counts["waiting"]
            )
            % {"count": counts["waiting"]},
            text=late if counts["late"] else "",
            url=room(actor, "desk"),
            action=_("Go to the desk"),
            button="main",
        )
    ]


def _counted(rows, name: str = "forum"):
    """A subquery that counts ``rows`` (filtered by the outer forum)."""
    counted = rows.order_by().values(name).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _single_voices():
    """Published voices of the outer forum that stand in no theme and have no answer of their own."""
    return Perspective.objects.filter(
        ~Exists(ThemeSource.objects.filter(perspective=OuterRef("pk"))),
        ~Exists(Answer.objects.filter(perspective=OuterRef("pk"))),
        forum=OuterRef("pk"),
        state=PostState.PUBLISHED,
        host_seed=False,
    )


def _forums(actor: Actor) -> "QuerySet[ForumAtHome]":
    """The forums that somebody asked the actor to answer, that they answer, or that wait to be opened."""
    asked = HandOver.objects.filter(forum=OuterRef("pk"), to=actor.membership, state=HandOverState.OFFERED)
    themes = Theme.objects.filter(forum=OuterRef("pk"), answer__isnull=True)
    mine = Q(named_adult=actor.membership, state=ForumState.OPEN)
    drafts = Q(state=ForumState.DRAFT) if actor.has(*LEADERS) else Q(pk__in=[])
    return (
        Forum.objects.filter(community=actor.community)
        .annotate(is_asked=Exists(asked), themes_due=_counted(themes))
        .annotate(voices_due=_counted(_single_voices()))
        .filter(mine | drafts | Q(is_asked=True))
        .order_by("answer_by", "id")
    )


def _cards_of_forum(actor: Actor, forum: "ForumAtHome") -> list[HomeCard]:
    cards, own = [], actor.community.language
    if forum.is_asked:
        cards.append(
            HomeCard(
                bead="answer",
                bead_css="sky",
                css="answer",
                badge=_("You are asked"),
                title=sentence(
                    _("Will you answer this forum? %(question)s"), question=said_in(forum.question, own)
                ),
                moment=forum.answer_by,
                moment_is="answers",
                url=room(actor, "forums", forum.public_id, "duty"),
                action=_("Say yes or no"),
                button="main",
            )
        )
    if forum.state == ForumState.OPEN and forum.named_adult_id == actor.membership.pk:
        due = forum.themes_due + forum.voices_due
        if due:
            cards.append(
                HomeCard(
                    bead="answer",
                    bead_css="sky",
                    title=said_in(forum.question, own),
                    text=ngettext("You owe %(count)d answer here.", "You owe %(count)d answers here.", due)
                    % {"count": due},
                    moment=forum.answer_by,
                    moment_is="due",
                    url=room(actor, "answers"),
                    action=_("See what you owe"),
                    button="main",
                )
            )
    if forum.state == ForumState.DRAFT and actor.has(*LEADERS):
        cards.append(_draft(actor, forum.question, room(actor, "forums", forum.public_id, "room"), "voice"))
    return cards


def _draft(actor: Actor, title: str, url: str, bead: str) -> HomeCard:
    return HomeCard(
        bead=bead,
        bead_css="hollow",
        badge=_("Being prepared"),
        badge_kind="line",
        title=said_in(title, actor.community.language),
        text=_("Nobody else sees this yet. You can open it when it is ready."),
        url=url,
        action=_("Prepare it"),
    )


def _sessions(actor: Actor, sessions: list[CommunitySession], now: datetime) -> list[HomeCard]:
    cards = []
    for session in sessions:
        if session.state != SessionState.DRAFT:
            cards.append(session_card(actor, session, now))
        elif actor.has(*LEADERS) or actor.membership.pk in session.seats:
            cards.append(_draft(actor, session.title, room(actor, "sessions", session.public_id), "action"))
    return cards


def _draft_polls(actor: Actor) -> QuerySet[GoalPoll]:
    return GoalPoll.objects.filter(community=actor.community, state=PollState.DRAFT).order_by("id")
