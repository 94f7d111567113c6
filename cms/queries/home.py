"""Readers for members at home: what is open for a young person, what waits for an adult."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cms.cards import Home, HomeCard
from committees import queries as committee_queries
from committees.enums import MeetingState
from committees.models import ActionItem, Meeting, Seat
from committees.queries.rooms import held_by
from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import Answer, AnswerRead, Forum, Perspective
from forums.live.enums import SessionState
from forums.live.models import CommunitySession
from forums.polls import queries as poll_queries
from mobilize.kernel import text
from mobilize.kernel.together import together
from mobilize.kernel.tongues import said_in, sentence
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind

MOST_CARDS = 5  # a young person's home stays short
OWN_WORDS = 3


def room(actor: Actor, *parts: str) -> str:
    return f"/c/{actor.community.slug}/{'/'.join(parts)}/"


def home_of_student(actor: Actor, *, now: datetime) -> Home:
    """Return what is open for a young person, in at most five cards, and where their words are. Two queries."""
    scopes = [line["public_id"] for line in actor.told["forums"]]
    mine = seal.own_indexes(actor.user, scope_kind=ScopeKind.FORUM, scope_ids=scopes)
    said = Perspective.objects.filter(byline__seal__blind_index__in=mine, state=PostState.PUBLISHED)
    told = together(
        forums=Forum.objects.filter(community=actor.community, state=ForumState.OPEN)
        .select_related("named_adult__user")
        .order_by("-opened_at"),
        own=said.select_related("forum").order_by("-id")[:OWN_WORDS],
        answers=_unread_answers(mine),
        sessions=sessions_of(actor).exclude(state=SessionState.DRAFT),
        **seat_questions(actor),
    )
    cards = [] if actor.consented else [_yes_card(actor)]
    cards += [_answer_card(actor, answer) for answer in told["answers"]]
    cards += [
        session_card(actor, session, now)
        for session in told["sessions"]
        if not session.bands or actor.band in session.bands
    ]
    cards += [_poll_card(actor, poll) for poll in poll_queries.polls_open_to(actor, now=now)]
    cards += seat_cards(actor, told)
    spoken = {perspective.forum_id for perspective in told["own"]}
    open_forums = [forum for forum in told["forums"] if not forum.bands or actor.band in forum.bands]
    open_forums.sort(key=lambda forum: forum.pk in spoken)
    cards += [_forum_card(actor, forum) for forum in open_forums]
    shown = cards[:MOST_CARDS]
    return Home(cards=shown, own=told["own"], unread=len(told["answers"]), beyond=len(cards) - len(shown))


def _unread_answers(mine: list[str]) -> QuerySet[Answer]:
    """Answers to published words under those blind indexes that have not been read, the newest first."""
    said = Perspective.objects.filter(byline__seal__blind_index__in=mine, state=PostState.PUBLISHED)
    read = AnswerRead.objects.filter(answer=OuterRef("pk"), byline__seal__blind_index__in=mine)
    return (
        Answer.objects.filter(
            Exists(said.filter(pk=OuterRef("perspective")))
            | Exists(said.filter(theme_sources__theme=OuterRef("theme")))
        )
        .filter(~Exists(read))
        .select_related("by__user", "perspective", "theme")
        .order_by("-id")
    )


def sessions_of(actor: Actor) -> QuerySet[CommunitySession]:
    """The community's sessions that are not over, the next first."""
    sessions = CommunitySession.objects.filter(community=actor.community)
    return sessions.exclude(state=SessionState.CLOSED).order_by("starts_at", "id")


def seat_questions(actor: Actor) -> dict[str, QuerySet]:
    """What a seat in a committee brings, for ``together``: meetings that come or go on, and what is to do."""
    meetings = Meeting.objects.filter(
        Exists(Seat.objects.filter(held_by(actor), committee=OuterRef("committee"))),
        committee__community=actor.community,
        state__in=[MeetingState.CALLED, MeetingState.OPEN],
    )
    return {
        "meetings": meetings.select_related("committee").order_by("starts_at")[:2],
        "actions": committee_queries.actions_open_for(actor),
    }


def seat_cards(actor: Actor, told: dict) -> list[HomeCard]:
    """Return the cards for what :func:`seat_questions` asked."""
    cards = [meeting_card(actor, meeting) for meeting in told["meetings"]]
    return cards + [action_card(actor, action) for action in told["actions"]]


def _yes_card(actor: Actor) -> HomeCard:
    """What is missing before a young person may write (rules 39 and 40)."""
    if actor.permitted:
        title, words = _("Do you want to take part?"), _("Read who can see what. Then say yes or no.")
    else:
        title = _("You can read here already")
        words = _("To write, a grown-up who looks after you must say yes. You say yes or no yourself, too.")
    return HomeCard(
        bead="voice",
        title=title,
        text=words,
        url=room(actor, "my-yes"),
        action=_("My yes or no"),
        button="main",
    )


def _answer_card(actor: Actor, answer: Answer) -> HomeCard:
    own = actor.community.language
    about = said_in(answer.theme.title, own) if answer.theme else ""
    if answer.perspective:
        about = said_in(text.excerpt(answer.perspective.body, 80), answer.perspective.language)
    return HomeCard(
        bead="answer",
        bead_css="sky",
        css="answer",
        badge=_("An answer came back"),
        title=sentence(_("%(adult)s answered: %(about)s"), adult=answer.by.user.name, about=about),
        quote=said_in(text.excerpt(answer.act, 200), own),
        url=room(actor, "answers", answer.public_id),
        action=_("Read the answer"),
        button="main",
    )


def session_card(actor: Actor, session: CommunitySession, now: datetime) -> HomeCard:
    waits, own = session.state == SessionState.LOBBY, actor.community.language
    return HomeCard(
        bead="action",
        css="voice" if actor.is_youth else "",
        title=sentence(_("Community session: %(title)s"), title=said_in(session.title, own)),
        text=said_in(session.question, own),
        badge=session.get_state_display(),
        badge_kind="coral" if waits else "leaf",
        moment=session.starts_at if waits and session.starts_at and session.starts_at > now else None,
        moment_is="begins",
        url=room(actor, "sessions", session.public_id),
        action=_("Go to the session"),
        button="main",
    )


def _poll_card(actor: Actor, poll) -> HomeCard:
    own = actor.community.language
    if poll.own_revision:
        text = _("You have voted. You can change your mind while it is open.")
        action, button = _("Look at it again"), ""
    elif actor.consented:
        text = _("Tick all you like. Your vote is secret.")
        action, button = _("Vote on goals"), "say"
    else:
        text, action, button = said_in(poll.introduction, own), _("Open it"), "main"
    return HomeCard(
        bead="goal",
        css="voice",
        title=said_in(poll.question, own),
        text=text,
        moment=poll.closes_at,
        moment_is="closes",
        url=room(actor, "polls", poll.public_id),
        action=action,
        button=button,
    )


def _forum_card(actor: Actor, forum: Forum) -> HomeCard:
    return HomeCard(
        bead="voice",
        css="voice",
        title=said_in(forum.question, actor.community.language),
        text=_("%(adult)s owes every voice an answer.") % {"adult": forum.named_adult.user.name}
        if forum.named_adult
        else "",
        moment=forum.answer_by,
        moment_is="answers",
        url=room(actor, "forums", forum.public_id),
        action=_("Say what you think") if actor.consented else _("Read what others say"),
        button="say" if actor.consented else "main",
    )


def meeting_card(actor: Actor, meeting: Meeting) -> HomeCard:
    going_on, own = meeting.state == MeetingState.OPEN, actor.community.language
    return HomeCard(
        bead="decision",
        title=sentence(
            _("%(committee)s: %(title)s"),
            committee=said_in(meeting.committee.name, own),
            title=said_in(meeting.title, own),
        ),
        text=said_in(meeting.place, own),
        badge=meeting.get_state_display() if going_on else "",
        badge_kind="leaf",
        moment=None if going_on else meeting.starts_at,
        moment_is="begins",
        url=room(actor, "meetings", meeting.public_id),
        action=_("Go to the meeting"),
        button="main",
    )


def action_card(actor: Actor, action: ActionItem) -> HomeCard:
    own = actor.community.language
    return HomeCard(
        bead="action",
        title=said_in(action.title, own),
        text=sentence(
            _("You said you would do this, for %(committee)s."), committee=said_in(action.committee.name, own)
        ),
        moment=action.due_on,
        moment_is="due",
        url=room(actor, "committees", action.committee.public_id),
        action=_("Go to the committee"),
        button="",
    )
