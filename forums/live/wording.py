"""What the screens of a session say, in the reader's language; the scripts of the room get the same sentences."""

from django.conf import settings
from django.utils.translation import gettext as _

from forums.live.enums import LaneMode, SessionState


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


def state_moves() -> dict[str, str]:
    """Return what the log says about a move, for whoever reads it later too."""
    return {
        SessionState.LOBBY: _("The doors opened."),
        SessionState.OPEN: _("The talk opened."),
        SessionState.HOLD: _("The talk was paused."),
        SessionState.CLOSED: _("The talk ended."),
    }


def mode_moves() -> dict[str, str]:
    return {
        LaneMode.OPEN: _("From here on, messages appeared at once where the age group allows it."),
        LaneMode.HOLD_FLAGGED: _("From here on, some messages waited until a person had read them."),
        LaneMode.HOLD_ALL: _("From here on, a person read each message first."),
        LaneMode.LOCKED: _("From here on, only the adults who lead could write."),
    }


def step_words() -> dict[str, str]:
    return {
        SessionState.LOBBY: _("Open the doors"),
        SessionState.OPEN: _("Open the talk"),
        SessionState.HOLD: _("Pause the talk"),
        SessionState.CLOSED: _("End the talk"),
    }


def hands_words() -> dict[str, str]:
    """Return the sentences about a show of hands; what is between brackets is filled in where they are shown."""
    fewest = settings.MOBILIZE["SMALL_GROUP"]
    return {
        "asked": _("Show of hands: %(question)s"),
        "few_up": _("Fewer than %(fewest)s hands are up.") % {"fewest": fewest},
        "up": _("%(count)s hands are up."),
        "few": _("Fewer than %(fewest)s hands went up, so nothing is told.") % {"fewest": fewest},
        "counted": _("%(count)s hands went up."),
        "row": _("%(choice)s: %(count)s."),
        "first": _("The most hands were for: %(choice)s."),
        "kept_back": _("A choice had one hand or none, so the numbers are not told."),
        "close": _("No choice had the most hands."),
        "nothing": _("It was called off, and nothing was counted."),
        "most": _("The most hands"),
        "not_sent": _("It did not get through. Tap again."),
        "prompt": _("On all screens: %(words)s"),
        "no_prompt": _("The line on the screens was taken away."),
    }


def prompt_told(words: str) -> str:
    """Return what the log says when the line on all screens is another one."""
    return hands_words()["prompt"] % {"words": words} if words else hands_words()["no_prompt"]


def hands_told(data: dict, *, rows: bool = True) -> str:
    """Return what is told of a show of hands that is over, or how many hands are up; the numbers only with ``rows``."""
    words, hands = hands_words(), {"count": data.get("hands")}
    match data["told"]:
        case "open":
            return words["few_up"] if data["hands"] is None else words["up"] % hands
        case "few" | "nothing" as plain:
            return words[plain]
        case "numbers":
            counted = zip(data["choices"], data["counts"], strict=True) if rows else ()
            told = [words["row"] % {"choice": choice, "count": count} for choice, count in counted]
        case "first":
            told = [words["first"] % {"choice": data["choices"][data["first"]]}, words["kept_back"]]
        case _:
            told = [words["close"], words["kept_back"]]
    return " ".join([words["counted"] % hands, *told])


def people_words() -> dict[str, str]:
    """Return how many people are here, roughly: nobody is counted in or out one by one."""
    return {"few": _("Fewer than 10 people are here."), "about": _("About %(count)s people are here.")}


def people_told(data: dict | None) -> str:
    """Return the sentence about the head count; nothing while nobody has counted."""
    if not data:
        return ""
    words = people_words()
    return words["about"] % {"count": data["about"]} if data["about"] else words["few"]


def link_words() -> dict[str, str]:
    """Return what is said about the connection."""
    return {
        "connecting": _("Connecting…"),
        "on": _("Connected."),
        "slow": _("Connected in a slower way."),
        "off": _("Not connected. We keep trying. Your words are kept."),
        "ended": _("You are not in this talk any more. Load the page again."),
    }


def room_words() -> dict[str, str]:
    """Return the further sentences of the room's script."""
    return {
        **link_words(),
        "sending": _("Sending…"),
        "waiting": _("A person reads it first."),
        "shown": _("Everybody can read it."),
        "returned": _("Sent back to you."),
        "removed": _("Removed by a moderator."),
        "gone": _("This message was taken away."),
        "hidden": _("You hid what this person says."),
        "you": _("You"),
        "report": _("Report this message of %(name)s"),
        "hide": _("Hide what %(name)s says"),
        "withdraw": _("Take it back"),
        "taken": _("You took it back."),
        "many": _("%(count)s new messages."),
        "said": _("%(name)s: %(words)s"),
        "new_held": _("A new message waits for you."),
    }
