"""Whole sentences about how a poll ended. They say no more than the shown tally does."""

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.polls.enums import TALLIED, Ending, VoidCause
from forums.polls.queries import ShownTally


def _titles(options) -> str:
    return get_text_list([_("“%(goal)s”") % {"goal": option.title} for option in options], _("and"))


def headline(tally: ShownTally) -> str:
    """Return the sentence on top of a result."""
    if tally.ending == Ending.NO_BALLOTS:
        return _("Nobody voted, so nothing was chosen.")
    if tally.ending == Ending.TOO_FEW:
        return _("Fewer than %(fewest)d people voted.") % {"fewest": settings.MOBILIZE["SMALL_GROUP"]}
    if tally.ending == Ending.NO_QUORUM:
        return _("Too few people voted to choose.")
    if tally.ending == Ending.VOID:
        return _("This poll does not count.")
    if not tally.winners:
        return _("No goal was chosen.")
    return _("You picked %(goals)s.") % {"goals": _titles(tally.winners)}


def notes(tally: ShownTally) -> list[str]:
    """Return what a reader needs to know beside the numbers: why there are none, or how a tie was settled."""
    told = []
    if tally.ending == Ending.VOID:
        told.append(str(VoidCause(tally.poll.void_cause).label))
        if tally.poll.void_words:
            told.append(tally.poll.void_words)
        told.append(_("No vote was counted, and all votes were destroyed. The organizers can ask again."))
    elif tally.ending == Ending.TOO_FEW:
        told.append(_("To keep each vote secret, nothing is told. You can ask again in a new poll."))
    elif tally.ending == Ending.NO_QUORUM:
        told.append(
            _(
                "The rules of this poll ask for more votes. Your voices stay, and the organizers can ask again."
            )
        )
    elif tally.ending == Ending.NO_BALLOTS:
        told.append(_("The goals are not lost. The organizers can ask again."))
    if tally.ending in TALLIED and any(row.words for row in tally.rows):
        told.append(
            _("Where nearly all or nearly none ticked a goal, we say it in words. So each vote stays secret.")
        )
    if "tie_all_forward" in tally.explanation:
        told.append(
            _("%(goals)s had the same number of ticks. By the rule of this poll all of them go forward.")
            % {"goals": _titles(tally.tied)}
        )
    if "tie_lot" in tally.explanation:
        told.append(
            _("%(goals)s had the same number of ticks. The lot drawn before the first vote decided.")
            % {"goals": _titles(tally.tied)}
        )
    if "fewer_than_wanted" in tally.explanation:
        told.append(_("Fewer goals than planned got a tick, so fewer were chosen."))
    return told


def steps(tally: ShownTally) -> list[dict]:
    """Return the steps of the chain from here on, for ``chain_steps``."""
    chosen = len(tally.winners)
    if not chosen:
        return [
            {"kind": "stop", "title": _("No goal goes forward"), "reached": True, "now": True},
            {
                "kind": "answer",
                "title": _("You still get an answer"),
                "note": _("In the forum."),
                "reached": False,
            },
        ]
    voices = len({cited.perspective_id for option in tally.winners for cited in option.cited})
    behind = ngettext("%(count)d voice stands behind it.", "%(count)d voices stand behind them.", voices) % {
        "count": voices
    }
    return [
        {
            "kind": "goal",
            "title": ngettext("%(count)d goal chosen", "%(count)d goals chosen", chosen) % {"count": chosen},
            "note": behind if voices else "",
            "reached": True,
            "now": True,
        },
        {"kind": "decision", "title": _("A committee decides"), "reached": False},
        {
            "kind": "answer",
            "title": _("You get an answer"),
            "note": _("Also for the goals that were not chosen."),
            "reached": False,
        },
    ]
