"""Who can be given a seat, or something to do."""

from datetime import datetime

from django.db.models import Q

from committees.enums import SeatSide
from committees.models import Committee, Seat
from people import queries as people_queries
from people.enums import FORUM_ADULTS, Role
from people.models import Clearance, Membership


def possible_owners(committee: Committee, *, now: datetime) -> list[Membership]:
    """Who can be given something to do: those who sit here today, and verified adults whose work is in forums.

    Young people outside the committee are not listed to it.
    """
    today = now.astimezone(committee.community.zone).date()
    seated = Membership.objects.filter(
        Q(seats__committee=committee, seats__closed_at=None, seats__begins_on__lte=today),
        Q(seats__ends_on=None) | Q(seats__ends_on__gte=today),
        Q(ended_at=None) | Q(ended_at__gt=now),
    ).values("pk")
    adults = people_queries.verified_adults(committee.community, now=now).values("pk")
    rows = Membership.objects.filter(Q(pk__in=seated) | Q(pk__in=adults))
    return list(rows.select_related("user").order_by("user__last_name", "user__first_name"))


def possible_holders(seat: Seat, *, now: datetime) -> list[Membership]:
    """Who can take the seat: students for a youth seat, checked adults for the others; nobody twice."""
    community = seat.committee.community
    if seat.side == SeatSide.YOUTH:
        rows = people_queries.members_with_role(community, Role.STUDENT, now=now)
    else:
        roles = (*FORUM_ADULTS, Role.AGENCY_WORKER, Role.CAREGIVER, Role.MENTOR, Role.MENTORING_COORDINATOR)
        students = people_queries.members_with_role(community, Role.STUDENT, now=now).values("pk")
        today = now.astimezone(community.zone).date()
        checked = Clearance.objects.filter(expires_on__gt=today).values("membership")
        rows = people_queries.members_with_role(community, *roles, now=now)
        rows = rows.filter(pk__in=checked).exclude(pk__in=students)
    return list(rows.exclude(seats__committee=seat.committee))
