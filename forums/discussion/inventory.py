"""What the tables of forums are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_WORDS: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.CONSENT,
    "copy": "yes",
    "end": "the words: 90 days after they were taken back, or with erasure; the place in the talk stays",
}
_FORUM: dict[str, Any] = {"end": "with the community"}
_OURS: dict[str, Any] = {
    "whose": Whose.ADULT,
    "basis": Basis.TASK,
    "copy": "yes, what one wrote oneself",
    "end": "with the forum",
}
_CONTRIBUTION: dict[str, Any] = {
    "body body_html": "what somebody says, as typed and cleaned",
    "language": "in which language the words are, so that they are read aloud in it",
    "state version published_at hidden_at": "whether it is shown, in which wording, and since when it is not",
    "client_id": "makes the same form, sent twice, one post",
    "byline": "the name over the words; never who",
}

keeps(
    "discussion.Forum",
    {
        "community bands": "who is asked",
        "question introduction": "what is asked",
        "space voice audience influence": "what is promised before anybody speaks",
        "state name_mode closes_on opened_at closed_at": "when and under which names people speak",
        "named_adult accepted_at answer_by": "which adult owes the answers, and by when",
        "imported_from": "where a conversation held elsewhere came from",
    },
    **_FORUM,
)
keeps(
    "discussion.HandOver",
    {"forum offered_by to state settled_at": "which adult passes the duty to answer to which other"},
    **_OURS,
)
keeps(
    "discussion.Welcome",
    {"byline forum read_at": "that the author read who can see what, before their first words"},
    **{**_WORDS, "copy": "yes, with the forum", "end": "with erasure"},
)
keeps(
    "discussion.Perspective",
    {
        **_CONTRIBUTION,
        "forum position": "where it stands",
        "voice_state": "what has become of it",
        "host_seed source_ref": "that the hosts wrote it, or where it was imported from",
    },
    **_WORDS,
)
keeps("discussion.Reply", {**_CONTRIBUTION, "perspective": "what it answers"}, **_WORDS)
keeps(
    "discussion.Draft",
    {"forum perspective byline body saved_at": "words that are not sent yet"},
    **{**_WORDS, "end": "when sent, 90 days after the last change, or with erasure"},
)
keeps(
    "discussion.Stance",
    {"perspective byline position": "whether a name agrees with a perspective"},
    **{**_WORDS, "end": "with the forum; after erasure nobody can tell whose it was"},
)
keeps(
    "discussion.VoiceStem",
    {"perspective stem": "finds a published perspective by its words"},
    **{**_WORDS, "copy": "no: the words themselves are", "end": "when the words are not shown any more"},
)
keeps("discussion.Theme", {"forum title summary made_by": "what several perspectives are about"}, **_OURS)
keeps("discussion.ThemeSource", {"theme perspective": "which perspectives a theme rests on"}, **_OURS)
keeps(
    "discussion.Answer",
    {
        "theme perspective forum": "what is answered",
        "heard kind act because by_when by plan_url": "what the named adult will do or cannot do",
    },
    **_OURS,
)
keeps(
    "discussion.AnswerRead",
    {"answer byline read_at verdict": "takes the mark away once its author has read the answer"},
    **{**_WORDS, "copy": "yes", "end": "with erasure"},
)
keeps(
    "discussion.VoiceStep",
    {
        "perspective to": "one step of what became of a perspective",
        "cause_kind cause_id cause_title cause_url": "because of what",
    },
    **{**_WORDS, "end": "with the forum: it holds no words of the author"},
)
