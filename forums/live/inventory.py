"""What the tables of community sessions are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_WORDS: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.CONSENT,
    "copy": "yes",
    "end": "the words: 90 days after they were taken back, or with erasure; the place in the talk stays",
}
_HERE: dict[str, Any] = {**_WORDS, "copy": "no: it is gone within the hour", "end": "when the session closes"}
_SESSION: dict[str, Any] = {"end": "with the community"}

keeps(
    "live.CommunitySession",
    {
        "community forum bands": "who talks, and about which forum",
        "title question prompt": "what the talk is about",
        "state mode band_b_hold_flagged": "whether it is open, and what is read first",
        "facilitator moderator second_adult": "which adults are in the room",
        "starts_at opened_at closed_at": "when it is",
        "join_number": "the short way in while it runs",
    },
    **_SESSION,
)
keeps("live.LiveStream", {"session audience epoch last_seq": "the order of what is shown"}, **_SESSION)
keeps(
    "live.LiveEvent",
    {
        "stream seq at": "when and in which order something was shown",
        "kind ref payload": "what was shown, under which name; never who",
    },
    **{**_WORDS, "copy": "no: the message itself is"},
)
keeps(
    "live.Message",
    {
        "session byline": "where it was said, and under which name; never who",
        "body": "what somebody says",
        "language": "in which language the words are, so that they are read aloud in it",
        "state version seq hidden_at": "whether it is shown, in which wording and place, and since when it is not",
        "client_id": "makes the same message, sent twice, one",
    },
    **_WORDS,
)
keeps(
    "live.Mute",
    {"session byline by": "that a name may not write here for now, and which adult decided"},
    **{**_WORDS, "copy": "yes", "end": "when it is lifted, or with the session"},
)
keeps(
    "live.HandsQuestion",
    {
        "session question choices state revision": "a quick question in the room",
        "closed_at result": "how many hands were counted",
    },
    **_SESSION,
)
keeps("live.Hand", {"question byline choice": "a hand that is up"}, **{**_HERE, "end": "at the count"})
keeps("live.StaffHeartbeat", {"session membership seen_at": "that an adult is in the room"}, **_HERE)
keeps("live.PresenceReport", {"session process members seen_at": "who is in the room now"}, **_HERE)
