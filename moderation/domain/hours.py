"""Staffed hours: when somebody is at the desk. Every promise of a time rests on them (rules 13 and 14)."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.models import StaffedHours
from people.actors import Actor
from people.models import Community

MONDAY_TO_FRIDAY = range(5)


def plan_school_week(community: Community, now: datetime) -> None:
    """Give a new community hours to begin with: Monday to Friday, 9 to 16."""
    StaffedHours.objects.bulk_create(
        [
            StaffedHours(community=community, weekday=weekday, opens=time(9), closes=time(16))
            for weekday in MONDAY_TO_FRIDAY
        ]
    )


@transaction.atomic
def add_shift(
    actor: Actor, *, weekdays: Iterable[int], opens: time, closes: time, now: datetime
) -> list[StaffedHours]:
    """Add the same shift on each of ``weekdays`` (0 is Monday); ``closes`` at 0:00 means midnight.

    Waiting cases get their expected time anew.
    Errors: ``weekdays_missing``, ``shift_backwards``, ``shift_overlaps``.
    """
    require(actor, "moderation.set_hours", actor.community)
    community = Community.objects.select_for_update(no_key=True).get(pk=actor.community.pk)
    wanted = sorted(set(weekdays))
    if not wanted or not set(wanted) <= set(range(7)):
        raise Refused("weekdays_missing", field="weekdays")
    if closes == time():
        closes = time.max
    if closes <= opens:
        raise Refused("shift_backwards", field="closes")
    clash = community.staffed_hours.filter(weekday__in=wanted, opens__lt=closes, closes__gt=opens)
    if clash.exists():
        raise Refused("shift_overlaps", field="opens")
    shifts = [
        StaffedHours.objects.create(community=community, weekday=weekday, opens=opens, closes=closes)
        for weekday in wanted
    ]
    _changed(actor, community, now=now)
    return shifts


@transaction.atomic
def remove_shift(actor: Actor, *, shift: StaffedHours, now: datetime) -> None:
    """Take a shift away; waiting cases get their expected time anew."""
    require(actor, "moderation.set_hours", shift)
    community = Community.objects.select_for_update(no_key=True).get(pk=actor.community.pk)
    shift.delete()
    _changed(actor, community, now=now)


def _changed(actor: Actor, community: Community, *, now: datetime) -> None:
    cases.promise_again(community)
    audit.record(action="moderation.set_hours", now=now, actor=actor, community=community, thing=community)
