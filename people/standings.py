"""What decides about many members at once, as plain values: to notice a change without building any actor."""

import zoneinfo
from datetime import datetime
from typing import NamedTuple

from people.block_queries import hidden_told
from people.enums import Role
from people.standing_queries import needs_consent, with_standing


class Standing(NamedTuple):
    """A current member. Two with the same ``facts`` in one community may do the same, whoever they are."""

    membership: int
    user: int
    public_id: str  # of the user
    community: int
    password: str  # its hash
    facts: tuple
    hidden: frozenset[str] = frozenset()  # the bylines that a student hid, by public id (rule 10)


def _standings(rows, now: datetime) -> list[Standing]:
    names = (
        "pk", "user", "user__public_id", "community", "user__password",
        "community__time_zone", "cleared_until", "consent_until", "consent_age", "band", "assented",
        "has_second_factor", "current_roles", "hidden",
    )  # fmt: skip
    found = []
    told = rows.annotate(hidden=hidden_told()).values_list(*names)
    for pk, user, public_id, community, password, zone, until, yes_until, age, *facts, roles, hidden in told:
        today = now.astimezone(zoneinfo.ZoneInfo(zone)).date()
        cleared = until is not None and until > today
        consents = yes_until is not None and yes_until >= today
        held = tuple(sorted(role["role"] for role in roles))
        names_hidden = frozenset(line["name"] for line in hidden) if Role.STUDENT in held else frozenset()
        all_facts = (cleared, consents, needs_consent(facts[0], held, age), *facts, held)
        found.append(Standing(pk, user, public_id, community, password, all_facts, names_hidden))
    return found


def standings_of(membership_ids, *, now: datetime) -> dict[int, Standing]:
    """Return how these members stand, as far as they are current. One query, whatever their number."""
    rows = with_standing(now).filter(pk__in=membership_ids, user__is_active=True)
    return {standing.membership: standing for standing in _standings(rows, now)}


def standings_in(community_slug: str, user_ids, *, now: datetime) -> dict[int, Standing]:
    """Return how these users stand in the community, as far as they are current members of it. One query."""
    rows = with_standing(now).filter(community__slug=community_slug, user__in=user_ids, user__is_active=True)
    return {standing.user: standing for standing in _standings(rows, now)}
