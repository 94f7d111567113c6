"""Drills: once a month a made-up post tries the crisis path, and the time to the answer is measured.

A drill is a case like any other S1 case, so that whoever is called meets the real thing; it stands in no count.
"""

import hashlib
from datetime import date, datetime, time, timedelta

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import staffed, summons
from moderation.enums import OPEN_CASES, CaseState, Reason, Severity
from moderation.models import Case, Drill
from moderation.models.desk import DRILL
from people.actors import Actor
from people.enums import Band, ScopeKind, Side
from people.models import Byline, Community

#: A drill that nobody answered is over, and says so.
OVER_AFTER = timedelta(hours=1)
_LAST_DAY = 21  # later days of a month are left for what the holidays took away


@transaction.atomic
def hold(actor: Actor, *, now: datetime) -> Drill:
    """Hold a drill now. Errors: ``drill_runs``."""
    require(actor, "moderation.hold_drills", actor.community)
    drill = _begin(actor.community, by=actor.user, now=now)
    audit.record(action="moderation.hold_drill", now=now, actor=actor, community=actor.community, thing=drill)
    return drill


def _begin(community: Community, *, by, now: datetime) -> Drill:
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if Drill.objects.filter(community=community, ended_at=None).exists():
        raise Refused("drill_runs")
    drill = Drill(community=community, by=by, created_at=now)
    byline = Byline.objects.create(
        community=community,
        scope_kind=ScopeKind.FORUM,
        scope_id=drill.public_id,
        side=Side.YOUTH,
        band=Band.B,
        pseudonym="Drill",
        imported=True,  # nobody is behind it
    )
    drill.case = Case.objects.create(
        community=community,
        subject_kind=DRILL,
        subject_id=drill.public_id,
        byline=byline,
        version=1,
        reason=Reason.DRILL,
        severity=Severity.S1,
        created_at=now,
        expected_by=now,
    )
    drill.save()
    summons.raise_alarm(drill.case, now=now)
    return drill


def end_unanswered(*, now: datetime) -> int:
    """End drills that nobody answered; return how many."""
    ended = 0
    for drill in Drill.objects.filter(ended_at=None, created_at__lte=now - OVER_AFTER):
        with transaction.atomic():
            ended += Drill.objects.filter(pk=drill.pk, ended_at=None).update(ended_at=now)
            Case.objects.filter(drill=drill, state__in=OPEN_CASES).update(
                state=CaseState.CLOSED, ruled_at=now
            )
    return ended


def hold_due(*, now: datetime) -> int:
    """Hold this month's drill where it is due: somebody holds a post, and the desk is staffed. Return how many.

    The day and hour follow from community and month, so that they are the same for every worker and nobody's habit.
    """
    held = 0
    for community in Community.objects.filter(duty_turns__isnull=False).distinct():
        there = now.astimezone(community.zone)
        begin = datetime.combine(there.date().replace(day=1), time(), community.zone)
        if there < _moment_of(community, there.date()) or not staffed.is_staffed(community, now=now):
            continue
        with transaction.atomic():
            Community.objects.select_for_update(no_key=True).get(pk=community.pk)
            if Drill.objects.filter(community=community, created_at__gte=begin).exists():
                continue
            _begin(community, by=None, now=now)
            held += 1
    return held


def _moment_of(community: Community, day: date) -> datetime:
    """Return from when in this month the drill is due: a day and hour that nobody could guess by looking."""
    lot = int.from_bytes(hashlib.sha256(f"{community.public_id}{day:%Y-%m}".encode()).digest()[:4])
    return datetime.combine(day.replace(day=1 + lot % _LAST_DAY), time(lot // _LAST_DAY % 24), community.zone)
