"""Tags that draw the chain: how far a voice has come, from the words to the answer."""

import itertools

from django import template

from forums.discussion.enums import VoiceState

register = template.Library()

BEADS = ("voice", "theme", "goal", "decision", "action", "plan", "answer")
ANSWER = len(BEADS) - 1
PLAN = BEADS.index("plan")
FIRST, STEP = 11, 22  # centre of the first bead and the way to the next, in the picture's own units
SIZES = {"now": 20, "reached": 15, "to": 12}

# The bead that each state has come to.
PLACES = {
    VoiceState.RECEIVED: 0,
    VoiceState.IN_DISCUSSION: 1,
    VoiceState.IN_GOAL: 2,
    VoiceState.DECIDED: 3,
    VoiceState.IN_PLAN: PLAN,
    VoiceState.DONE: PLAN,
    VoiceState.DECLINED: 1,
}


def _number(value: float) -> str:
    # A string, so that no language writes a comma into the picture.
    return f"{value:g}"


def _bead(place: int, symbol: str, size: str, css: str) -> dict:
    side = SIZES[size]
    centre = FIRST + STEP * place
    classes = " ".join(
        part for part in ("k", css, "now" if size == "now" else "", "to" if size == "to" else "") if part
    )
    return {
        "symbol": symbol,
        "css": classes,
        "x": _number(centre - side / 2),
        "y": _number(12 - side / 2),
        "side": side,
    }


def _symbol(place: int, state: VoiceState) -> str:
    return "done" if state == VoiceState.DONE and place == PLAN else BEADS[place]


def _colour(place: int) -> str:
    return {PLAN: "leaf", ANSWER: "sky"}.get(place, "")


@register.inclusion_tag("pieces/chain.html", name="chain")
def chain(state: str, words: str = "", answered: bool = False) -> dict:
    """Draw the small chain of one voice beside the words that say the same.

    ``state`` is a value of the voice states; ``words`` replaces the state's own words;
    ``answered`` fills the answer bead.
    """
    state = VoiceState(state)
    place = PLACES[state]
    words = words or state.label
    if state == VoiceState.DECLINED:
        beads = [_bead(at, BEADS[at], "reached", "") for at in range(place + 1)]
        stop = _bead(place + 1, "stop", "now", "coral")
        stop["x"] = _number(FIRST + STEP * (place + 1) - SIZES["now"] / 2 - 4)
        beads.append(stop)
        if answered:
            beads.append(_bead(ANSWER, BEADS[ANSWER], "reached", "sky"))
        end = FIRST + STEP * (place + 1) - 6
        return {
            "beads": beads,
            "reached": end,
            "ahead": answered,
            "end": FIRST + STEP * ANSWER,
            "words": words,
        }
    arrived = ANSWER if answered and state == "done" else place
    beads = []
    for at in range(len(BEADS)):
        size = "now" if at == arrived else "reached" if at < arrived or (answered and at == ANSWER) else "to"
        beads.append(_bead(at, _symbol(at, state), size, _colour(at) if size != "to" else ""))
    return {
        "beads": beads,
        "reached": FIRST + STEP * arrived,
        "ahead": arrived < ANSWER,
        "end": FIRST + STEP * ANSWER,
        "words": words,
    }


def _told(step: object, name: str) -> object:
    return step.get(name) if isinstance(step, dict) else getattr(step, name, None)


@register.inclusion_tag("pieces/chain_steps.html", name="chain_steps")
def chain_steps(steps: list, across: bool = False) -> dict:
    """Draw the steps a voice, forum or plan has come through, with what happened at each.

    Each of ``steps`` (dict or object) has kind (voice, theme, goal, decision, action, plan, answer, or stop), title,
    note, url, reached and now.
    """
    drawn = []
    for step in steps:
        kind = str(_told(step, "kind"))
        reached = bool(_told(step, "reached"))
        colour = {"plan": "leaf", "answer": "sky", "stop": "coral"}.get(kind, "")
        drawn.append(
            {
                "kind": kind,
                "title": _told(step, "title"),
                "note": _told(step, "note"),
                "url": _told(step, "url"),
                "now": bool(_told(step, "now")),
                "bead": f"l {colour}".strip() if reached else "l hollow",
                "place": "stop" if kind == "stop" else "" if reached else "to",
            }
        )
    # The thread turns dotted after the last bead that is reached.
    for here, after in itertools.pairwise(drawn):
        if here["place"] == "" and after["place"] == "to":
            here["place"] = "edge"
    return {"steps": drawn, "across": across}
