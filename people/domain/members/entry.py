"""Letting people in, setting their band, and ending their place."""

from datetime import datetime

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused
from people import departures
from people.actors import Actor
from people.domain import accounts, bands, consents, guarding, sign_in_codes
from people.domain.members import standing
from people.enums import Band, Role
from people.models import Membership, RoleGrant


@transaction.atomic
def add(
    actor: Actor,
    *,
    username: str,
    first_name: str,
    last_name: str = "",
    role: str,
    band: str,
    now: datetime,
) -> tuple[Membership, str]:
    """Make an account with a place in the actor's community; return it and the one-use code that opens it.

    Nobody types a password for somebody else: the person sets it with the code.
    Errors: ``role_unknown``, ``band_unknown``, ``adult_band``, and those of the account.
    """
    require(actor, "people.add_student" if role == Role.STUDENT else "people.administer", actor.community)
    if role not in Role.values:
        raise Refused("role_unknown", field="role")
    check_band(role, band)
    user = accounts.create(username=username, first_name=first_name, last_name=last_name)
    membership = Membership.objects.create(user=user, community=actor.community, band=band, created_at=now)
    RoleGrant.objects.create(membership=membership, role=role, granted_by=actor.user, granted_at=now)
    consents.ask_for_newcomer(membership, now=now)
    audit.record(
        action="people.add_member",
        now=now,
        actor=actor,
        community=actor.community,
        thing=membership,
        role=role,
        band=band,
    )
    return membership, sign_in_codes.issue(actor, membership=membership, now=now)


def check_band(role: str, band: str) -> None:
    """Errors: ``band_unknown``; ``adult_band`` for an adult role below 18."""
    if band not in Band.values:
        raise Refused("band_unknown", field="band")
    if role != Role.STUDENT and band != Band.D:
        raise Refused("adult_band", field="band")


@transaction.atomic
def set_band(actor: Actor, *, membership: Membership, band: str, now: datetime) -> Membership:
    """Move a member to another age band. What was said before keeps the band it was said in.

    Errors: ``band_unknown``; ``adult_band`` while the member holds an adult role.
    """
    standing.locked(actor, "people.change_member", membership, now=now)
    roles = standing.current_roles(membership, now=now)
    check_band(next((role for role in roles if role != Role.STUDENT), Role.STUDENT), band)
    bands.move(membership, band=band, now=now)
    guarding.begin(membership, now=now)
    _note(actor, "people.set_band", membership, now=now, band=band)
    return membership


@transaction.atomic
def end_membership(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """End a member's place: from the next request on nothing of the community is open to them.

    Errors: ``own_roles`` for the actor's own place, ``last_administrator``, ``not_now`` if it has ended.
    """
    standing.locked(actor, "people.change_member", membership, now=now)
    if membership.pk == actor.membership.pk:
        raise Refused("own_roles")
    if Role.ADMINISTRATOR in standing.current_roles(membership, now=now):
        standing.keep_an_administrator(membership, now=now)
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=now):
        raise Refused("not_now")
    membership.ended_at = now
    departures.settle(membership, actor=actor, now=now)
    _note(actor, "people.end_membership", membership, now=now)
    later("cms.tasks.sync_editors", membership.pk)


@transaction.atomic
def reopen_membership(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Let somebody back in, with the roles and the band they had. Errors: ``not_now`` if nothing has ended."""
    standing.locked(actor, "people.change_member", membership, now=now)
    if not Membership.objects.filter(pk=membership.pk, ended_at__isnull=False).update(ended_at=None):
        raise Refused("not_now")
    membership.ended_at = None
    guarding.count_anew([membership.pk], now=now)
    _note(actor, "people.reopen_membership", membership, now=now)
    later("cms.tasks.sync_editors", membership.pk)


def _note(actor: Actor, action: str, membership: Membership, *, now: datetime, **note) -> None:
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=membership, **note)
