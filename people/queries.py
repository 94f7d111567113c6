"""Readers of people, named for their reader."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q

from people.actors import Actor
from people.enums import FORUM_ADULTS, ConsentPurpose, ConsentState, Role
from people.models import Clearance, Community, Consent, Membership, RoleGrant, User


def _current(now: datetime) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=now)


def grants_now(now: datetime):
    """Role grants in force at ``now``."""
    return RoleGrant.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))


def _with_standing(now: datetime):
    return (
        Membership.objects.filter(_current(now))
        .select_related("user", "community")
        .annotate(
            has_consent=Exists(
                Consent.objects.filter(
                    membership=OuterRef("pk"), purpose=ConsentPurpose.FORUM, state=ConsentState.GRANTED
                )
            ),
            has_clearance=Exists(
                Clearance.objects.filter(membership=OuterRef("pk"), expires_on__gt=now.date())
            ),
            has_second_factor=Exists(
                Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
            ),
        )
        .prefetch_related(Prefetch("role_grants", queryset=grants_now(now), to_attr="current_grants"))
    )


def _actor(membership: Membership, now: datetime) -> Actor:
    roles = frozenset(grant.role for grant in membership.current_grants)
    needs_consent = Role.STUDENT in roles and membership.band in settings.MOBILIZE["CONSENT_BANDS"]
    return Actor(
        user=membership.user,
        membership=membership,
        community=membership.community,
        roles=roles,
        consented=membership.has_consent or not needs_consent,
        cleared=membership.has_clearance,
        second_factor=membership.has_second_factor,
        at=now,
    )


def actor_for(user: User, *, community_slug: str, now: datetime) -> Actor | None:
    """Return ``user`` as an actor in the community, or None without a current membership. Two queries."""
    membership = (
        _with_standing(now).filter(user=user, community__slug=community_slug, user__is_active=True).first()
    )
    return _actor(membership, now) if membership else None


def actors_for(user: User, *, now: datetime) -> list[Actor]:
    """Return ``user`` as an actor in each community with a current membership, oldest first. Two queries."""
    return [
        _actor(m, now) for m in _with_standing(now).filter(user=user, user__is_active=True).order_by("id")
    ]


def actor_of_membership(membership_id: int, *, now: datetime) -> Actor | None:
    """Return the actor behind a membership, if it is current."""
    membership = _with_standing(now).filter(pk=membership_id, user__is_active=True).first()
    return _actor(membership, now) if membership else None


def members_with_role(community: Community, *roles: str, now: datetime):
    """Current memberships of ``community`` that hold one of ``roles``, by name."""
    holders = grants_now(now).filter(role__in=roles, membership=OuterRef("pk"))
    return (
        Membership.objects.filter(_current(now), Exists(holders), community=community)
        .select_related("user")
        .order_by("user__last_name", "user__first_name")
    )


def verified_adults(community: Community, *, now: datetime):
    """Current members with a role in forums and a clearance valid today (rules 2 and 3)."""
    return members_with_role(community, *FORUM_ADULTS, now=now).filter(
        Exists(Clearance.objects.filter(membership=OuterRef("pk"), expires_on__gt=now.date()))
    )
