"""States, endings and rules of goal polls."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PollState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Being counted")
    CLOSED = "closed", _("Closed")


#: Closing is a state of its own, so that no vote comes in while a count that was cut short waits to be resumed.
POLL_MOVES = {
    PollState.DRAFT: {PollState.OPEN},
    PollState.OPEN: {PollState.CLOSING},
    PollState.CLOSING: {PollState.CLOSED},
    PollState.CLOSED: set(),
}


class Ending(models.TextChoices):
    """How a poll ended. Each ending has a name; none is a guess."""

    COUNTED = "counted", _("Counted")
    TIE = "tie", _("Counted, with a tie settled by the rule")
    TOO_FEW = "too_few", _("Too few people voted, so nothing is told")
    NO_QUORUM = "no_quorum", _("Too few people voted")
    NO_BALLOTS = "no_ballots", _("Nobody voted")
    VOID = "void", _("Not valid")


#: Endings in which goals may have been chosen.
TALLIED = (Ending.COUNTED, Ending.TIE)


class VoidCause(models.TextChoices):
    CALLED_OFF = "called_off", _("An organizer stopped this poll.")
    KEY_GONE = "key_gone", _("The key to the sealed votes is gone, so nobody can open them.")
    RULES_CHANGED = "rules_changed", _("The rules of this poll were changed after it opened.")
    ENVELOPE_DAMAGED = "envelope_damaged", _("A sealed vote was damaged and could not be opened.")


class TieRule(models.TextChoices):
    ALL_FORWARD = "all_forward", _("All the tied goals go forward")
    LOT = "lot", _("A lot decides, drawn before the first vote")


class MethodName(models.TextChoices):
    APPROVAL = "approval", _("Tick every goal you could live with")
