"""Checking a closed poll against what was published about it: one altered ballot is found.

The hashes stand in the tally, on the result page, and in the audit trail's line of the closing.
"""

from forums.polls.domain import closing, envelopes, receipts
from forums.polls.domain.voting import rules_hash
from forums.polls.enums import TALLIED, Ending, PollState
from forums.polls.models import Ballot, GoalPoll, ReceiptList, Tally
from mobilize.kernel.models import AuditEntry


def faults_of(poll: GoalPoll) -> list[str]:
    """Return what does not fit in a closed poll, as names of faults; an empty list if everything does.

    "rules", "ballots", "audit", "count", "receipts", "marks": the rules, the ballots against their published hash,
    the hashes against the audit trail, the result against a new count, the receipts, the marks of who voted;
    "leftovers": votes of a poll that ended without opening them. Errors: ``ValueError`` for a poll that is not closed.
    """
    if poll.state != PollState.CLOSED:
        raise ValueError("the poll is not closed")
    ballots = list(Ballot.objects.filter(poll=poll))
    tally = Tally.objects.filter(poll=poll).first()
    listed = ReceiptList.objects.filter(poll=poll).first()
    line = AuditEntry.objects.filter(
        action=closing.ENDED, kind=GoalPoll._meta.label, object_id=poll.public_id
    ).first()
    told = line.note if line else {}
    faults = []
    if rules_hash(poll) != poll.rules_hash and poll.ending != Ending.VOID:
        faults.append("rules")
    if line is None or told["ending"] != poll.ending:
        faults.append("audit")
    if poll.ending not in (*TALLIED, Ending.NO_QUORUM, Ending.NO_BALLOTS):
        sealed = poll.envelopes.exclude(voted=None, sealed=None)
        return [*faults, "leftovers"] if ballots or tally or listed or sealed.exists() else faults
    hashed = closing.ballots_hash(ballots)
    if tally is None or hashed != tally.ballots_hash:
        faults.append("ballots")
    # Polls that ended before the hash was written into the trail have only that of the tally.
    if told.get("ballots_hash", hashed) != hashed:
        faults.append("audit")
    if tally is None or not _counts_the_same(poll, ballots, tally):
        faults.append("count")
    if not _receipts_fit(told, listed, ballots):
        faults.append("receipts")
    if poll.envelopes.filter(voted=True).count() != len(ballots):
        faults.append("marks")
    return list(dict.fromkeys(faults))


def _counts_the_same(poll: GoalPoll, ballots: list[Ballot], tally: Tally) -> bool:
    try:
        ending, result = closing.outcome(poll, ballots)
    except (KeyError, TypeError):  # a ballot with a goal that is not on the paper, or with no list of goals
        return False
    again = closing.as_json(poll, ballots, result)
    return ending == poll.ending and envelopes.canonical(again) == envelopes.canonical(tally.result)


def _receipts_fit(told: dict, listed: ReceiptList | None, ballots: list[Ballot]) -> bool:
    if "receipts_hash" not in told:
        return listed is None
    if listed is None or len(listed.marks) != len(ballots):
        return False
    return receipts.list_hash(listed.marks) == told["receipts_hash"]
