"""Every command by which words for committees, plans, polls and screens enter, with the words to send down it."""

from datetime import timedelta

from django.utils import timezone

from committees.domain import actions, committees, decisions, meetings, minutes, plans
from committees.enums import MeetingState, SeatRole
from committees.quorum import Positions
from forums.discussion.domain import answers, forums
from forums.live.domain import sessions
from forums.polls.domain import closing, drafts
from tests.factories import committees as make
from tests.factories import live as make_live
from tests.factories import polls as make_polls


def things(at) -> dict:
    """What the roads lead to: a plan with a goal, an open action, minutes in draft, polls, a session, a forum."""
    plan = make.plan(at.committee)
    over = make.meeting(at.committee, state=MeetingState.CLOSED)
    return {
        "plan": plan,
        "goal": plan.goals.first(),
        "action": make.action(at.decision, owner=at.holder(SeatRole.YOUTH_CO_CHAIR)),
        "over": over,
        "draft": make_polls.draft_poll(at.community),
        "running": make_polls.open_poll(at.community)[0],
        "session": make_live.room(at.community, state="draft", here=False).session,
        "forum": at.forum,
        "theme": at.meeting.items.get().theme,
    }


def _goal(goal) -> dict:
    return {"goal": goal, "title": goal.title}


_POSITIONS = Positions(
    youth_for=1, youth_against=0, youth_aside=0, adult_for=1, adult_against=0, adult_aside=0
)

#: Every command by which a young person in a committee writes: (the command, its arguments with the words).
OF_STUDENTS = [
    (
        meetings.call_meeting,
        lambda at, on, w: (
            {"committee": at.committee, "title": w, "place": "Hall"} | {"starts_at": timezone.now()}
        ),
    ),
    (
        meetings.call_meeting,
        lambda at, on, w: (
            {"committee": at.committee, "title": "Next", "place": w} | {"starts_at": timezone.now()}
        ),
    ),
    (meetings.add_item, lambda at, on, w: {"meeting": at.meeting, "title": w}),
    (meetings.add_item, lambda at, on, w: {"meeting": at.meeting, "title": "Noise", "note": w}),
    *(
        (
            decisions.decide,
            lambda at, on, w, name=name: (
                {
                    "meeting": at.meeting,
                    "outcome": "adopted",
                    "title": "Rooms",
                    "text": "Open them.",
                    "positions": _POSITIONS,
                }
                | {name: w}
            ),
        )
        for name in ("title", "text", "reason", "dissent")
    ),
    (
        minutes.edit_minutes,
        lambda at, on, w: {"meeting": on["over"], "minutes": f"{on['over'].minutes}\n\n{w}", "version": 1},
    ),
    (
        actions.assign,
        lambda at, on, w: {
            "committee": at.committee,
            "decision": at.decision,
            "title": w,
            "owner": on["action"].owner,
            "due_on": timezone.localdate() + timedelta(9),
        },
    ),
    (actions.complete, lambda at, on, w: {"action": on["action"], "evidence": w}),
    (actions.drop, lambda at, on, w: {"action": on["action"], "reason": w}),
    (plans.create_plan, lambda at, on, w: {"committee": at.committee, "title": w}),
    (plans.create_plan, lambda at, on, w: {"committee": at.committee, "title": "Calm", "summary": w}),
    (plans.describe_plan, lambda at, on, w: {"plan": on["plan"], "title": on["plan"].title, "summary": w}),
    (plans.add_own_goal, lambda at, on, w: {"plan": on["plan"], "title": w}),
    (plans.describe_goal, lambda at, on, w: _goal(on["goal"]) | {"title": w}),
    (plans.describe_goal, lambda at, on, w: _goal(on["goal"]) | {"indicator": w}),
    (plans.report_progress, lambda at, on, w: {"goal": on["goal"], "current": None, "note": w}),
]
_COMMITTEE = {"name": "Quiet group", "purpose": "Calm.", "powers": "Rooms.", "limits": ""}
_RULES = {"kind": "advisory", "quorum_percent": 50, "minimum_youth_percent": 50, "decision_rule": "simple"}
_FORUM = {"name_mode": "pseudonymous", "bands": [], "answer_by": None, "closes_on": None}
_POLL = {"bands": [], "winners": 1, "quorum": None, "tie_rule": "all_forward", "closes_at": None}
_SESSION = {"forum": None, "bands": [], "starts_at": None, "band_b_hold_flagged": False}
#: Those that adults alone have.
OF_ADULTS = [
    *(
        (committees.create_committee, lambda at, on, w, name=name: _COMMITTEE | {name: w})
        for name in _COMMITTEE
    ),
    (
        committees.describe_committee,
        lambda at, on, w: {"committee": at.committee, **_COMMITTEE, **_RULES, "limits": w},
    ),
    *(
        (drafts.create, lambda at, on, w, name=name: {"question": "Which?", name: w})
        for name in ("question", "introduction")
    ),
    (
        drafts.describe,
        lambda at, on, w: {
            "poll": on["draft"],
            "question": "Which?",
            "introduction": w,
            "method": "approval",
            **_POLL,
        },
    ),
    *(
        (drafts.add_option, lambda at, on, w, name=name: {"poll": on["draft"], "title": "Lamps"} | {name: w})
        for name in ("title", "description")
    ),
    (
        drafts.change_option,
        lambda at, on, w: {
            "option": on["draft"].options.first(),
            "title": w,
            "description": "",
            "voices": [],
        },
    ),
    (closing.void, lambda at, on, w: {"poll": on["running"], "reason": w}),
    (forums.create, lambda at, on, w: {"question": "Why?", "introduction": w}),
    (forums.describe, lambda at, on, w: {"forum": on["forum"], "words": {"voice": w}, **_FORUM}),
    *(
        (
            answers.make_theme,
            lambda at, on, w, name=name: (
                {"forum": on["forum"], "title": "Calm", "sources": [at.voices[0].public_id]} | {name: w}
            ),
        )
        for name in ("title", "summary")
    ),
    (sessions.create, lambda at, on, w: {"title": "Talk", "question": w}),
    (
        sessions.describe,
        lambda at, on, w: {"session": on["session"], "title": w, "question": "Why?", **_SESSION},
    ),
]
