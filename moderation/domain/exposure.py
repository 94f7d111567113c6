"""How much of what is hard to read a moderator has read today, and the break they take then (rule 22)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone

from mobilize.kernel import audit
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.duty_queries import was_called
from moderation.enums import DISTRESSING
from moderation.models import Case, Exposure
from people.actors import Actor
from people.policy_queries import policy_of

BREAK = timedelta(hours=1)
LOOKED = "moderation.look_case"


@transaction.atomic
def opened(actor: Actor, *, case: Case, now: datetime) -> None:
    """Count that the actor reads a distressing case, once a day for each; after as many as the policy says: a break.

    The audit trail says who read it. Errors: ``break_now`` for a further one while the break lasts, unless the actor
    was called about it: danger does not wait.
    """
    if case.severity not in DISTRESSING or case.is_drill:
        return
    require_rested(actor, case, now=now)
    zone = actor.community.zone
    today = now.astimezone(zone).date()
    begin = datetime.combine(today, time(), zone)
    looks = AuditEntry.objects.filter(
        kind=Case._meta.label,
        object_id=case.public_id,
        actor=actor.user.public_id,
        action=LOOKED,
        at__gte=begin,
    )
    if looks.exists():
        return
    audit.record(action=LOOKED, now=now, actor=actor, community=actor.community, thing=case)
    counted, _new = Exposure.objects.select_for_update().get_or_create(membership=actor.membership, day=today)
    Exposure.objects.filter(pk=counted.pk).update(count=F("count") + 1)
    counted.refresh_from_db(fields=["count"])
    if counted.count % policy_of(actor.community).distressing_a_day == 0:
        Exposure.objects.filter(pk=counted.pk).update(break_until=now + BREAK)


def break_of(actor: Actor, *, now: datetime) -> datetime | None:
    """Return until when the actor rests, or None. One query."""
    found = Exposure.objects.filter(membership=actor.membership, break_until__gt=now).first()
    return found.break_until if found else None


def require_rested(actor: Actor, case: Case, *, now: datetime) -> None:
    """Let nobody read or rule on a further distressing case in their break. Errors: ``break_now``.

    What they were reading when the break began they may finish; whoever was called goes on.
    """
    if case.severity not in DISTRESSING:
        return
    until = break_of(actor, now=now)
    if until is None or was_called(actor, case) or _had_open(actor, case, now):
        return
    shown = formats.time_format(timezone.localtime(until, actor.community.zone))
    raise Refused("break_now", until=shown)


def _had_open(actor: Actor, case: Case, now: datetime) -> bool:
    return AuditEntry.objects.filter(
        kind=Case._meta.label,
        object_id=case.public_id,
        actor=actor.user.public_id,
        action=LOOKED,
        at__gte=now - BREAK,
    ).exists()
