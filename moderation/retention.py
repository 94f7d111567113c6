"""How long what the desk keeps stays (rule 50). A report keeps a sealed copy for a year (rule 7)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.purposes import Basis
from mobilize.kernel.retention import Rows, keep, nothing
from moderation.domain import endings
from moderation.models import Case, Drill, Exposure, Flag, SetAside
from people.domain import holds

_COPY = timedelta(days=365)
_CASE = timedelta(days=730)
_EXPOSURE = timedelta(days=30)


def _of(rows, community, path: str = "community"):
    return rows if community is None else rows.filter(**{path: community})


def _copies(now: datetime, community) -> Rows:
    over = Flag.objects.filter(case__ruled_at__lt=now - _COPY).exclude(sealed_copy="", words="")
    over = over.exclude(case__byline__in=holds.held_bylines()).exclude(reporter__in=holds.held())
    return _of(over, community, "case__community")


def _cases(now: datetime, community) -> Rows:
    over = Case.objects.filter(ruled_at__lt=now - _CASE, after_checks=None)
    over = over.exclude(byline__in=holds.held_bylines()).exclude(flags__reporter__in=holds.held())
    return _of(over, community)


def _exposures(now: datetime, community) -> Rows:
    over = Exposure.objects.filter(day__lt=(now - _EXPOSURE).date())
    return _of(over, community, "membership__community")


def _aside(now: datetime, community) -> Rows:
    over = SetAside.objects.filter(settled_at__lt=now - _COPY).exclude(words="")
    return _of(over.exclude(byline__in=holds.held_bylines()), community, "byline__community")


def _drills(now: datetime, community) -> Rows:
    return _of(Drill.objects.filter(created_at__lt=now - _CASE), community)


keep(
    "moderation.sealed_copies",
    _("What was reported, as it was reported"),
    purpose=_("to look again at a report"),
    basis=Basis.TASK,
    period=_COPY,
    since=_("the ruling"),
    find=_copies,
    end=endings.empty_copies,
    protected=True,
)
keep(
    "moderation.set_aside",
    _("Words that waited beside a committee, plan or poll"),
    purpose=_("to look again at a ruling"),
    basis=Basis.TASK,
    period=_COPY,
    since=_("the ruling"),
    find=_aside,
    end=endings.empty_set_aside,
    protected=True,
)
keep(
    "moderation.cases",
    _("Cases of the desk, rulings and replies"),
    purpose=_("to answer for what was decided"),
    basis=Basis.TASK,
    period=_CASE,
    since=_("the ruling"),
    find=_cases,
    end=endings.delete_cases,
    protected=True,
)
keep(
    "moderation.exposures",
    _("How many hard posts a moderator read"),
    purpose=_("to give moderators a rest"),
    basis=Basis.TASK,
    period=_EXPOSURE,
    since=_("the day"),
    find=_exposures,
    end=endings.delete_plainly,
)
keep(
    "moderation.drills",
    _("Drills"),
    purpose=_("to show that the path for danger was tried"),
    basis=Basis.DUTY,
    period=_CASE,
    since=_("the day of the drill"),
    find=_drills,
    end=endings.delete_plainly,
)
keep(
    "moderation.concerns",
    _("Concern files"),
    purpose=_("to keep a young person safe"),
    basis=Basis.VITAL,
    period=None,
    since=_("the law of the place, which the safeguarding lead follows"),
    find=nothing,
    end=endings.delete_plainly,
    protected=True,
)
