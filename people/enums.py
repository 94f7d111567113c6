"""Bands, roles and states of people in a community."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Band(models.TextChoices):
    """Age band. The community sets it; the rest of the code never learns an age."""

    A = "A", _("12 and under")
    B = "B", _("13 to 15")
    C = "C", _("16 and 17")
    D = "D", _("18 and over")


#: The age at which each band begins.
BAND_BEGINS = {Band.A: 0, Band.B: 13, Band.C: 16, Band.D: 18}
#: Ages under which a guardian can have to agree: nothing finer than a band is known, so it is where one begins.
CONSENT_AGES = tuple(age for age in BAND_BEGINS.values() if age)


class Role(models.TextChoices):
    STUDENT = "student", _("Student")
    CAREGIVER = "caregiver", _("Caregiver")
    TEACHER = "teacher", _("Teacher")
    FACILITATOR = "facilitator", _("Facilitator")
    MODERATOR = "moderator", _("Moderator")
    ORGANIZER = "organizer", _("Organizer")
    MENTOR = "mentor", _("Mentor")
    MENTORING_COORDINATOR = "mentoring_coordinator", _("Mentoring coordinator")
    AGENCY_WORKER = "agency_worker", _("Agency worker")
    YOUTH_EDITOR = "youth_editor", _("Youth editor")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("Safeguarding lead")
    ADMINISTRATOR = "administrator", _("Community administrator")


#: Adults who must show a second factor (rule 59).
STAFF_ROLES = frozenset(
    {
        Role.TEACHER,
        Role.FACILITATOR,
        Role.MODERATOR,
        Role.ORGANIZER,
        Role.MENTOR,
        Role.MENTORING_COORDINATOR,
        Role.AGENCY_WORKER,
        Role.YOUTH_EDITOR,
        Role.SAFEGUARDING_LEAD,
        Role.ADMINISTRATOR,
    }
)

#: Adults whose work is with the words of young people. Mentors, agency workers and caregivers are not
#: among them (rules 4, 5).
FORUM_ADULTS = frozenset(
    {
        Role.TEACHER,
        Role.FACILITATOR,
        Role.MODERATOR,
        Role.ORGANIZER,
        Role.SAFEGUARDING_LEAD,
        Role.ADMINISTRATOR,
    }
)


class Side(models.TextChoices):
    YOUTH = "youth", _("Young person")
    ADULT = "adult", _("Adult")


class ConsentPurpose(models.TextChoices):
    ACCOUNT = "account", _("Having an account")
    FORUM = "forum", _("Taking part: forums, polls and community sessions")
    IMAGE = "image", _("Showing pictures of the young person")
    MENTORING = "mentoring", _("Meeting a mentor")
    AGENCY = "agency", _("Sharing with an agency")
    SMS = "sms", _("Text messages")
    MACHINE_TRANSLATION = "machine_translation", _("Translation by a machine")


class ConsentState(models.TextChoices):
    REQUESTED = "requested", _("Asked for")
    GRANTED = "granted", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Run out")


class ConsentBasis(models.TextChoices):
    """Why something may be done with a young person's data at all (GDPR articles 6 and 8)."""

    GUARDIAN = "guardian", _("A guardian agreed")
    OWN = "own", _("The young person is old enough to agree")
    TASK = "task", _("The school's own task by law")


class Relation(models.TextChoices):
    PARENT = "parent", _("Parent")
    STEP_PARENT = "step_parent", _("Step-parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    FOSTER_CARER = "foster_carer", _("Foster carer")
    RELATIVE = "relative", _("Another relative")
    AUTHORITY = "authority", _("The authority that cares for the child")
    OTHER = "other", _("Somebody else")


class RequestKind(models.TextChoices):
    """What somebody can ask about their own data."""

    EXPORT = "export", _("A copy of my data")
    ERASURE = "erasure", _("Delete my data")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("In work")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Something went wrong")


class RosterState(models.TextChoices):
    """How far a list of people has come."""

    READY = "ready", _("Read, not carried out")
    WAITING = "waiting", _("Waits for its turn")
    WORKING = "working", _("Is carried out now")
    DONE = "done", _("Carried out")
    REFUSED = "refused", _("Refused: nothing changed")
    DROPPED = "dropped", _("Dropped")


class CommunityKind(models.TextChoices):
    SCHOOL = "school", _("School")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood coalition")


class ScopeKind(models.TextChoices):
    """What a byline belongs to: one per member and forum or community session, and one for work in committees."""

    FORUM = "forum", _("Forum")
    SESSION = "session", _("Community session")
    WORK = "work", _("Committees and polls")
