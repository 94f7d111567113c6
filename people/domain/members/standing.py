"""What every change of a membership looks at once it holds the lock."""

from datetime import datetime

from django.db.models import Q

from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import departures, queries
from people.actors import Actor
from people.enums import Role
from people.models import Community, Membership
from people.standing_queries import roles_of


def locked(actor: Actor, rule: str, thing: Membership | Community, *, now: datetime) -> Actor:
    """Hold the community's row and ask ``rule`` of the actor as they stand now.

    Two administrators who end each other's role at the same moment come here one after the other; the
    second is no administrator any more.
    """
    Community.objects.select_for_update(no_key=True).get(pk=actor.community.pk)
    again = queries.actor_of_membership(actor.membership.pk, now=now)
    if again is None:
        raise Refused("not_found")
    require(again, rule, thing)
    if isinstance(thing, Membership):
        departures.may_change(thing)
    return again


def keep_an_administrator(membership: Membership, *, now: datetime) -> None:
    """Refuse ``last_administrator`` unless another member holds that role without an end."""
    others = (
        queries.grants_now(now)
        .filter(
            Q(membership__ended_at=None),
            role=Role.ADMINISTRATOR,
            ends_at=None,
            membership__community=membership.community_id,
            membership__user__is_active=True,
        )
        .exclude(membership=membership)
    )
    if not others.exists():
        raise Refused("last_administrator")


def current_roles(membership: Membership, *, now: datetime) -> set[str]:
    """Return the roles that the member holds now."""
    return roles_of(membership, now=now)
