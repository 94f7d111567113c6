"""What the tables of goal polls are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_POLL: dict[str, Any] = {"end": "with the community"}
_VOTE: dict[str, Any] = {"whose": Whose.EITHER, "basis": Basis.CONSENT}

keeps(
    "polls.GoalPoll",
    {
        "community forum bands electorate": "who votes",
        "question introduction": "on what",
        "state opens_at closes_at closed_at": "when",
        "method winners quorum tie_rule tie_seed rules_hash": "by which rules, fixed before the first vote",
        "public_key key_destroyed_at": "keeps votes sealed until the close, and apart from names after it",
        "ending void_cause void_words": "how it ended",
    },
    **_POLL,
)
keeps("polls.Option", {"poll title description position": "a goal that can be chosen"}, **_POLL)
keeps("polls.OptionVoice", {"option perspective": "which perspectives a goal takes up"}, **_POLL)
keeps(
    "polls.Envelope",
    {
        "poll voter": "who may vote, once",
        "sealed revision": "the vote until the close, which nobody can read",
        "voted": "whether somebody voted",
    },
    **_VOTE,
    copy="yes, whether one voted; how, nobody knows",
    end="the vote at the close; the envelope with the poll",
)
keeps(
    "polls.Ballot",
    {"id": "tells ballots apart and nothing else", "poll choice": "one counted vote, without a voter"},
    **_VOTE,
    copy="no: nobody can tell whose it is",
    end="with the poll",
)
keeps("polls.Tally", {"poll result ballots_hash": "what was counted"}, **_POLL)
keeps(
    "polls.ReceiptList",
    {"poll marks": "lets each voter see that their vote was counted"},
    **_VOTE,
    copy="no: only the voter holds the number behind a mark",
    end="with the poll",
)
