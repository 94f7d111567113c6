"""States of a case, outcomes of a ruling, severities."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class FlagReason(models.TextChoices):
    WORRIED = "worried", _("I am worried about somebody")
    UNKIND = "unkind", _("It is unkind or it bullies")
    PRIVATE = "private", _("It shows something private")
    WRONG = "wrong", _("It breaks a rule in another way")
    ABOUT_ADULT = "about_adult", _("It is about an adult who works here")
