"""What the pages of a session show, put together for their templates and for the script of the room."""

import secrets
from collections.abc import Collection
from datetime import datetime

import segno
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from forums.live import hands_queries, queries, room_queries, volatile, wording
from forums.live.domain import messages
from forums.live.domain.sessions import STEPS
from forums.live.enums import RUNNING, EventKind, SessionState
from forums.live.forms import HandsForm, ModeForm, PromptForm, RulingForm, SayForm
from forums.live.room_queries import RoomTold
from mobilize.kernel import manners
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from mobilize.kernel.templatetags.look import SPRITE
from people import first_yes
from people.block_queries import hidden_names
from people.enums import Role


def report_base(actor) -> str:
    """Return the address of the report page of messages, to which a message's public id is added."""
    place = reverse("report", args=[actor.community.slug, messages.MESSAGE, "x"])
    return place.removesuffix("x/")


def hide_base(actor) -> str:
    """Return the address at which a student hides a speaker, to which a byline is added; nothing for an adult."""
    return reverse("hidden", args=[actor.community.slug]) if actor.is_youth else ""


def _own_base(actor, name: str) -> str:
    """Return the address of a page about an own message, to which the message's public id is added."""
    return reverse(name, args=[actor.community.slug, messages.MESSAGE, "x"]).removesuffix("x/")


def line_for(line, *, own: str = "", hidden: Collection[str] = ()) -> dict:
    """Return a line of the log for a template: words under a byline, or a sentence about the session."""
    words = line.payload
    shown = {"seq": line.seq, "ref": line.ref, "kind": line.kind, "at": line.at}
    if line.kind == EventKind.MESSAGE:
        role = words["role"]
        is_hidden = words["by"] in hidden
        return shown | {
            "by": words["by"],
            "name": words["name"],
            "side": words["side"],
            "role": str(Role(role).label) if role in Role.values else "",
            "shape": words["shape"],
            "initials": words["initials"],
            "body": "" if is_hidden else words["body"],
            "lang": words.get("lang", ""),
            "gone": words.get("gone", False),
            "hidden": is_hidden,
            "own": bool(own) and words["by"] == own,
        }
    if line.kind == EventKind.STATE:
        return shown | {"sentence": wording.state_moves()[words["state"]]}
    if line.kind == EventKind.MODE:
        return shown | {"sentence": wording.mode_moves()[words["mode"]]}
    if line.kind == EventKind.PROMPT:
        return shown | {"sentence": wording.prompt_told(words["words"])}
    if line.kind == EventKind.ASKED:
        return shown | {"sentence": wording.hands_words()["asked"] % words}
    if line.kind == EventKind.HANDS:
        return shown | {"sentence": f"{words['question']} {wording.hands_told(words)}"}
    return shown  # a removal: the message it is about says so itself


def lines_for(lines, *, own: str = "", hidden: Collection[str] = ()) -> list[dict]:
    """Return the lines that a page shows: each removal shows in the place of its message.

    ``hidden`` are the bylines that the reader hid: their words are not among them (rule 10).
    """
    return [line_for(line, own=own, hidden=hidden) for line in lines if line.kind != EventKind.REMOVED]


def hands_for(actor, session, told: RoomTold) -> dict | None:
    """Return the show of hands that the screens show, for this reader: with their own hand, if it is up."""
    question = told.hands
    if question is None:
        return None
    question.session = session
    data = hands_queries.shown_to_the_room(question)
    is_open = data["told"] == "open"
    own = told.own_hand if is_open and actor.is_youth else None
    counts = data.get("counts") or [None] * len(data["choices"])
    return data | {
        "open": is_open,
        "raises": is_open and can(actor, "live.raise_hand", question),
        "own": own,
        "sentence": wording.hands_told(data, rows=False),
        "rows": [
            {
                "number": number,
                "choice": choice,
                "count": count,
                "share": round(100 * count / data["hands"]) if count is not None else 0,
                "first": data.get("first") == number,
                "own": own == number,
            }
            for number, (choice, count) in enumerate(zip(data["choices"], counts, strict=True))
        ],
    }


def _lead(session, prompt_form: PromptForm | None, hands_form: HandsForm | None) -> dict:
    """Return what the adult who leads has in hand beside the next steps."""
    return {
        "prompt_form": prompt_form or PromptForm(initial={"prompt": session.prompt}),
        "hands_form": hands_form or HandsForm(),
        "asks": session.state in RUNNING,
    }


def room_for(
    actor,
    session,
    *,
    say_form: SayForm | None = None,
    prompt_form: PromptForm | None = None,
    hands_form: HandsForm | None = None,
    now: datetime,
) -> dict:
    """Return everything the page of a room needs."""
    moderates = can(actor, "live.watch_held", session)
    told = room_queries.told_of(actor, session, moderates=moderates, now=now)
    byline, latest = told.byline, told.lines
    where = {"community": actor.community.slug, "session": session.public_id}
    writes, no = _may_write(actor, session)
    fresh = SayForm(initial={"client_id": secrets.token_hex(12)})
    leads = can(actor, "live.lead_session", session)
    return {
        "session": session,
        "adults": queries.adults_of(session, here=told.here),
        "state_sentence": wording.state_words()[session.state],
        "mode_sentence": wording.mode_words()[session.mode],
        "lines": lines_for(latest, own=byline.public_id if byline else "", hidden=hidden_names(actor)),
        "earlier": bool(latest) and latest[0].seq > 1,
        "mine": told.mine,
        "pseudonym": byline.shown_name if byline and actor.is_youth else "",
        "writes": writes,
        "why_not": no.message if no else "",
        "first_yes": first_yes.words_for(no),
        "say_form": say_form or fresh,
        "held": _held(told.held) if moderates else None,
        "muted": told.muted,
        "steps": _steps(actor, session),
        "mode_form": ModeForm(initial={"mode": session.mode})
        if can(actor, "live.steer_session", session)
        else None,
        "can_seat": can(actor, "live.seat_adults", session) and session.state != SessionState.CLOSED,
        "where": where,
        "config": _config(actor, session, told, moderates, where),
        "prompt": session.prompt,
        "people": wording.people_told(volatile.one_now("people", session.pk)),
        "hands": hands_for(actor, session, told),
        "lead": _lead(session, prompt_form, hands_form) if leads else None,
        "presents": can(actor, "live.present", session),
        "running": session.state != SessionState.CLOSED,
        "blank_line": {"side": "youth"},
        "blank_adult": {"side": "adult"},
    }


def _may_write(actor, session) -> tuple[bool, Refused | None]:
    """Tell whether the form is shown, and what to say in its place or above it."""
    try:
        require(actor, "live.say", session)
    except Refused as refused:
        keeps_form = {"session_not_open", "session_paused", "lane_locked", "second_adult_left"}
        return refused.code in keeps_form, refused
    return True, None


def _held(rows: list[dict]) -> list[dict]:
    return [
        row
        | {
            "form": RulingForm(
                initial={"version": row["message"].version}, auto_id=f"{row['message'].public_id}_%s"
            )
        }
        for row in rows
    ]


def _steps(actor, session) -> list[dict]:
    words = wording.step_words()
    steps = []
    for state in STEPS[session.state]:
        rule = "live.steer_session" if state == SessionState.HOLD else "live.lead_session"
        if can(actor, rule, session):
            steps.append({"state": state, "words": words[state], "grave": state == SessionState.CLOSED})
    return steps


def _config(actor, session, told: RoomTold, moderates: bool, where: dict) -> dict:
    """Return what the room's script needs: places, addresses and sentences. No words of anybody's."""
    byline, latest = told.byline, told.lines
    here = reverse("session", kwargs=where)
    return {
        "here": here,
        "report": report_base(actor),
        "care": _own_base(actor, "care"),
        "appeal": _own_base(actor, "appeal"),
        "hide": hide_base(actor),
        "sprite": static(SPRITE),
        "epoch": told.streams["pub"].epoch,
        "seq": latest[-1].seq if latest else 0,
        "me": byline.public_id if byline else "",
        "moderates": moderates,
        "state": session.state,
        "mode": session.mode,
        "zone": actor.community.time_zone,
        "language": manners.language(),
        "roles": {role: str(Role(role).label) for role in Role.values},
        "states": {str(key): words for key, words in wording.state_words().items()},
        "modes": {str(key): words for key, words in wording.mode_words().items()},
        "moves": {
            **{str(key): words for key, words in wording.state_moves().items()},
            **{f"mode {key}": words for key, words in wording.mode_moves().items()},
        },
        "words": wording.room_words(),
        "hands": {**wording.hands_words(), "youth": actor.is_youth and actor.consented},
        "people": wording.people_words(),
    }


WALL_LINES = 12  # newest messages that the wall holds; it shows as many as fit


def wall_for(actor, session, *, now: datetime) -> dict:
    """Return what the screen for the wall needs: nothing that waits, and nobody's own."""
    told = room_queries.told_of(actor, session, moderates=False, now=now)
    latest = told.lines
    said = [line for line in latest if line.kind == EventKind.MESSAGE and not line.payload.get("gone")]
    where = {"community": actor.community.slug, "session": session.public_id}
    return {
        "session": session,
        "where": where,
        "state_sentence": wording.state_words()[session.state],
        "prompt": session.prompt,
        "people": wording.people_told(volatile.one_now("people", session.pk)),
        "hands": hands_for(actor, session, told),
        "lines": lines_for(said[: -WALL_LINES - 1 : -1]),  # the newest first
        "number": session.join_number,
        "blank_line": {"side": "youth"},
        "blank_adult": {"side": "adult"},
        "config": {
            "here": reverse("session", kwargs=where),
            "sprite": static(SPRITE),
            "epoch": told.streams["pub"].epoch,
            "seq": latest[-1].seq if latest else 0,
            "question": session.question,
            "kept": WALL_LINES,
            "roles": {role: str(Role(role).label) for role in Role.values},
            "states": {str(key): words for key, words in wording.state_words().items()},
            "words": wording.link_words(),
            "hands": wording.hands_words(),
            "people": wording.people_words(),
        },
    }


def square_code(address: str) -> dict:
    """Return the square picture of an address as one path: the box around it, and what is drawn."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit]
    side = len(rows) + 4  # two modules of quiet on each side, and the card around it has more
    return {"box": f"-2 -2 {side} {side}", "path": "".join(dark)}


def people_for(actor, session, here: list, *, now: datetime) -> dict:
    """Return who is here, by name. A few young people are not named: it would be plain who wrote what."""
    leading = [member for member in here if member.pk in session.seats]
    young = queries.young_among(here, now=now)
    others = [member for member in here if member.pk not in session.seats and member.pk not in young]
    enough = len(young) >= settings.MOBILIZE["SMALL_GROUP"]
    return {
        "session": session,
        "where": {"community": actor.community.slug, "session": session.public_id},
        "adults": queries.adults_of(session, here={member.pk for member in leading}),
        "others": others,
        "young": [member for member in here if member.pk in young] if enough else [],
        "too_few": bool(young) and not enough,
        "fewest": settings.MOBILIZE["SMALL_GROUP"],
    }
