"""States of a community session and of what is said in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    LOBBY = "lobby", _("The doors are open")
    OPEN = "open", _("Open")
    HOLD = "hold", _("Paused")
    CLOSED = "closed", _("Over")


SESSION_MOVES = {
    SessionState.DRAFT: {SessionState.LOBBY},
    SessionState.LOBBY: {SessionState.OPEN, SessionState.CLOSED},
    SessionState.OPEN: {SessionState.HOLD, SessionState.CLOSED},
    SessionState.HOLD: {SessionState.OPEN, SessionState.CLOSED},
    SessionState.CLOSED: set(),
}

#: States in which the room holds a talk that others can follow.
RUNNING = (SessionState.OPEN, SessionState.HOLD)


class LaneMode(models.TextChoices):
    """How the discussion lane takes messages. The rules of the age bands always win (rule 11)."""

    OPEN = "open", _("Messages appear at once where the age group allows it")
    HOLD_FLAGGED = "hold_flagged", _("Messages that need a look wait for a person")
    HOLD_ALL = "hold_all", _("A person reads each message first")
    LOCKED = "locked", _("Only the adults who lead may write")


class Audience(models.TextChoices):
    """Who a stream of the log is for."""

    PUB = "pub", _("Everybody in the room")
    MOD = "mod", _("Moderators")


class MessageState(models.TextChoices):
    """Where a message stands. Only published ones are seen by others."""

    HELD = "held", _("Waiting for a person to read it")
    PUBLISHED = "published", _("Shown")
    RETURNED = "returned", _("Sent back with a note")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Taken back")


MESSAGE_MOVES = {
    MessageState.HELD: {
        MessageState.PUBLISHED,
        MessageState.RETURNED,
        MessageState.REMOVED,
        MessageState.WITHDRAWN,
    },
    MessageState.PUBLISHED: {MessageState.RETURNED, MessageState.REMOVED, MessageState.WITHDRAWN},
    MessageState.RETURNED: {MessageState.WITHDRAWN, MessageState.PUBLISHED},
    MessageState.REMOVED: {MessageState.RETURNED},  # only because an appeal was right (rule 21)
    MessageState.WITHDRAWN: set(),
}


class EventKind(models.TextChoices):
    """What a line of the log says. ``held`` and ``settled`` stand in the moderators' stream alone."""

    MESSAGE = "message", _("Somebody spoke")
    REMOVED = "removed", _("A message was taken away")
    STATE = "state", _("The session went on to another state")
    MODE = "mode", _("The lane takes messages in another way")
    PROMPT = "prompt", _("The line on all screens is another one")
    ASKED = "asked", _("A show of hands began")
    HANDS = "hands", _("A show of hands ended")
    HELD = "held", _("A message waits for a person")
    SETTLED = "settled", _("A waiting message was decided about")


class HandsState(models.TextChoices):
    """Where a show of hands stands."""

    OPEN = "open", _("Hands go up")
    CLOSED = "closed", _("Counted")
    AWAY = "away", _("Counted, and off the screens")
    CANCELLED = "cancelled", _("Called off, and never counted")


HANDS_MOVES = {
    HandsState.OPEN: {HandsState.CLOSED, HandsState.CANCELLED},
    HandsState.CLOSED: {HandsState.AWAY},
    HandsState.AWAY: set(),
    HandsState.CANCELLED: set(),
}
