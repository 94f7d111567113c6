"""What the pages of a session show, put together for their templates and for the script of the room."""

import secrets
from datetime import datetime

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forums.live import queries
from forums.live.domain import messages
from forums.live.domain.sessions import STEPS
from forums.live.enums import EventKind, LaneMode, SessionState
from forums.live.forms import ModeForm, RulingForm, SayForm
from forums.live.rules import present
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from mobilize.kernel.templatetags.look import SPRITE
from people.enums import Role


def state_words() -> dict[str, str]:
    """Return what the room says about each state, for everybody."""
    return {
        SessionState.DRAFT: _("The talk is being prepared."),
        SessionState.LOBBY: _("The doors are open. The talk has not begun."),
        SessionState.OPEN: _("The talk is open."),
        SessionState.HOLD: _("The talk is paused. Keep your words. You can send them when it goes on."),
        SessionState.CLOSED: _("The talk is over. You can read all of it."),
    }


def mode_words() -> dict[str, str]:
    """Return what the room says about each way to take messages."""
    return {
        LaneMode.OPEN: _("Messages appear at once where your age group allows it."),
        LaneMode.HOLD_FLAGGED: _("Some messages wait until a person has read them."),
        LaneMode.HOLD_ALL: _("A person reads each message first."),
        LaneMode.LOCKED: _("Right now only the adults who lead may write."),
    }


def _state_moves() -> dict[str, str]:
    """Return what the log says about a move, for whoever reads it later too."""
    return {
        SessionState.LOBBY: _("The doors opened."),
        SessionState.OPEN: _("The talk opened."),
        SessionState.HOLD: _("The talk was paused."),
        SessionState.CLOSED: _("The talk ended."),
    }


def _mode_moves() -> dict[str, str]:
    return {
        LaneMode.OPEN: _("From here on, messages appeared at once where the age group allows it."),
        LaneMode.HOLD_FLAGGED: _("From here on, some messages waited until a person had read them."),
        LaneMode.HOLD_ALL: _("From here on, a person read each message first."),
        LaneMode.LOCKED: _("From here on, only the adults who lead could write."),
    }


def _step_words() -> dict[str, str]:
    return {
        SessionState.LOBBY: _("Open the doors"),
        SessionState.OPEN: _("Open the talk"),
        SessionState.HOLD: _("Pause the talk"),
        SessionState.CLOSED: _("End the talk"),
    }


def report_base(actor) -> str:
    """Return the address of the report page of messages, to which a message's public id is added."""
    place = reverse("report", args=[actor.community.slug, messages.MESSAGE, "x"])
    return place.removesuffix("x/")


def line_for(line, *, own: str = "") -> dict:
    """Return a line of the log for a template: words under a byline, or a sentence about the session."""
    words = line.payload
    shown = {"seq": line.seq, "ref": line.ref, "kind": line.kind, "at": line.at}
    if line.kind == EventKind.MESSAGE:
        role = words["role"]
        return shown | {
            "name": words["name"],
            "side": words["side"],
            "role": str(Role(role).label) if role in Role.values else "",
            "shape": words["shape"],
            "initials": words["initials"],
            "body": words["body"],
            "gone": words.get("gone", False),
            "own": bool(own) and words["by"] == own,
        }
    if line.kind == EventKind.STATE:
        return shown | {"sentence": _state_moves()[words["state"]]}
    if line.kind == EventKind.MODE:
        return shown | {"sentence": _mode_moves()[words["mode"]]}
    return shown  # a removal: the message it is about says so itself


def lines_for(lines, *, own: str = "") -> list[dict]:
    """Return the lines that a page shows: each removal shows in the place of its message."""
    return [line_for(line, own=own) for line in lines if line.kind != EventKind.REMOVED]


def room_for(actor, session, *, say_form: SayForm | None = None, now: datetime) -> dict:
    """Return everything the page of a room needs."""
    byline = queries.own_byline(actor, session)
    latest = queries.latest_lines(session)
    moderates = can(actor, "live.watch_held", session)
    where = {"community": actor.community.slug, "session": session.public_id}
    writes, why_not = _may_write(actor, session)
    fresh = SayForm(initial={"client_id": secrets.token_hex(12)})
    return {
        "session": session,
        "adults": queries.adults_of(session, here=present(session, now=now)),
        "state_sentence": state_words()[session.state],
        "mode_sentence": mode_words()[session.mode],
        "lines": lines_for(latest, own=byline.public_id if byline else ""),
        "earlier": bool(latest) and latest[0].seq > 1,
        "mine": queries.own_news(actor, session),
        "pseudonym": byline.shown_name if byline and actor.is_youth else "",
        "writes": writes,
        "why_not": why_not,
        "say_form": say_form or fresh,
        "held": _held(session) if moderates else None,
        "muted": queries.muted_in(session) if moderates else [],
        "steps": _steps(actor, session),
        "mode_form": ModeForm(initial={"mode": session.mode})
        if can(actor, "live.steer_session", session)
        else None,
        "can_seat": can(actor, "live.seat_adults", session) and session.state != SessionState.CLOSED,
        "where": where,
        "config": _config(actor, session, byline, latest, moderates, where),
        "running": session.state != SessionState.CLOSED,
        "blank_line": {"side": "youth"},
        "blank_adult": {"side": "adult"},
    }


def _may_write(actor, session) -> tuple[bool, str]:
    """Tell whether the form is shown, and what to say in its place or above it."""
    try:
        require(actor, "live.say", session)
    except Refused as refused:
        keeps_form = {"session_not_open", "session_paused", "lane_locked", "second_adult_left"}
        return refused.code in keeps_form, refused.message
    return True, ""


def _held(session) -> list[dict]:
    return [
        row
        | {
            "form": RulingForm(
                initial={"version": row["message"].version}, auto_id=f"{row['message'].public_id}_%s"
            )
        }
        for row in queries.held_for_moderator(session)
    ]


def _steps(actor, session) -> list[dict]:
    words = _step_words()
    steps = []
    for state in STEPS[session.state]:
        rule = "live.steer_session" if state == SessionState.HOLD else "live.lead_session"
        if can(actor, rule, session):
            steps.append({"state": state, "words": words[state], "grave": state == SessionState.CLOSED})
    return steps


def _config(actor, session, byline, latest, moderates: bool, where: dict) -> dict:
    """Return what the room's script needs: places, addresses and sentences. No words of anybody's."""
    streams = queries.streams_of(session.pk)
    here = reverse("session", kwargs=where)
    return {
        "here": here,
        "report": report_base(actor),
        "sprite": static(SPRITE),
        "epoch": streams["pub"].epoch,
        "seq": latest[-1].seq if latest else 0,
        "me": byline.public_id if byline else "",
        "moderates": moderates,
        "state": session.state,
        "mode": session.mode,
        "zone": actor.community.time_zone,
        "language": get_language(),
        "roles": {role: str(Role(role).label) for role in Role.values},
        "states": {str(key): words for key, words in state_words().items()},
        "modes": {str(key): words for key, words in mode_words().items()},
        "moves": {
            **{str(key): words for key, words in _state_moves().items()},
            **{f"mode {key}": words for key, words in _mode_moves().items()},
        },
        "words": {
            "connecting": _("Connecting…"),
            "on": _("Connected."),
            "slow": _("Connected in a slower way."),
            "off": _("Not connected. We keep trying. Your words are kept."),
            "ended": _("You are not in this talk any more. Load the page again."),
            "sending": _("Sending…"),
            "waiting": _("A person reads it first."),
            "shown": _("Everybody can read it."),
            "returned": _("Sent back to you."),
            "removed": _("Removed by a moderator."),
            "gone": _("This message was taken away."),
            "you": _("You"),
            "report": _("Report this message"),
            "withdraw": _("Take it back"),
            "taken": _("You took it back."),
            "many": _("%(count)s new messages."),
            "said": _("%(name)s: %(words)s"),
            "new_held": _("A new message waits for you."),
        },
    }
