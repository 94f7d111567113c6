"""Readers of lists that were brought in, and of the classes that came with them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.enums import Role
from people.models import Membership, RosterLink, RosterRun
from people.queries import grants_now

MOST_CARDS = 60  # in one go: a class, and some more


def roster_run_of(actor: Actor, *, run: str) -> RosterRun:
    """Return a list by its public id. Errors: ``Refused("not_found")``."""
    found = (
        RosterRun.objects.select_related("community").filter(community=actor.community, public_id=run).first()
    )
    if found is None:
        raise Refused("not_found")
    return found


@dataclass(frozen=True)
class Group:
    """A class of the school's own list."""

    name: str
    students: int
    waiting: int  # have never signed in


def _students(actor: Actor, now: datetime) -> QuerySet[RosterLink]:
    pupils = grants_now(now).filter(membership=OuterRef("membership"), role=Role.STUDENT)
    current = Q(membership__ended_at=None) | Q(membership__ended_at__gt=now)
    return RosterLink.objects.filter(current, Exists(pupils), community=actor.community)


def groups_of(actor: Actor, *, now: datetime) -> list[Group]:
    """Return the classes by name, with how many students each has. One query."""
    counted = (
        _students(actor, now)
        .order_by("group")
        .values("group")
        .annotate(
            students=Count("membership", distinct=True),
            waiting=Count("membership", distinct=True, filter=Q(membership__user__last_login=None)),
        )
    )
    return [Group(row["group"], row["students"], row["waiting"]) for row in counted]


def newcomers_of(actor: Actor, *, group: str, now: datetime) -> list[Membership]:
    """Return the students of a class who never signed in and belong to this community alone, by name."""
    elsewhere = Membership.objects.filter(user=OuterRef("user")).exclude(community=actor.community)
    keys = _students(actor, now).filter(group=group, membership__user__last_login=None).values("membership")
    return list(
        Membership.objects.filter(~Exists(elsewhere), pk__in=keys, user__is_active=True)
        .select_related("user", "community")
        .order_by("user__last_name", "user__first_name", "pk")[:MOST_CARDS]
    )


def names_of_group(actor: Actor, *, group: str, now: datetime) -> list[tuple[str, str, str, str]]:
    """Return first name, last name, user name and class of a class's students, by name."""
    found = _students(actor, now).filter(group=group)
    return list(
        found.order_by("membership__user__last_name", "membership__user__first_name", "pk").values_list(
            "membership__user__first_name",
            "membership__user__last_name",
            "membership__user__username",
            "group",
        )
    )
