"""What the tables of people are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps
from people import privacy_inventory  # noqa: F401  the rest of them

_MEMBER: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.TASK,
    "copy": "yes",
    "end": "with the membership's erasure",
}
_STAFF_OWN = "with the community"
_SEALED = "no: it would tell which bylines are one person's; the words under them are in the copy"
keeps(
    "people.User",
    {
        "username": "what somebody signs in with",
        "password": "proves that it is them, as a hash that does not lead back",
        "first_name last_name": "how members of the community call them",
        "email": "where adults can be written to by the sign-in; students have none",
        "last_login": "lets a one-use code and a printed card see that they are not needed any more",
        "date_joined": "says when the account was made",
        "is_active": "says whether signing in works",
        "is_staff is_superuser": "what the packages ask; here nobody has more than their roles",
    },
    whose=Whose.EITHER,
    basis=Basis.TASK,
    copy="yes, but for the password's hash",
    end="names, address and password go when the last membership is erased; the row stays empty",
)
keeps(
    "people.User_groups",
    {
        "user group": "lets editors of the public pages into the site's editor",
    },
    **_MEMBER,
)
keeps(
    "people.User_user_permissions",
    {
        "user permission": "a right in the site's editor that belongs to one person; none is given",
    },
    **_MEMBER,
)
keeps(
    "people.Community",
    {
        "slug": "stands in addresses",
        "name": "stands on screens",
        "kind": "says whether it is a school or a neighbourhood",
        "time_zone": "makes days and hours those of the place",
        "language": "the language of what is written to everybody",
    },
    end=_STAFF_OWN,
)
keeps(
    "people.Holiday",
    {
        "community": "whose calendar it is in",
        "date name": "on which day nobody is at the desk",
    },
    end=_STAFF_OWN,
)
keeps(
    "people.Policy",
    {
        "community": "whose settings these are",
        "quiet_from quiet_until": "when nothing is mailed to students",
        "approved_before_after": "how many posts of 16 and 17 are read first",
        "routine_hours disclosure_minutes deputy_minutes head_minutes": "how soon the desk must look",
        "distressing_a_day": "after how many hard posts a moderator rests",
        "consent_age": "under which age a guardian must agree",
        "consent_days consent_years": "how long a consent is waited for, and holds",
        "transfer_days": "how soon a transfer pack must go",
        "shared_idle_minutes shared_longest_minutes": "when a shared device signs out",
        "young_people_share": "says that each sign-in of a young person ends by itself",
        "school_networks": "where login cards work",
    },
    end=_STAFF_OWN,
)
keeps(
    "people.Byline",
    {
        "community": "where it speaks",
        "scope_kind scope_id": "the one forum or session it speaks in",
        "side band": "what the rules of reading need to know of whoever speaks",
        "pseudonym": "the name over the words",
        "adult_name adult_role": "an adult speaks by name and role",
        "imported": "came with a conversation from elsewhere, so that nobody is behind it here",
    },
    **{**_MEMBER, "copy": "yes, as the names one wrote under"},
)
keeps(
    "people.AuthorSeal",
    {
        "byline": "the byline that is sealed",
        "sealed": "who is behind it, encrypted, for danger and for notices",
        "blind_index": "lets somebody find their own byline again without opening anything",
    },
    **{**_MEMBER, "copy": _SEALED, "end": "with the author's erasure: then nobody can open it any more"},
)
keeps(
    "people.Membership",
    {
        "user community": "who belongs where",
        "band": "the age band, from which the rules follow",
        "ended_at": "when the place ended: from then on nothing is open",
    },
    **_MEMBER,
)
keeps(
    "people.RoleGrant",
    {
        "membership role": "what somebody may do",
        "granted_by granted_at ends_at": "who gave it, when, and until when",
    },
    **_MEMBER,
)
keeps(
    "people.Consent",
    {
        "membership purpose subject": "for whom and for what consent was asked",
        "state withdrawn_at expires_on": "whether it holds today",
        "basis": "why it may be done at all",
        "giver giver_name": "who gave it; encrypted",
        "given_on notice_version": "when, and after which words",
        "recorded_by": "who wrote it down",
    },
    **{**_MEMBER, "basis": Basis.DUTY},
)
keeps(
    "people.Clearance",
    {
        "membership": "whose check it is",
        "kind reference": "which check, so that it can be looked up",
        "expires_on": "the day on which access ends",
        "recorded_by": "who saw it",
    },
    whose=Whose.ADULT,
    basis=Basis.DUTY,
    copy="yes",
    end="a year after it ran out",
)
keeps(
    "people.JoinCode",
    {
        "community code label band": "which class it lets in, and as which band",
        "expires_at cap uses revoked_at": "how often and until when it works",
        "created_by": "which administrator answers for it",
    },
    whose=Whose.ADULT,
    basis=Basis.TASK,
    copy="no: it belongs to a class",
    end="90 days after it stopped working",
)
keeps(
    "people.SignInCode",
    {
        "user": "whom it lets in",
        "code_hash": "knows the code again and does not tell it",
        "expires_at used_at tries": "makes it work once, for minutes, and stops guessing",
        "issued_by told_at": "who printed it, and when the person heard of that",
    },
    **{**_MEMBER, "copy": "yes, when one was printed", "end": "seven days after it ran out"},
)
keeps(
    "people.Birth",
    {
        "membership": "whose it is",
        "born_on": "sets the band; encrypted, and read by one module",
        "turns_at": "the next day on which the band changes; says no year",
    },
    whose=Whose.CHILD,
    basis=Basis.DUTY,
    copy="yes",
    end="with the membership's erasure",
)
keeps(
    "people.Guardianship",
    {
        "student guardian relation": "who stands for whom, and as what",
        "is_legal may_consent": "whether they decide and may consent",
        "lives_with gets_mail sees_participation is_first_call": "what they may see and get",
        "note": "what staff must know to keep the child safe; encrypted",
        "restricted_at restricted_by restriction": "that a court or the lead closed it, and why; encrypted",
        "ended_at told_step_at": "when it ended, and when both heard that it steps down",
    },
    whose=Whose.EITHER,
    basis=Basis.DUTY,
    copy="yes, without the name of the other and without what staff must know",
    end="with the erasure of either",
)
keeps(
    "people.Assent",
    {
        "membership purpose subject given": "what the child said yes or no to",
        "notice_version": "after which words",
    },
    whose=Whose.CHILD,
    basis=Basis.CONSENT,
    copy="yes",
    end="with the membership's erasure",
)
keeps(
    "people.SchoolIdentity",
    {
        "user": "whom the school's own sign-in lets in",
        "issuer subject": "knows the person again among those of the school's sign-in service",
        "bound_by": "who wrote it down",
    },
    **{**_MEMBER, "end": "with the account's name and password"},
)
