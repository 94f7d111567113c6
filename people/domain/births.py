"""Dates of birth: written here, read here, and nowhere else (rule 49). All the rest knows the band."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import bands, guarding
from people.domain.members import standing
from people.enums import BAND_BEGINS, Band, Role
from people.models import Community, Membership
from people.models.births import Birth

YOUNGEST, OLDEST = 5, 120
_STEPS = tuple((age, band) for band, age in reversed(BAND_BEGINS.items()) if age)


def birthday(born: date, age: int) -> date:
    """Return the day on which somebody turns ``age``. Born on 29 February: on 1 March where the year has no 29th."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def band_on(born: date, day: date) -> str:
    """Return the age band of somebody born then, on ``day``."""
    return next((band for age, band in _STEPS if birthday(born, age) <= day), Band.A)


def can_be(born: date, day: date) -> bool:
    """Tell whether somebody of this community can be born then."""
    return born <= day and birthday(born, YOUNGEST) <= day < birthday(born, OLDEST)


def _next_turn(born: date, day: date) -> date:
    """Return the next day on which the band changes; after the last one a day that never comes."""
    return min((turn for age, _band in _STEPS if (turn := birthday(born, age)) > day), default=date.max)


@transaction.atomic
def set_birth_date(actor: Actor, *, membership: Membership, born_on: date, now: datetime) -> str:
    """Keep a student's date of birth, move them to its band, and return the band.

    The trail says that it was set, never which day. Errors: ``students_only``, ``birth_unfit``.
    """
    standing.locked(actor, "people.change_member", membership, now=now)
    if Role.STUDENT not in standing.current_roles(membership, now=now):
        raise Refused("students_only")
    band = keep(membership, born_on=born_on, now=now)
    audit.record(
        action="people.set_birth",
        now=now,
        actor=actor,
        community=actor.community,
        thing=membership,
        band=band,
    )
    return band


def keep(membership: Membership, *, born_on: date, now: datetime) -> str:
    """Write the date for a command that has asked its own rule (a roster); return the band. Errors: ``birth_unfit``."""
    today = _today(membership, now)
    if not can_be(born_on, today):
        raise Refused("birth_unfit", field="born_on")
    Birth.objects.update_or_create(
        membership=membership,
        defaults={"born_on": born_on.isoformat(), "turns_at": _next_turn(born_on, today)},
    )
    band = band_on(born_on, today)
    if band != membership.band:
        bands.move(membership, band=band, now=now)
        guarding.begin(membership, now=now)
    return band


def keep_new(days: dict[int, date], *, today: date) -> None:
    """Write the dates of newcomers (by membership) whose bands are set by them, for a roster: all in one go."""
    Birth.objects.bulk_create(
        (
            Birth(membership_id=pk, born_on=born.isoformat(), turns_at=_next_turn(born, today))
            for pk, born in days.items()
        ),
        batch_size=500,
    )


def compare(community: Community, said: dict[int, date]) -> tuple[set[int], set[int]]:
    """Return of whom (by membership) a date is kept, and for whom of ``said`` it is another one. Tells no date."""
    kept = dict(Birth.objects.filter(membership__community=community).values_list("membership_id", "born_on"))
    return set(kept), {pk for pk, born in said.items() if kept.get(pk) != born.isoformat()}


def forget(membership: Membership) -> None:
    """Delete the date, for a command that deletes the rest."""
    Birth.objects.filter(membership=membership).delete()


def is_known(membership: Membership) -> bool:
    return Birth.objects.filter(membership=membership).exists()


def own(membership: Membership) -> date | None:
    """Return the date for the member's own copy of their data, which nobody else gets."""
    found = Birth.objects.filter(membership=membership).first()
    return date.fromisoformat(found.born_on) if found else None


def look(actor: Actor, *, membership: Membership, now: datetime) -> date | None:
    """Show an administrator who asks the date of birth; the trail keeps who looked."""
    require(actor, "people.change_member", membership)
    found = Birth.objects.filter(membership=membership).first()
    if found is None:
        return None
    looked(actor, membership, now, at="birth")
    return date.fromisoformat(found.born_on)


def turn_bands(*, now: datetime) -> int:
    """Move everybody whose birthday has come, by their community's calendar; return how many moved."""
    due = Birth.objects.filter(turns_at__lte=_latest_day(now)).select_related("membership__community")
    return sum(_turn(pk, now=now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _turn(pk: int, *, now: datetime) -> bool:
    birth = Birth.objects.select_for_update(of=("self",)).select_related("membership__community").get(pk=pk)
    membership = birth.membership
    today, born = _today(membership, now), date.fromisoformat(birth.born_on)
    if birth.turns_at > today:
        return False
    birth.turns_at = _next_turn(born, today)
    birth.save(update_fields=["turns_at"])
    band = band_on(born, today)
    if band <= membership.band:  # an administrator moved them before: nobody becomes younger
        return False
    bands.move(membership, band=band, now=now)
    audit.record(
        action="people.turn_band", now=now, community=membership.community, thing=membership, band=band
    )
    return True


def _latest_day(now: datetime) -> date:
    """Return the day that it is where it is latest: no community is further ahead."""
    return (now.astimezone(UTC) + timedelta(hours=14)).date()


def _today(membership: Membership, now: datetime) -> date:
    return now.astimezone(membership.community.zone).date()
