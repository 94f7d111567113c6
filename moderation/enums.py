"""States of a case, outcomes of a ruling, severities."""

from django.db import models
from django.utils.translation import gettext_lazy as _

RULING = "ruling"  # as records and statements call what the desk decided


class CaseState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a person")
    RELEASED = "released", _("Released")
    RETURNED = "returned", _("Sent back with a note")
    REMOVAL_PROPOSED = "removal_proposed", _("A second moderator must agree to the removal")
    REMOVED = "removed", _("Removed")
    CLOSED = "closed", _("Closed: the author took it back")


CASE_MOVES = {
    CaseState.WAITING: {
        CaseState.RELEASED,
        CaseState.RETURNED,
        CaseState.REMOVED,
        CaseState.REMOVAL_PROPOSED,
        CaseState.CLOSED,
    },
    CaseState.REMOVAL_PROPOSED: {CaseState.REMOVED, CaseState.RELEASED, CaseState.RETURNED, CaseState.CLOSED},
    CaseState.RELEASED: set(),
    CaseState.RETURNED: set(),
    CaseState.REMOVED: set(),
    CaseState.CLOSED: set(),
}

#: Cases that still need somebody.
OPEN_CASES = (CaseState.WAITING, CaseState.REMOVAL_PROPOSED)


class Outcome(models.TextChoices):
    RELEASE = "release", _("Release")
    RETURN = "return", _("Send back")
    REMOVE = "remove", _("Remove")


class Reason(models.TextChoices):
    """Why a contribution waits for a person."""

    BAND = "band", _("In this age group a person reads each post first.")
    FIRST_POSTS = "first_posts", _("A person reads your first posts before others do.")
    OUTSIDE_HOURS = "outside_hours", _("Nobody is at the desk now. A person reads it when the desk opens.")
    CONTACT_DETAILS = "contact_details", _("It may hold a phone number, an address or a link.")
    REPORTED = "reported", _("Somebody asked us to look at it.")
    LIVE_HOLD = "live_hold", _("In this session a person reads each message first.")
    CARE = "care", _("We want everybody to be safe and well. A person reads it first.")
    CONDUCT = "conduct", _("Some of the words may hurt somebody. A person reads it first.")
    DRILL = "drill", _("This is a drill. Nobody wrote it.")


class ReturnReason(models.TextChoices):
    """Why a moderator sends something back or removes it: the sentence that the author reads."""

    CONTACT_DETAILS = "contact_details", _("It had contact details in it. Take them out and post again.")
    NAMES_SOMEBODY = "names_somebody", _("It names a person. Say it without the name and post again.")
    UNKIND = "unkind", _("Some words may hurt somebody. Say what you mean in other words.")
    OFF_TOPIC = "off_topic", _("It is about something else. Is there a better place for it?")
    UNSAFE = "unsafe", _("It could put somebody at risk, so we cannot show it.")
    OTHER = "other", _("A moderator wrote to you below.")


class Severity(models.TextChoices):
    """S0 routine up to S1 imminent danger (design 03, rule 15)."""

    S0 = "S0", _("Routine")
    S4 = "S4", _("Conduct")
    S3 = "S3", _("Concern")
    S2 = "S2", _("Disclosure")
    S1 = "S1", _("Someone may be in danger")


#: How grave a severity is: the gravest first.
GRAVITY = {Severity.S1: 0, Severity.S2: 1, Severity.S3: 2, Severity.S4: 3, Severity.S0: 4}
#: Somebody may be in danger, or told of harm: their author is spoken to, and looked after (rule 16).
GRAVE = (Severity.S1, Severity.S2)
#: What is hard to read; whoever reads much of it takes a break (rule 22).
DISTRESSING = (*GRAVE, Severity.S3)


def graver(one: str, other: str) -> str:
    """Return the graver of two severities."""
    return min(one, other, key=lambda severity: GRAVITY[Severity(severity)])


class Sign(models.TextChoices):
    """What the screening on this machine believes to see in words; it only sorts or holds (rule 18)."""

    DANGER = "danger", _("Someone may be in danger")
    DISCLOSURE = "disclosure", _("It tells of harm")
    METHOD = "method", _("It names a way of hurting oneself")
    CONCERN = "concern", _("Somebody may not be well")
    CONDUCT = "conduct", _("Words that may hurt somebody")
    CONTACT_DETAILS = "contact_details", _("It may hold contact details")


#: How grave each sign is. A way of hurting oneself is read as soon as a disclosure; contact details are no
#: wrong that anybody did (rule 6).
SEVERITY_OF = {
    Sign.DANGER: Severity.S1,
    Sign.DISCLOSURE: Severity.S2,
    Sign.METHOD: Severity.S2,
    Sign.CONCERN: Severity.S3,
    Sign.CONDUCT: Severity.S4,
    Sign.CONTACT_DETAILS: Severity.S0,
}


class FlagReason(models.TextChoices):
    WORRIED = "worried", _("I am worried about somebody")
    UNKIND = "unkind", _("It is unkind or it bullies")
    PRIVATE = "private", _("It shows something private")
    WRONG = "wrong", _("It breaks a rule in another way")
    ABOUT_ADULT = "about_adult", _("It is about an adult who works here")


class Post(models.TextChoices):
    """Whom the house calls when somebody may be in danger, one after the other (rule 15)."""

    LEAD = "lead", _("Safeguarding lead on duty")
    DEPUTY = "deputy", _("Deputy")
    HEAD = "head", _("Head")
    CHAIR = "chair", _("Chair of the governing body")


class AppealState(models.TextChoices):
    WAITING = "waiting", _("Another moderator looks at it")
    UPHELD = "upheld", _("The author was right")
    KEPT = "kept", _("The ruling stays")


class AsideState(models.TextChoices):
    """How far words are that wait beside the place they were written for."""

    WAITING = "waiting", _("Waiting for a person")
    RELEASED = "released", _("May be entered")
    RETURNED = "returned", _("Sent back with a note")
    REMOVED = "removed", _("Removed")


#: A moderator who looks again can let in what was sent back or removed.
ASIDE_MOVES = {
    AsideState.WAITING: {AsideState.RELEASED, AsideState.RETURNED, AsideState.REMOVED},
    AsideState.RELEASED: set(),
    AsideState.RETURNED: {AsideState.RELEASED},
    AsideState.REMOVED: {AsideState.RELEASED},
}


class CrisisWish(models.TextChoices):
    NOW = "now", _("Find me now")
    WAIT = "wait", _("I can wait")


class ConcernKind(models.TextChoices):
    STUDENT = "student", _("About a young person")
    STAFF = "staff", _("About an adult who works here")
    LOW_LEVEL = "low_level", _("About how an adult behaved, below harm")


class ConcernState(models.TextChoices):
    RAISED = "raised", _("Raised")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    TRIAGED = "triaged", _("Looked at")
    ACTIONED = "actioned", _("Acted on")
    REFERRED = "referred", _("Handed to an agency")
    REVIEW = "review", _("In review")
    CLOSED = "closed", _("Closed")


CONCERN_MOVES = {
    ConcernState.RAISED: {ConcernState.ACKNOWLEDGED},
    ConcernState.ACKNOWLEDGED: {ConcernState.TRIAGED},
    ConcernState.TRIAGED: {ConcernState.ACTIONED, ConcernState.REFERRED, ConcernState.REVIEW},
    ConcernState.ACTIONED: {ConcernState.ACTIONED, ConcernState.REFERRED, ConcernState.REVIEW},
    ConcernState.REFERRED: {ConcernState.ACTIONED, ConcernState.REFERRED, ConcernState.REVIEW},
    ConcernState.REVIEW: {ConcernState.ACTIONED, ConcernState.REFERRED, ConcernState.CLOSED},
    ConcernState.CLOSED: {ConcernState.TRIAGED},  # something new came to light
}


class ConcernOutcome(models.TextChoices):
    SUPPORT = "support", _("Support here")
    REFERRED = "referred", _("An agency took it over")
    NO_FURTHER = "no_further", _("Nothing further is needed")
    UNFOUNDED = "unfounded", _("It was not so")


class EntryKind(models.TextChoices):
    RAISED = "raised", _("Raised")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    TRIAGED = "triaged", _("Looked at")
    ACTION = "action", _("Action")
    REFERRAL = "referral", _("Handed to an agency")
    REPORT = "report", _("Reported by duty")
    GUARDIANS = "guardians", _("Decision about telling guardians")
    ADDENDUM = "addendum", _("Addition or correction")
    CHILD_TOLD = "child_told", _("The young person was told")
    STATEMENT = "statement", _("In the young person's own words")
    REVIEW = "review", _("Review")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")
