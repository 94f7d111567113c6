"""How long what is kept about people stays (rule 50)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, delete, keep
from people.domain import copies, erasure, holds
from people.enums import RequestKind, RequestState
from people.models import (
    Clearance,
    Invitation,
    JoinCode,
    LegalHold,
    MailCount,
    Membership,
    Notice,
    PrivacyRequest,
    RosterRun,
    SignInCode,
)

_YEAR = timedelta(days=365)
_NOTICES = timedelta(days=settings.MOBILIZE["NOTICE_DAYS"])
_CODES = timedelta(days=7)
_JOIN_CODES = timedelta(days=90)
_INVITATIONS = timedelta(days=30)
_ROSTERS = timedelta(days=30)
_COUNTS = timedelta(days=2)


def _of(rows, community, path: str = "community"):
    return rows if community is None else rows.filter(**{path: community})


def _notices(now: datetime, community) -> Rows:
    return _of(Notice.objects.filter(created_at__lt=now - _NOTICES), community)


def _mail_counts(now: datetime, _community) -> Rows:
    return MailCount.objects.filter(day__lt=(now - _COUNTS).date())


def _sign_in_codes(now: datetime, _community) -> Rows:
    return SignInCode.objects.filter(expires_at__lt=now - _CODES).exclude(told_at=None)


def _join_codes(now: datetime, community) -> Rows:
    over = now - _JOIN_CODES
    return _of(JoinCode.objects.filter(Q(expires_at__lt=over) | Q(revoked_at__lt=over)), community)


def _invitations(now: datetime, community) -> Rows:
    over = now - _INVITATIONS
    gone = Q(expires_at__lt=over) | Q(used_at__lt=over) | Q(revoked_at__lt=over)
    return _of(Invitation.objects.filter(gone), community)


def _rosters(now: datetime, community) -> Rows:
    return _of(RosterRun.objects.filter(created_at__lt=now - _ROSTERS), community)


def _clearances(now: datetime, community) -> Rows:
    over = Clearance.objects.filter(expires_on__lt=(now - _YEAR).date())
    return _of(over.exclude(membership__in=holds.held()), community, "membership__community")


def _copies(now: datetime, community) -> Rows:
    ready = PrivacyRequest.objects.filter(kind=RequestKind.EXPORT, expires_at__lte=now).exclude(file="")
    return _of(ready, community, "membership__community")


def _requests(now: datetime, community) -> Rows:
    over = PrivacyRequest.objects.filter(settled_at__lt=now - _YEAR, file="")
    # That somebody was erased is what keeps them from being erased again.
    over = over.exclude(kind=RequestKind.ERASURE, state=RequestState.DONE)
    return _of(over, community, "membership__community")


def _memberships(now: datetime, community) -> Rows:
    erased = PrivacyRequest.objects.filter(
        membership=OuterRef("pk"), kind=RequestKind.ERASURE, state=RequestState.DONE
    )
    over = Membership.objects.filter(~Exists(erased), ended_at__lt=now - _YEAR)
    return _of(over.exclude(pk__in=holds.held()), community)


def _holds(now: datetime, community) -> Rows:
    return _of(LegalHold.objects.filter(ended_at__lt=now - _YEAR), community, "membership__community")


keep(
    "people.notices",
    _("Notices"),
    purpose=_("to tell people what happened"),
    basis=Basis.TASK,
    period=_NOTICES,
    since=_("the day of the notice"),
    find=_notices,
    end=delete,
)
keep(
    "people.rosters",
    _("What came of lists that were brought in"),
    purpose=_("to see how many people a list changed; the list itself goes within the hour"),
    basis=Basis.TASK,
    period=_ROSTERS,
    since=_("the day of the list"),
    find=_rosters,
    end=delete,
)
keep(
    "people.mail_counts",
    _("Counts of e-mails"),
    purpose=_("to send nobody too many e-mails a day"),
    basis=Basis.TASK,
    period=_COUNTS,
    since=_("the day"),
    find=_mail_counts,
    end=delete,
    of_community=False,
)
keep(
    "people.sign_in_codes",
    _("One-use codes"),
    purpose=_("to let somebody in who forgot the password"),
    basis=Basis.TASK,
    period=_CODES,
    since=_("the end of the code"),
    find=_sign_in_codes,
    end=delete,
    of_community=False,
)
keep(
    "people.join_codes",
    _("Class codes"),
    purpose=_("to let a class join"),
    basis=Basis.TASK,
    period=_JOIN_CODES,
    since=_("the end of the code"),
    find=_join_codes,
    end=delete,
)
keep(
    "people.invitations",
    _("Invitations"),
    purpose=_("to let one person join"),
    basis=Basis.TASK,
    period=_INVITATIONS,
    since=_("the day it was used or ran out"),
    find=_invitations,
    end=delete,
)
keep(
    "people.clearances",
    _("Safeguarding checks of adults"),
    purpose=_("to show who was checked when"),
    basis=Basis.DUTY,
    period=_YEAR,
    since=_("the day the check ran out"),
    find=_clearances,
    end=delete,
    protected=True,
)
keep(
    "people.copies",
    _("Copies that people asked for of their data"),
    purpose=_("to let people take their data with them"),
    basis=Basis.DUTY,
    period=copies.KEPT,
    since=_("the day the copy was ready"),
    find=_copies,
    end=copies.end,
)
keep(
    "people.requests",
    _("Requests for a copy or for erasure"),
    purpose=_("to show that they were answered"),
    basis=Basis.DUTY,
    period=_YEAR,
    since=_("the day of the answer"),
    find=_requests,
    end=delete,
)
keep(
    "people.memberships",
    _("People who left, and their words"),
    purpose=_("to let somebody come back, and to answer for what happened"),
    basis=Basis.TASK,
    period=_YEAR,
    since=_("the day they left"),
    find=_memberships,
    end=erasure.end,
    protected=True,
)
keep(
    "people.holds",
    _("Legal holds that ended"),
    purpose=_("to show why data stayed longer"),
    basis=Basis.DUTY,
    period=_YEAR,
    since=_("the end of the hold"),
    find=_holds,
    end=delete,
)
