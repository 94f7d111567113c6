"""The public faces of things: what a door shows of a forum, poll, session, committee or plan."""

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.faces import Face
from committees.enums import CommitteeKind, CommitteeState, DecisionRule, SeatSide
from committees.models import Committee, Plan
from forums.discussion.enums import ForumState, PostState, VoiceState
from forums.discussion.models import Forum
from forums.live.enums import SessionState
from forums.live.models import CommunitySession
from forums.polls.enums import PollState
from forums.polls.models import GoalPoll
from people import queries as people_queries
from people.enums import Role

_BADGES = {"open": "mari", "lobby": "mari", "hold": "mari", "active": "mari", "closing": "mari", "draft": ""}


def badge_of(state: str) -> str:
    """The badge that goes with a state: marigold while people are at it, plain before, a leaf after."""
    return _BADGES.get(state, "leaf")


def _words(thing, words: dict | None, *names: str) -> dict:
    """What a face says: the words from an editing form, or else the thing's own."""
    if words is not None:
        return words
    return {name: getattr(thing, name, "") if thing else "" for name in names}


def _filled(said: dict, *pairs: tuple[str, str]) -> list[tuple]:
    return [(label, said[name]) for name, label in pairs if said.get(name)]


def _room(thing, *parts: str) -> str:
    return f"/c/{thing.community.slug}/{'/'.join(parts)}/"


def forum_face(forum: Forum | None, words: dict | None = None) -> Face:
    """Return what everybody may know of a forum; ``words`` from an editing form stand in for the saved ones."""
    said = _words(
        forum,
        words,
        "question",
        "introduction",
        "space",
        "voice",
        "audience",
        "influence",
        "closes_on",
        "answer_by",
    )
    state = ForumState(forum.state if forum else ForumState.DRAFT)
    face = {
        "heading": said["question"],
        "introduction": said["introduction"],
        "state": state.label,
        "badge": badge_of(state),
        "promises_title": _("What is promised"),
        "promises": _filled(
            said,
            ("space", _("How it is made safe to speak")),
            ("voice", _("How you are helped to say it")),
            ("audience", _("Who will listen")),
            ("influence", _("What can change, and what cannot")),
        ),
        "dates": _filled(
            said,
            ("closes_on", _("Closed") if state == ForumState.CLOSED else _("Open until")),
            ("answer_by", _("Answers come by")),
        ),
    }
    if forum is None or state == ForumState.DRAFT:
        return Face(**face, ready=False)
    return Face(
        **face,
        facts=_forum_facts(forum),
        steps=_forum_steps(forum),
        room_url=_room(forum, "forums", forum.public_id),
    )


def how_many(count: int) -> str:
    """Say how many voices there are: in words while they are few (rule 36)."""
    if count == 0:
        return _("None yet")
    if count < settings.MOBILIZE["SMALL_GROUP"]:
        return _("A few")
    return str(count)


def _forum_facts(forum: Forum) -> list[tuple[str, str]]:
    facts = []
    named = forum.named_adult_id
    adult = people_queries.actor_of_membership(named, now=timezone.now()) if named else None
    if adult is not None:
        role = str(Role(adult.chief_role).label) if adult.chief_role else ""
        facts.append((_("Who answers"), ", ".join(part for part in (adult.name, role) if part)))
    counts = forum.perspectives.filter(state=PostState.PUBLISHED, host_seed=False).aggregate(
        voices=Count("pk")
    )
    facts.append((_("Voices so far"), how_many(counts["voices"])))
    themes = forum.themes.aggregate(total=Count("pk"), answered=Count("answer"))
    if themes["total"]:
        answered = _("%(answered)d of %(total)d") % themes
        facts.append((_("Themes with an answer"), answered))
    return facts


_STEPS = (
    ("plan", (VoiceState.IN_PLAN, VoiceState.DONE)),
    ("decision", (VoiceState.DECIDED,)),
    ("goal", (VoiceState.IN_GOAL,)),
    ("theme", (VoiceState.IN_DISCUSSION,)),
    ("voice", (VoiceState.RECEIVED, VoiceState.DECLINED)),
)


def _forum_steps(forum: Forum) -> list[dict]:
    """The chain of the forum as a whole: how far its furthest voice has come."""
    states = set(
        forum.perspectives.filter(state=PostState.PUBLISHED)
        .order_by()
        .values_list("voice_state", flat=True)
        .distinct()
    )
    reached, furthest = {}, ""
    for kind, here in _STEPS:
        if not furthest and states & set(here):
            furthest = kind
        reached[kind] = bool(furthest)
    reached["answer"] = forum.answers.exists()
    titles = {
        "voice": _("Voices"),
        "theme": _("Themes"),
        "goal": _("A goal"),
        "decision": _("A decision"),
        "plan": _("A plan"),
        "answer": _("An answer"),
    }
    return [
        {"kind": kind, "title": title, "reached": reached[kind], "now": kind == furthest}
        for kind, title in titles.items()
    ]


def poll_face(poll: GoalPoll | None, words: dict | None = None) -> Face:
    """Return what everybody may know of a goal poll. Its result is for its members."""
    said = _words(poll, words, "question", "introduction", "winners", "closes_at")
    state = PollState(poll.state if poll else PollState.DRAFT)
    winners = int(said["winners"] or 1)
    facts = [
        (
            _("What comes of it"),
            ngettext("%(count)d goal is chosen.", "%(count)d goals are chosen.", winners)
            % {"count": winners},
        ),
        (_("The vote is secret"), _("Nobody can tell who chose what.")),
    ]
    return Face(
        heading=said["question"],
        introduction=said["introduction"],
        state=str(poll.get_ending_display() if poll and poll.ending else state.label),
        badge=badge_of(state),
        facts=facts,
        dates=_filled(said, ("closes_at", _("Closed") if state == PollState.CLOSED else _("Open until"))),
        room_url=_room(poll, "polls", poll.public_id) if poll and state != PollState.DRAFT else "",
        ready=state != PollState.DRAFT,
    )


def session_face(session: CommunitySession | None, words: dict | None = None) -> Face:
    """Return what everybody may know of a community session."""
    said = _words(session, words, "title", "question", "starts_at")
    state = SessionState(session.state if session else SessionState.DRAFT)
    return Face(
        heading=said["title"],
        introduction=said["question"],
        state=str(state.label),
        badge=badge_of(state),
        facts=[(_("Who is there"), _("Members, and always two adults with a valid check."))],
        dates=_filled(said, ("starts_at", _("Begins"))),
        room_url=_room(session, "sessions", session.public_id)
        if session and state != SessionState.DRAFT
        else "",
        ready=state != SessionState.DRAFT,
    )


def committee_face(committee: Committee | None, words: dict | None = None) -> Face:
    """Return what everybody may know of a committee. Its meetings are its own until something is published."""
    said = _words(committee, words, "name", "purpose", "powers", "limits", "kind", "decision_rule")
    state = CommitteeState(committee.state if committee else CommitteeState.DRAFT)
    facts = []
    if said["kind"]:
        facts.append((_("Kind"), str(CommitteeKind(said["kind"]).label)))
    if said["decision_rule"]:
        facts.append((_("How it decides"), str(DecisionRule(said["decision_rule"]).label)))
    if committee and state != CommitteeState.DRAFT:
        seats = committee.seats.filter(closed_at=None).aggregate(
            total=Count("pk"), youth=Count("pk", filter=Q(side=SeatSide.YOUTH))
        )
        facts.append((_("Seats for young people"), _("%(youth)d of %(total)d") % seats))
    return Face(
        heading=said["name"],
        introduction=said["purpose"],
        state=str(state.label),
        badge=badge_of(state),
        facts=facts,
        promises_title=_("What is in its hands"),
        promises=_filled(said, ("powers", _("What it can change")), ("limits", _("What it cannot change"))),
        room_url=_room(committee, "committees") if state != CommitteeState.DRAFT else "",
        ready=state != CommitteeState.DRAFT,
    )


def plan_face(plan: Plan | None, words: dict | None = None) -> Face:
    """Return the head of a plan that has no edition yet: its name alone. All else stands in editions."""
    said = _words(plan, words, "title")
    return Face(heading=said["title"], state="", ready=False)
