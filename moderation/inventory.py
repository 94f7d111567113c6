"""What the tables of the desk, of duty and of concerns are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_CASE: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.TASK,
    "copy": "yes, the rulings on one's own words",
    "end": "two years after it was settled",
}
_CONCERN: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.VITAL,
    "copy": "no: it protects somebody; ask the safeguarding lead",
    "end": "by the school's law for child protection files, by hand; never by a program",
}
_ADULT: dict[str, Any] = {"whose": Whose.ADULT, "basis": Basis.TASK, "copy": "yes"}

keeps(
    "moderation.StaffedHours",
    {"community weekday opens closes": "when somebody is at the desk"},
    end="with the community",
)
keeps(
    "moderation.Case",
    {
        "community place": "where something waits for a person to read it",
        "subject_kind subject_id version": "which words, in which wording",
        "byline": "under which name they were written; never who",
        "reason severity signs": "why they wait and how soon somebody must look; sorts, and judges nobody",
        "state expected_by ruled_at": "how far it is, and the clock the desk is held to",
        "about": "which adult it complains about, so that they cannot rule on it",
    },
    **_CASE,
)
keeps(
    "moderation.Ruling",
    {
        "case version outcome reason": "what a moderator decided, and why",
        "by": "which moderator answers for it",
        "reply": "the kind words that the author reads",
    },
    **_CASE,
)
keeps(
    "moderation.SeverityChange",
    {
        "case before after": "how grave it was called, and what it was called before",
        "by": "who answers for that",
        "reason": "why; encrypted, for it can name a child",
    },
    **_CASE,
)
keeps(
    "moderation.SetAside",
    {
        "byline": "under which name they were written; never who",
        "words": "words for a committee, plan or poll that wait for a person; encrypted",
        "place place_url": "what they were written for",
        "state settled_at": "how far it is",
    },
    **{**_CASE, "copy": "yes", "end": "the words a year after the ruling, the rest with its case"},
)
keeps(
    "moderation.Flag",
    {
        "case reason words": "what somebody noticed",
        "reporter": "whom to tell what came of it; the reported never learns it",
        "sealed_copy": "the words as they were reported",
        "told_at": "when the reporter heard what came of it",
    },
    **{**_CASE, "copy": "yes, what one reported oneself, without the words of others"},
)
keeps(
    "moderation.Appeal",
    {
        "ruling words": "why the author thinks that somebody else should look",
        "state expected_by decided_at": "how far it is, and the clock",
        "decided_by reply": "who looked again, and what they say",
    },
    **_CASE,
)
keeps("moderation.Wish", {"case wish": "whether the author wants to be found now, or later"}, **_CASE)
keeps(
    "moderation.AfterCheck",
    {
        "case day due_on": "on which day somebody looks after a person again",
        "done_at done_by": "who did, and when",
        "note": "how they are; encrypted",
    },
    **_CONCERN,
)
keeps(
    "moderation.Concern",
    {
        "community kind state": "what sort of worry it is, and how far it is",
        "student adult": "for whom or about whom somebody worries",
        "raised_by": "who raised it, so that somebody else closes it",
        "origin": "the case it grew from; encrypted",
        "outcome review_on closed_at": "what came of it, and when it is looked at again",
    },
    **_CONCERN,
)
keeps(
    "moderation.ConcernEntry",
    {
        "concern kind by corrects": "one line of the file, by whom, and what it puts right",
        "words reference": "what happened, and an agency's number; encrypted",
    },
    **_CONCERN,
)
keeps(
    "moderation.ConcernReader",
    {"concern membership let_in_by reason ends_at": "who else must know, by whom, why and until when"},
    **_CONCERN,
)
keeps(
    "moderation.Unmasking",
    {
        "concern community byline_ref reason": "which name was asked for, and why; encrypted",
        "asked_by at_once agreed_by agreed_at refused_at opened_at": "which two people opened it, and when",
        "telling_deferred_until deferred_because told_at": "when the child hears of it",
    },
    **_CONCERN,
)
keeps(
    "moderation.TransferPack",
    {
        "community student to_school": "whose file goes to which school",
        "due_at made_by handed_at received_by received_at": "that it arrived, and in time",
        "digest": "shows that what arrived is what was sent",
    },
    **_CONCERN,
)
keeps(
    "moderation.ReportingAgency",
    {
        "community name number": "whom the community must report to by law",
        "owner reviewed_on": "which role looks after the number, and when it was last tried",
    },
    end="with the community",
)
keeps(
    "moderation.DutyTurn",
    {"community post membership weekday begins ends": "who answers for a post, and when"},
    **_ADULT,
    end="when the rota changes",
)
keeps(
    "moderation.Summons",
    {
        "case post membership is_drill": "who was called about what",
        "answered_at": "when they answered",
    },
    **_ADULT,
    end="two years after it was written",
)
keeps(
    "moderation.Exposure",
    {"membership day count break_until": "gives a moderator a rest after hard posts"},
    **_ADULT,
    end="after 30 days",
)
keeps(
    "moderation.Drill",
    {
        "community case by": "a try of the crisis path with a made-up post",
        "answered_at ended_at": "how long it took",
    },
    **_ADULT,
    end="two years after it was written",
)
