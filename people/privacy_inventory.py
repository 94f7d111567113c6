"""What the tables of notices, ways in and one's own data are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_MEMBER: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.TASK,
    "copy": "yes",
    "end": "with the membership's erasure",
}

keeps(
    "people.Invitation",
    {
        "community role student": "where it leads, as whom, and for which child",
        "email first_name last_name": "for whom it was made",
        "secret_hash": "knows the link again and does not tell it",
        "expires_at used_at revoked_at": "makes it work once",
        "made_by membership": "who made it, and who came",
    },
    whose=Whose.ADULT,
    basis=Basis.TASK,
    copy="no: it is gone soon after it was used",
    end="30 days after it was used or ran out",
)
keeps(
    "people.Notice",
    {
        "community": "where it happened",
        "membership byline": "to whom it speaks; to a byline where words are concerned",
        "kind key link": "what happened, told once, and where to look",
        "stale_at": "from when on it is no news",
    },
    **{**_MEMBER, "copy": "yes, those to oneself", "end": "after 90 days"},
)
keeps(
    "people.NoticeMail",
    {
        "notice due_at": "when the notice may become an e-mail",
    },
    **{**_MEMBER, "copy": "no: it is gone within the day", "end": "as soon as it is mailed or not"},
)
keeps(
    "people.NoticeWish",
    {
        "membership": "whose wishes these are",
        "email": "where notices may be mailed to",
        "hidden mailed language": "what they wish to hear, where, and in which language",
        "quiet_from quiet_until quiet_weekends": "when they rest",
        "before": "lets them have the wishes before the last change back",
        "seen_at": "marks what is new since their last look; nobody else sees it",
    },
    **_MEMBER,
)
keeps(
    "people.MailCount",
    {
        "day index count": "stops more e-mails a day than a person should get; a keyed hash, not a name",
    },
    **{**_MEMBER, "copy": "no: it names nobody", "end": "after two days"},
)
keeps(
    "people.PrivacyRequest",
    {
        "membership kind": "who asked for a copy or for erasure",
        "state refused_because settled_at": "what came of it",
        "file expires_at": "where the copy lies, and when it is deleted",
    },
    **_MEMBER,
)
keeps(
    "people.LegalHold",
    {
        "membership reason": "whose data must stay, and why; encrypted",
        "by ended_at": "who decided, and when it ended",
    },
    whose=Whose.EITHER,
    basis=Basis.DUTY,
    copy="no: telling could harm what it protects; ask the safeguarding lead",
    end="a year after it ended",
)
keeps(
    "people.LoginCard",
    {
        "membership": "whose card it is",
        "token_hash": "knows the card again and does not tell it",
        "made_by ended_at": "who printed it, and when it stopped working",
    },
    **{**_MEMBER, "copy": "no: it opens the account"},
)
keeps(
    "people.RosterLink",
    {
        "community membership group": "which class of the school somebody is in",
        "source external_id": "finds the same person again in the school's next list",
    },
    **_MEMBER,
)
keeps(
    "people.RosterRun",
    {
        "community by state": "which list an administrator is bringing in",
        "digest mark": "shows that what is carried out is what was shown",
        "rows": "what was read from the list; encrypted, and for an hour at most",
        "counts refused_because settled_at expires_at": "what came of it",
    },
    whose=Whose.EITHER,
    basis=Basis.TASK,
    copy="no: what came of it is in the copy",
    end="the rows within an hour; the rest with the community",
)
keeps(
    "people.Statement",
    {
        "community byline": "where it was said; by byline where it is about one's own words",
        "membership words": "what a student says; encrypted",
        "about_kind about_id": "about which record",
    },
    whose=Whose.CHILD,
    basis=Basis.TASK,
    copy="yes",
    end="with the record it is about, or with the membership's erasure",
)
keeps(
    "people.Block",
    {
        "membership byline": "whom somebody does not wish to meet",
    },
    **_MEMBER,
)
