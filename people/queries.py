"""Readers of people, named for their reader."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Lower

from mobilize.kernel.prepared import Prepared, padded
from mobilize.kernel.refusal import Refused
from mobilize.kernel.together import together
from people.actors import Actor
from people.enums import FORUM_ADULTS, Role
from people.models import (
    Clearance,
    Community,
    Holiday,
    JoinCode,
    Membership,
    NoticeWish,
    RoleGrant,
    User,
)
from people.policy_queries import policy_of as policy_of
from people.standing_queries import (
    actor_from,
    current,
    grants_now,
    needs_consent,
    of_request,
    with_standing,
)
from people.standing_queries import tell_with_actor as tell_with_actor

if TYPE_CHECKING:
    from people.standing_queries import Standing


def has_second_factor(user) -> bool:
    """Tell whether ``user`` (perhaps nobody signed in) has set up a second factor."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def actor_for(user: User, *, community_slug: str, now: datetime) -> Actor | None:
    """Return ``user`` as an actor in the community, or None without a current membership. One query."""
    return actor_by_key(user.pk, community_slug=community_slug, now=now)


def actor_by_key(user: int, *, community_slug: str, now: datetime) -> Actor | None:
    """The same for the user with this key, of whom nothing else is known yet. One query."""
    membership = _STANDING.one(user=user, slug=community_slug, now=now)
    return actor_from(membership, now) if membership else None


_STANDING: "Prepared[Standing]" = Prepared(of_request)


def actors_for(user: User, *, now: datetime) -> list[Actor]:
    """Return ``user`` as an actor in each community with a current membership, oldest first. One query."""
    return [actor_from(membership, now) for membership in _STANDING_EVERYWHERE.rows(user=user.pk, now=now)]


_STANDING_EVERYWHERE: "Prepared[Standing]" = Prepared(
    lambda user, now: with_standing(now).filter(user=user, user__is_active=True).order_by("id")
)


def actor_of_membership(membership_id: int, *, now: datetime) -> Actor | None:
    """Return the actor behind a membership, if it is current."""
    membership = with_standing(now).filter(pk=membership_id, user__is_active=True).first()
    return actor_from(membership, now) if membership else None


def actors_of_memberships(membership_ids, *, now: datetime) -> dict[int, Actor]:
    """Return the actors behind these memberships, as far as they are current. One query, whatever their number."""
    members = padded(membership_ids)
    found = _STANDING_OF.rows(members=members, now=now) if members else []
    return {membership.pk: actor_from(membership, now) for membership in found}


_STANDING_OF: "Prepared[Standing]" = Prepared(
    lambda members, now: with_standing(now).filter(pk__in=members, user__is_active=True)
)


def members_with_role(community: Community | int, *roles: str, now: datetime):
    """Current memberships of ``community`` (or of the one with that key) that hold one of ``roles``, by name."""
    holders = grants_now(now).filter(role__in=roles, membership=OuterRef("pk"))
    return (
        Membership.objects.filter(current(now), Exists(holders), community=community)
        .select_related("user")
        .order_by("user__last_name", "user__first_name")
    )


def verified_adults(community: Community, *, now: datetime):
    """Current members with a role in forums and a clearance valid today (rules 2 and 3)."""
    return adults_verified_on(community, today=now.astimezone(community.zone).date(), now=now)


def adults_verified_on(community: Community | int, *, today: date, now: datetime):
    """The same for a community (or its key) whose calendar says ``today``."""
    # Checks first: they are few, where members are many.
    checked = Clearance.objects.filter(expires_on__gt=today).values("membership")
    return members_with_role(community, *FORUM_ADULTS, now=now).filter(pk__in=checked)


def open_to(actor: Actor, things: QuerySet, *, bands: str = "bands", besides: Q | None = None) -> QuerySet:
    """Of ``things`` those for all bands or the actor's own, and what ``besides`` lets in; for an adult all.

    The two databases search a list inside JSON in different ways, but write it as the same text.
    """
    if not actor.is_youth:
        return things
    mine = Q(bands_told="[]") | Q(bands_told__contains=f'"{actor.band}"')
    return things.alias(bands_told=Cast(bands, TextField())).filter(mine | besides if besides else mine)


PAGE = 30


@dataclass(frozen=True)
class MemberRow:
    """A member as an administrator's list shows them."""

    membership: Membership
    roles: list[str]  # their names for people
    is_student: bool
    guarded: bool  # a student who writes only with a guardian's consent
    consented: bool  # a student who may write
    cleared: bool
    cleared_until: date | None
    has_second_factor: bool
    ended: bool


def _row(membership: "Standing", now: datetime) -> MemberRow:
    actor = actor_from(membership, now)
    return MemberRow(
        membership=membership,
        roles=[str(Role(held["role"]).label) for held in membership.current_roles],
        is_student=actor.is_youth,
        guarded=needs_consent(actor.band, actor.roles, membership.consent_age),
        consented=actor.consented,
        cleared=actor.cleared,
        cleared_until=membership.cleared_until,
        has_second_factor=actor.second_factor,
        ended=membership.ended_at is not None and membership.ended_at <= now,
    )


def members_for(
    actor: Actor, *, role: str = "", name: str = "", ended: bool = False, after: str = "", now: datetime
) -> tuple[list[MemberRow], str]:
    """Return a page of the community's members by name, and the cursor of the next page.

    An administrator without a valid check sees adults only (rule 3). ``after`` is the public id of the last
    member of the page before; an unknown one begins at the start.
    """
    found = (
        with_standing(now, ended_too=True)
        .filter(community=actor.community)
        .annotate(sorted_by=Lower(Concat("user__last_name", Value(" "), "user__first_name")))
        .order_by("sorted_by", "id")
    )
    found = found.exclude(current(now)) if ended else found.filter(current(now))
    if not actor.cleared:
        found = found.exclude(Exists(RoleGrant.objects.filter(membership=OuterRef("pk"), role=Role.STUDENT)))
    if role in Role.values:
        found = found.filter(Exists(grants_now(now).filter(membership=OuterRef("pk"), role=role)))
    for word in name.split():
        found = found.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__username__icontains=word)
        )
    last = found.filter(public_id=after).values_list("sorted_by", "id").first() if after else None
    if last:
        found = found.filter(Q(sorted_by__gt=last[0]) | Q(sorted_by=last[0], id__gt=last[1]))
    page = list(found[: PAGE + 1])
    rows = [_row(membership, now) for membership in page[:PAGE]]
    return rows, rows[-1].membership.public_id if len(page) > PAGE else ""


def member_of(actor: Actor, *, member: str) -> Membership:
    """Return the membership by its public id, ended ones too. Errors: ``Refused("not_found")``."""
    was_student = RoleGrant.objects.filter(membership=OuterRef("pk"), role=Role.STUDENT)
    found = (
        Membership.objects.filter(community=actor.community, public_id=member)
        .select_related("user", "community")
        .annotate(was_student=Exists(was_student))
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def member_row(membership: Membership, *, now: datetime) -> MemberRow:
    """Return the member as the list shows them."""
    return _row(with_standing(now, ended_too=True).get(pk=membership.pk), now)


def address_of_member(membership: Membership) -> str:
    """Return the e-mail address for notices that was recorded, or nothing."""
    return NoticeWish.objects.filter(membership=membership).values_list("email", flat=True).first() or ""


def grants_of(membership: Membership, *, now: datetime):
    """The roles that the member holds now, with who gave them."""
    return grants_now(now).filter(membership=membership).select_related("granted_by")


def consents_of(membership: Membership):
    """Everything recorded about the member's consent, newest first."""
    return membership.consents.select_related("recorded_by").order_by("-id")


def standing_records_of(membership: Membership, *, now: datetime) -> dict[str, list]:
    """Return the ``grants`` the member holds now, and all ``consents`` and ``clearances``, newest first. One query."""
    return together(
        consents=consents_of(membership),
        grants=grants_of(membership, now=now).order_by("id"),
        clearances=membership.clearances.select_related("recorded_by").order_by("-id"),
    )


def adults_of(community: Community, *, now: datetime):
    """Current members who hold an adult role, by name."""
    return members_with_role(community, *(role for role in Role.values if role != Role.STUDENT), now=now)


def join_codes_of(actor: Actor):
    """The community's class codes, newest first."""
    return JoinCode.objects.filter(community=actor.community)


def join_code_of(actor: Actor, *, code: str) -> JoinCode:
    """Return a class code by its public id. Errors: ``Refused("not_found")``."""
    found = JoinCode.objects.filter(community=actor.community, public_id=code).first()
    if found is None:
        raise Refused("not_found")
    return found


def holidays_of(actor: Actor, *, since: date):
    """The community's holidays from ``since`` on."""
    return Holiday.objects.filter(community=actor.community, date__gte=since)
