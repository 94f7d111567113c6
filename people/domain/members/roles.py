"""Giving and ending roles. Nobody changes their own, and one administrator always stays."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import guarding, holdings
from people.domain.members import standing
from people.enums import Band, Role
from people.models import Membership, RoleGrant


@transaction.atomic
def grant_role(
    actor: Actor, *, membership: Membership, role: str, until: date | None = None, now: datetime
) -> RoleGrant:
    """Give a role, or give it another last day. ``until`` is that day, in the community's calendar.

    Errors: ``role_unknown``, ``own_roles``, ``student_and_staff`` (a student holds no other role, and an adult
    is no student), ``adult_band``, ``day_over``, ``last_administrator``.
    """
    standing.locked(actor, "people.change_member", membership, now=now)
    if role not in Role.values:
        raise Refused("role_unknown", field="role")
    if membership.pk == actor.membership.pk:
        raise Refused("own_roles")
    others = standing.current_roles(membership, now=now) - {role}
    if others and Role.STUDENT in {role, *others}:
        raise Refused("student_and_staff", field="role")
    if role != Role.STUDENT and membership.band != Band.D:
        raise Refused("adult_band", field="role")
    if role == Role.ADMINISTRATOR and until:
        standing.keep_an_administrator(membership, now=now)
    ends_at = _day_after(until, membership, now=now) if until else None
    grant, _made = RoleGrant.objects.update_or_create(
        membership=membership,
        role=role,
        defaults={"granted_by": actor.user, "granted_at": now, "ends_at": ends_at},
    )
    holdings.settle(membership, roles={*others, role}, now=now)
    guarding.begin(membership, now=now)
    _note(actor, "people.grant_role", membership, role, now=now, until=until.isoformat() if until else "")
    later("cms.tasks.sync_editors", membership.pk)
    return grant


@transaction.atomic
def end_role(actor: Actor, *, membership: Membership, role: str, now: datetime) -> None:
    """Take a role away at once. Errors: ``own_roles``, ``last_administrator``, ``not_now`` if it is not held."""
    standing.locked(actor, "people.change_member", membership, now=now)
    if membership.pk == actor.membership.pk:
        raise Refused("own_roles")
    if role not in standing.current_roles(membership, now=now):
        raise Refused("not_now")
    if role == Role.ADMINISTRATOR:
        standing.keep_an_administrator(membership, now=now)
    RoleGrant.objects.filter(membership=membership, role=role).update(ends_at=now)
    holdings.settle(membership, roles=standing.current_roles(membership, now=now), now=now)
    _note(actor, "people.end_role", membership, role, now=now)
    later("cms.tasks.sync_editors", membership.pk)


def _day_after(day: date, membership: Membership, *, now: datetime) -> datetime:
    zone = membership.community.zone
    if day < now.astimezone(zone).date():
        raise Refused("day_over", field="until")
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _note(actor: Actor, action: str, membership: Membership, role: str, *, now: datetime, **note) -> None:
    audit.record(
        action=action,
        now=now,
        actor=actor,
        community=actor.community,
        thing=membership,
        role=role,
        **note,
    )
