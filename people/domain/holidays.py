"""Holidays: days on which nobody is at work, so that no clock runs."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import calendar
from people.actors import Actor
from people.models import Holiday


@transaction.atomic
def add(actor: Actor, *, date: date, name: str, now: datetime) -> Holiday:
    """Put a holiday into the calendar. Errors: ``name_missing``, ``name_too_long``, ``holiday_exists``."""
    require(actor, "people.administer", actor.community)
    name = text.tidy(name)
    limit = text.limit_of(Holiday, "name")
    if not name:
        raise Refused("name_missing", field="name")
    if len(name) > limit:
        raise Refused("name_too_long", field="name", limit=limit)
    try:
        with transaction.atomic():
            holiday = Holiday.objects.create(community=actor.community, date=date, name=name)
    except IntegrityError:
        raise Refused("holiday_exists", field="date") from None
    _changed(actor, "people.add_holiday", date, now=now)
    return holiday


@transaction.atomic
def remove(actor: Actor, *, holiday: Holiday, now: datetime) -> None:
    """Take a holiday out of the calendar again."""
    require(actor, "people.administer", holiday)
    holiday.delete()
    _changed(actor, "people.remove_holiday", holiday.date, now=now)


def _changed(actor: Actor, action: str, day: date, *, now: datetime) -> None:
    calendar.tell(actor.community)
    audit.record(
        action=action,
        now=now,
        actor=actor,
        community=actor.community,
        thing=actor.community,
        day=day.isoformat(),
    )
