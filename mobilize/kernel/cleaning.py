"""How long what the foundation keeps stays (rule 50)."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mobilize.kernel import audit_chain, jobs
from mobilize.kernel.models import AuditLink, Letter, LetterState, Slot
from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, delete, keep

KEPT_JOBS = timedelta(days=14)
KEPT_LETTERS = timedelta(days=30)
KEPT_SLOTS = timedelta(days=2)
KEPT_TRAIL = timedelta(days=6 * 365)


def _jobs(now: datetime, _community) -> Rows:
    return jobs.jobs().filter(Q(status__in=[jobs.DONE, jobs.DEAD]), finished_at__lt=now - KEPT_JOBS)


def _letters(now: datetime, _community) -> Rows:
    settled = Letter.objects.exclude(state=LetterState.WAITING)
    return settled.filter(settled_at__lt=now - KEPT_LETTERS)


def _slots(now: datetime, _community) -> Rows:
    """All but the newest of each job: by that one the scheduler knows what has run."""
    newer = Slot.objects.filter(job=OuterRef("job"), due_at__gt=OuterRef("due_at"))
    return Slot.objects.filter(Exists(newer), due_at__lt=now - KEPT_SLOTS)


def _sessions(now: datetime, _community) -> Rows:
    return Session.objects.filter(expire_date__lt=now)


def _places(now: datetime, _community) -> Rows:
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gte=now)
    # A sign-in of this moment may be written before its session is.
    return UserSession.objects.filter(~Exists(alive), created_at__lt=now - timedelta(days=1))


def _trail(now: datetime, _community) -> Rows:
    return AuditLink.objects.filter(purged_at=None, made_at__lt=now - KEPT_TRAIL)


def _end_trail(rows: Rows, now: datetime) -> int:
    """End whole links: what is left of the chain can still be proved."""
    links = len(rows)
    audit_chain.purge(before=now - KEPT_TRAIL, now=now)
    return links


keep(
    "kernel.jobs",
    _("Work that was done"),
    purpose=_("to find faults"),
    basis=Basis.NONE,
    period=KEPT_JOBS,
    since=_("the end of the work"),
    find=_jobs,
    end=delete,
    of_community=False,
)
keep(
    "kernel.letters",
    _("E-mails that were sent"),
    purpose=_("to know that they went, without words and names"),
    basis=Basis.TASK,
    period=KEPT_LETTERS,
    since=_("the moment it was sent"),
    find=_letters,
    end=delete,
    of_community=False,
)
keep(
    "kernel.slots",
    _("Times of regular work"),
    purpose=_("to do it once each time"),
    basis=Basis.NONE,
    period=KEPT_SLOTS,
    since=_("the time; the newest one stays"),
    find=_slots,
    end=delete,
    of_community=False,
)
keep(
    "kernel.sessions",
    _("Sign-ins that ran out"),
    purpose=_("to keep people signed in from page to page"),
    basis=Basis.TASK,
    period=timedelta(),
    since=_("the end of the sign-in"),
    find=_sessions,
    end=delete,
    of_community=False,
)
keep(
    "kernel.sign_ins",
    _("The list of places where somebody was signed in"),
    purpose=_("to let people end a sign-in"),
    basis=Basis.TASK,
    period=timedelta(days=1),
    since=_("the end of the sign-in"),
    find=_places,
    end=delete,
    of_community=False,
)
keep(
    "kernel.trail",
    _("The audit trail, by whole links"),
    purpose=_("to show who did and saw what"),
    basis=Basis.DUTY,
    period=KEPT_TRAIL,
    since=_("the day of the link"),
    find=_trail,
    end=_end_trail,
    of_community=False,
)
