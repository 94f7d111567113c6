"""Clocks of the desk: they run only while somebody is there."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef

from mobilize.kernel.gathered import Gathered
from mobilize.kernel.prepared import Prepared
from moderation.models import StaffedHours
from people.models import Community, Holiday

_HORIZON_DAYS = 60


_HOURS: Prepared[Any] = Prepared(
    lambda community: (
        Community.objects.filter(pk=community)
        .only("pk")
        .annotate(
            hours=Gathered(
                StaffedHours.objects.filter(community=OuterRef("pk")).order_by("weekday", "opens"),
                *("weekday", "opens", "closes"),
            ),
            days_off=Gathered(Holiday.objects.filter(community=OuterRef("pk")).order_by(), "date"),
        )
    )
)


def shifts(community: Community, *, start: datetime, days: int = _HORIZON_DAYS):
    """Yield (begin, end) of each staffed shift from ``start``'s day on, in order, holidays left out.

    Times are aware, in the community's zone; a change to or from summer time is the zone's own doing.
    """
    zone = community.zone
    told = _HOURS.sure(community=community.pk)
    rows = [
        (row["weekday"], time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
        for row in told.hours
    ]
    holidays = {date.fromisoformat(day["date"]) for day in told.days_off}
    first = start.astimezone(zone).date()
    for offset in range(days):
        day = first + timedelta(days=offset)
        if day in holidays:
            continue
        for weekday, opens, closes in rows:
            if weekday == day.weekday():
                end = (
                    datetime.combine(day + timedelta(days=1), time(), zone)
                    if closes == time.max
                    else datetime.combine(day, closes, zone)
                )
                yield datetime.combine(day, opens, zone), end


def is_staffed(community: Community, *, now: datetime) -> bool:
    """Tell whether somebody is at the desk at ``now`` (rule 14)."""
    return any(begin <= now < end for begin, end in shifts(community, start=now, days=1))


def expected_by(community: Community, *, now: datetime, hours: float) -> datetime:
    """Return when ``hours`` staffed hours from ``now`` will have passed (rules 13 and 15).

    Without any staffed hour within 60 days: 60 days from now, since a promise must have a date.
    """
    left = timedelta(hours=hours)
    for begin, end in shifts(community, start=now):
        begin = max(begin, now)
        # Compare instants, not wall clocks: a shift across a change of time is as long as it really is.
        length = timedelta(seconds=end.timestamp() - begin.timestamp())
        if length <= timedelta(0):
            continue
        if length >= left:
            return datetime.fromtimestamp(begin.timestamp() + left.total_seconds(), community.zone)
        left -= length
    return now + timedelta(days=_HORIZON_DAYS)


def next_opening(community: Community, *, now: datetime) -> datetime | None:
    """Return when somebody will next be at the desk, or None if nobody is planned; ``now`` if somebody is there."""
    for begin, end in shifts(community, start=now):
        if end > now:
            return max(begin, now)
    return None
