"""What decides about many members at once, as plain values: to notice a change without building any actor."""

import zoneinfo
from datetime import datetime

from people.queries import _with_standing, grants_now


def standings_of(membership_ids, *, now: datetime) -> dict[int, tuple]:
    """Return a value for each of these memberships that is current: another value means another standing.

    A new password counts as one too. Two queries, whatever their number.
    """
    rows = (
        _with_standing(now)
        .filter(pk__in=membership_ids, user__is_active=True)
        .values_list(
            "pk",
            "community__time_zone",
            "cleared_until",
            "band",
            "user__password",
            "has_consent",
            "has_second_factor",
        )
    )
    roles: dict[int, list[str]] = {}
    grants = grants_now(now).filter(membership__in=membership_ids).order_by("role")
    for pk, role in grants.values_list("membership", "role"):
        roles.setdefault(pk, []).append(role)
    found = {}
    for pk, zone, cleared_until, *facts in rows:
        cleared = cleared_until and cleared_until > now.astimezone(zoneinfo.ZoneInfo(zone)).date()
        found[pk] = (bool(cleared), *roles.get(pk, ()), *facts)
    return found
