"""Quiet hours: when nothing is mailed to somebody (rule 8). Wall clocks of the community, whatever its seasons do."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from django.conf import settings

from people.models import NoticeWish, Policy

SATURDAY = 5


@dataclass(frozen=True)
class Quiet:
    """Somebody's quiet hours: from one time to another, perhaps over midnight; equal times mean none.

    ``weekend_from`` is when the one e-mail of a Saturday or Sunday may come; None: not before Monday.
    ``weekends_as_usual`` makes these days like the others.
    """

    begins: time
    ends: time
    weekend_from: time | None = None
    weekends_as_usual: bool = False

    def at(self, moment: datetime, zone: tzinfo) -> bool:
        """Tell whether ``moment`` lies in the quiet hours."""
        there = moment.astimezone(zone)
        clock = there.time()
        if there.weekday() >= SATURDAY and not self.weekends_as_usual:
            if self.weekend_from is None or clock < self.weekend_from:
                return True
        if self.begins == self.ends:
            return False
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def next_loud(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return ``moment`` if it is not quiet then, else the next moment that is not."""
        if not self.at(moment, zone):
            return moment
        today = moment.astimezone(zone).date()
        for offset in range(9):
            day = today + timedelta(days=offset)
            for clock in sorted({time(), self.ends, self.weekend_from or time()}):
                # By way of UTC: a clock time that summer time leaps over becomes a real one.
                wanted = datetime.combine(day, clock, zone).astimezone(UTC)
                if wanted > moment and not self.at(wanted, zone):
                    return wanted
        raise ValueError(f"{self} leaves no moment of the week")


def of_students(policy: Policy) -> Quiet:
    """The school's quiet hours for students; on weekends one digest."""
    return Quiet(
        begins=policy.quiet_from,
        ends=policy.quiet_until,
        weekend_from=time.fromisoformat(settings.MOBILIZE["WEEKEND_DIGEST_AT"]),
    )


def of_adult(wish: NoticeWish | None, policy: Policy) -> Quiet:
    """An adult's own quiet hours, or those of students at night and none at weekends."""
    begins, ends = policy.quiet_from, policy.quiet_until
    if wish is not None and wish.quiet_from is not None and wish.quiet_until is not None:
        begins, ends = wish.quiet_from, wish.quiet_until
    return Quiet(begins=begins, ends=ends, weekends_as_usual=wish is not None and not wish.quiet_weekends)
