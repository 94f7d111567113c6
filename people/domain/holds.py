"""Legal holds: nothing about a member is deleted while somebody answers for keeping it (rule 53)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import seal
from people.models import LegalHold, Membership

REASON_LENGTH = 500

Keeper = Callable[[], Iterable[int]]
_keepers: list[Keeper] = []


@transaction.atomic
def hold(actor: Actor, *, membership: Membership, reason: str, now: datetime) -> LegalHold:
    """Keep all that is there of a member from now on. Errors: ``hold_reason``, ``hold_exists``."""
    require(actor, "people.hold_data", membership)
    reason = text.tidy(reason)
    if not reason or len(reason) > REASON_LENGTH:
        raise Refused("hold_reason", field="reason", limit=REASON_LENGTH)
    Membership.objects.select_for_update().get(pk=membership.pk)
    if LegalHold.objects.filter(membership=membership, ended_at=None).exists():
        raise Refused("hold_exists")
    made = LegalHold.objects.create(membership=membership, reason=reason, by=actor.user, created_at=now)
    audit.record(action="people.hold_data", now=now, actor=actor, community=actor.community, thing=membership)
    return made


@transaction.atomic
def lift(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """End the hold: what is over its time goes with the next night. Errors: ``not_now`` without one."""
    require(actor, "people.hold_data", membership)
    if not LegalHold.objects.filter(membership=membership, ended_at=None).update(ended_at=now):
        raise Refused("not_now")
    audit.record(action="people.lift_hold", now=now, actor=actor, community=actor.community, thing=membership)


def register(keeper: Keeper) -> None:
    """Let ``keeper()`` tell whose data an upper floor must keep by law, as keys of memberships."""
    _keepers.append(keeper)


def is_held(membership: Membership) -> bool:
    """Tell whether a hold or a law keeps the member's data now. Which of them, nobody is told."""
    return membership.pk in held()


def held() -> set[int]:
    """Return the memberships whose data stay: under a hold, or kept by law."""
    found = set(LegalHold.objects.filter(ended_at=None).order_by().values_list("membership", flat=True))
    for keeper in _keepers:
        found.update(keeper())
    return found


def held_bylines() -> list[int]:
    """Return the bylines of whoever is under a hold, for the round that ends things. Nothing writes them down."""
    members = Membership.objects.filter(pk__in=held()).select_related("user", "community")
    return [
        byline.pk for member in members for byline in seal.bylines_of(member.user, community=member.community)
    ]
