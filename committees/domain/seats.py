"""Seats: adding a place, giving it to somebody for a term, ending the term, taking the place away."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from committees.domain.committees import require_active
from committees.enums import CommitteeState, SeatRole, SeatSide
from committees.models import Attendance, Committee, Seat
from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import queries as people_queries
from people.actors import Actor
from people.domain import holdings
from people.enums import Role
from people.models import Membership


@transaction.atomic
def add_seat(actor: Actor, *, committee: Committee, side: str, role: str, now: datetime) -> Seat:
    """Add a vacant seat. There is one chair, one youth co-chair and one secretary at most."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    require(actor, "committees.lead_committee", committee)
    _not_closed(committee)
    if side not in SeatSide.values:
        raise Refused("choice_unknown", field="side")
    if role not in SeatRole.values:
        raise Refused("choice_unknown", field="role")
    if role == SeatRole.YOUTH_CO_CHAIR and side != SeatSide.YOUTH:
        raise Refused("seat_side_wrong", field="side")
    try:
        with transaction.atomic():
            seat = Seat.objects.create(committee=committee, side=side, role=role, created_at=now)
    except IntegrityError:
        raise Refused("seat_role_taken", field="role") from None
    audit.record(action="committees.add_seat", now=now, actor=actor, community=actor.community, thing=seat)
    return seat


@transaction.atomic
def give_seat(
    actor: Actor,
    *,
    seat: Seat,
    holder: Membership,
    begins_on: date,
    ends_on: date | None = None,
    now: datetime,
) -> Seat:
    """Give a vacant seat to a member of the community for a term (``ends_on`` is its last day).

    Errors: ``seat_taken``, ``seat_held_already``, ``seat_side_wrong``, ``adult_not_checked``, ``term_dates_wrong``;
    ``not_found`` for somebody who is not a member here now.
    """
    seat = Seat.objects.select_for_update().select_related("committee").get(pk=seat.pk)
    require(actor, "committees.lead_committee", seat)
    _not_closed(seat.committee)
    if seat.holder_id is not None:
        raise Refused("seat_taken")
    if seat.closed_at is not None:
        raise Refused("not_now")
    person = people_queries.actor_of_membership(holder.pk, now=now)
    if person is None or person.community.pk != actor.community.pk:
        raise Refused("not_found", field="holder")
    if person.is_youth != (seat.side == SeatSide.YOUTH):
        raise Refused("seat_side_wrong", field="holder")
    if not person.is_youth and not person.cleared:
        raise Refused("adult_not_checked", field="holder")
    if ends_on and ends_on < begins_on:
        raise Refused("term_dates_wrong", field="ends_on")
    seat.holder, seat.begins_on, seat.ends_on = holder, begins_on, ends_on
    try:
        with transaction.atomic():
            seat.save(update_fields=["holder", "begins_on", "ends_on"])
    except IntegrityError:
        raise Refused("seat_held_already", field="holder") from None
    _note(actor, "committees.give_seat", seat, holder, now)
    return seat


@transaction.atomic
def end_term(actor: Actor, *, seat: Seat, now: datetime) -> Seat:
    """End the holder's term now: the seat is vacant, and in a meeting that is going on the holder has left."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("committee", "holder").get(pk=seat.pk)
    require(actor, "committees.lead_committee", seat)
    holder = seat.holder
    if holder is None:
        raise Refused("seat_vacant")
    _vacate(seat, now=now)
    _note(actor, "committees.end_term", seat, holder, now)
    return seat


def _vacate(seat: Seat, *, now: datetime) -> None:
    seat.holder = seat.begins_on = seat.ends_on = None
    seat.save(update_fields=["holder", "begins_on", "ends_on"])
    Attendance.objects.filter(seat=seat, left_at=None).update(left_at=now)


def end_unfit(membership: Membership, roles: set[str], now: datetime) -> list[holdings.Ended]:
    """Let the seats of somebody stand empty who is not on their side any more: a student who became an adult here,
    an adult who became a student, whoever has no role left."""
    young, adult = Role.STUDENT in roles, bool(roles) and Role.STUDENT not in roles
    held = Seat.objects.select_for_update(of=("self",)).filter(holder=membership, closed_at=None)
    unfit = [seat for seat in held if not (young if seat.side == SeatSide.YOUTH else adult)]
    for seat in unfit:
        _vacate(seat, now=now)
        audit.record(
            action="committees.seat_unfit",
            now=now,
            community=membership.community,
            thing=seat,
            member=membership.public_id,
            role=seat.role,
        )
    link = reverse("committees", args=[membership.community.slug])
    return [holdings.Ended(f"seat:{seat.public_id}", link) for seat in unfit]


@transaction.atomic
def close_seat(actor: Actor, *, seat: Seat, now: datetime) -> Seat:
    """Take a vacant seat away from the table."""
    seat = Seat.objects.select_for_update().select_related("committee").get(pk=seat.pk)
    require(actor, "committees.lead_committee", seat)
    if seat.holder_id is not None:
        raise Refused("seat_taken")
    seat.closed_at = now
    seat.save(update_fields=["closed_at"])
    audit.record(action="committees.close_seat", now=now, actor=actor, community=actor.community, thing=seat)
    return seat


def _not_closed(committee: Committee) -> None:
    if committee.state == CommitteeState.CLOSED:
        require_active(committee)


def _note(actor: Actor, action: str, seat: Seat, holder: Membership, now: datetime) -> None:
    audit.record(
        action=action,
        now=now,
        actor=actor,
        community=actor.community,
        thing=seat,
        member=holder.public_id,
        role=seat.role,
    )
