"""Clocks of the desk: by when a person looks, for each severity (rule 15).

Times are instants; what a clock on the wall says is asked of the community's own zone, whatever its seasons do.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from moderation.domain import staffed
from moderation.enums import Severity
from people.models import Community
from people.policy_queries import policy_of

DISCLOSURE_AT_MOST = timedelta(hours=24)
#: Without any staffed hour in sight a promise must have a date all the same.
_NEVER = timedelta(days=60)

Day = list[tuple[datetime, datetime]]  # the shifts of one school day, in order


def due(community: Community, severity: str, now: datetime) -> datetime:
    """Return by when a person must have looked at what came in at ``now``.

    S1: before the deputy is called. S2: minutes, from the opening where nobody is there, and never over 24 hours.
    S3: the end of the same school day; outside its hours, of the next. S4: one school day. S0: staffed hours.
    """
    policy = policy_of(community)
    if severity == Severity.S1:
        return now + timedelta(minutes=policy.deputy_minutes)
    if severity == Severity.S2:
        return _disclosure(community, timedelta(minutes=policy.disclosure_minutes), now)
    if severity == Severity.S3:
        return _end_of_school_day(community, now)
    if severity == Severity.S4:
        return after_school_days(community, 1, now)
    return staffed.expected_by(community, now=now, hours=policy.routine_hours)


def after_school_days(community: Community, days: int, now: datetime) -> datetime:
    """Return the same time of day ``days`` school days later. A school day has staffed hours and is no holiday."""
    zone = community.zone
    there = now.astimezone(zone)
    later = (shifts for shifts in school_days(community, now) if shifts[0][0].date() > there.date())
    for number, shifts in enumerate(later, 1):
        if number == days:
            # By way of UTC: a time of day that summer time leaps over becomes a real one.
            clock = datetime.combine(shifts[0][0].date(), there.time(), zone)
            return clock.astimezone(UTC).astimezone(zone)
    return now + _NEVER


def school_days(community: Community, now: datetime) -> Iterator[Day]:
    """Yield the school days from the day of ``now`` on, each as its shifts."""
    day: Day = []
    for begin, end in staffed.shifts(community, start=now):
        if day and day[0][0].date() != begin.date():
            yield day
            day = []
        day.append((begin, end))
    if day:
        yield day


def _end_of_school_day(community: Community, now: datetime) -> datetime:
    for shifts in school_days(community, now):
        if shifts[-1][1] > now:
            return shifts[-1][1]
    return now + _NEVER


def _disclosure(community: Community, time_left: timedelta, now: datetime) -> datetime:
    latest = now + DISCLOSURE_AT_MOST
    opening = staffed.next_opening(community, now=now)
    if opening is None:
        return latest
    return min(datetime.fromtimestamp(opening.timestamp(), UTC) + time_left, latest)
