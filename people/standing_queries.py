"""How members stand at a moment: what decides what they may do, told by one question and never kept."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from allauth.mfa.models import Authenticator
from django.db.models import DateField, Exists, Expression, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from mobilize.kernel.gathered import Gathered
from people import consent_texts
from people.actors import Actor
from people.enums import BAND_BEGINS, Band, ConsentPurpose, ConsentState, Role
from people.models import Assent, Clearance, Consent, Membership, RoleGrant
from people.policy_queries import consent_age_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Standing(TypedDict):
        """What :func:`with_standing` asks for beside a membership."""

        consent_age: int | None
        consent_until: date | None
        assented: bool | None
        cleared_until: date | None
        has_second_factor: bool
        current_roles: list[dict]

    Standing = WithAnnotations[Membership, _Standing]


def current(now: datetime) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=now)


def grants_now(now: datetime):
    """Role grants in force at ``now``."""
    return RoleGrant.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))


def roles_of(membership: Membership, *, now: datetime) -> set[str]:
    """Return the roles that a member holds now."""
    return set(grants_now(now).filter(membership=membership).order_by().values_list("role", flat=True))


#: What upper floors want told with each actor: name -> an expression on a membership, made anew for each question.
_told_too: dict[str, Callable[[], Expression]] = {}


def tell_with_actor(name: str, expression: Callable[[], Expression]) -> None:
    """Let each request's actor know more, in the same query: ``actor.told[name]``. Cheap things only."""
    _told_too[name] = expression


def with_standing(now: datetime, *, ended_too: bool = False):
    places = Membership.objects.all() if ended_too else Membership.objects.filter(current(now))
    return places.select_related("user", "community").annotate(
        consent_age=F("community__policy__consent_age"),
        consent_until=Subquery(
            Consent.objects.filter(
                membership=OuterRef("pk"),
                purpose=ConsentPurpose.FORUM,
                state=ConsentState.GRANTED,
                notice_version=consent_texts.version_of(ConsentPurpose.FORUM),
            ).values(until=Coalesce("expires_on", Value(date.max), output_field=DateField()))[:1]
        ),
        assented=Subquery(
            Assent.objects.filter(
                membership=OuterRef("pk"),
                purpose=ConsentPurpose.FORUM,
                notice_version=consent_texts.version_of(ConsentPurpose.FORUM),
            )
            .order_by("-id")
            .values("given")[:1]
        ),
        cleared_until=Subquery(
            Clearance.objects.filter(membership=OuterRef("pk"))
            .order_by("-expires_on")
            .values("expires_on")[:1]
        ),
        has_second_factor=Exists(
            Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
        ),
        current_roles=Gathered(grants_now(now).filter(membership=OuterRef("pk")).order_by("id"), "role"),
    )


def of_request(user: int, slug: str, now: datetime):
    # One row at most: a person has one membership in a community.
    found = with_standing(now).filter(user=user, community__slug=slug, user__is_active=True)
    return found.annotate(**{f"told_{name}": expression() for name, expression in _told_too.items()})


def actor_from(membership: "Standing", now: datetime) -> Actor:
    roles = frozenset(held["role"] for held in membership.current_roles)
    student = Role.STUDENT in roles
    permitted = not needs_consent(membership.band, roles, membership.consent_age) or _holds(membership, now)
    return Actor(
        user=membership.user,
        membership=membership,
        community=membership.community,
        roles=roles,
        permitted=permitted,
        consented=permitted and (bool(membership.assented) or not student),
        cleared=_is_cleared(membership, now),
        second_factor=membership.has_second_factor,
        at=now,
        told={name: getattr(membership, f"told_{name}", None) for name in _told_too},
    )


def needs_consent(band: str, roles, kept_age: int | None) -> bool:
    """Tell whether somebody writes only with a guardian's consent: a student under the consent age (rule 39).

    ``kept_age`` is the one that the community set, None where it set nothing.
    """
    return Role.STUDENT in roles and is_under(band, kept_age)


def is_under(band: str, kept_age: int | None) -> bool:
    """Tell whether a band lies under the consent age of a community that set ``kept_age``."""
    return BAND_BEGINS[Band(band)] < consent_age_of(kept_age)


def is_guarded(membership: Membership, *, now: datetime) -> bool:
    """Tell the same of a member as they stand now. One query."""
    studies = grants_now(now).filter(membership=OuterRef("pk"), role=Role.STUDENT)
    told = Membership.objects.filter(Exists(studies), pk=membership.pk)
    kept = list(told.values_list("community__policy__consent_age", flat=True))
    return bool(kept) and is_under(membership.band, kept[0])


def _holds(membership: "Standing", now: datetime) -> bool:
    """A consent holds to the end of its last day, by the community's own calendar."""
    return membership.consent_until is not None and membership.consent_until >= _today(membership, now)


def _today(membership: "Standing", now: datetime) -> date:
    return now.astimezone(membership.community.zone).date()


def _is_cleared(membership: "Standing", now: datetime) -> bool:
    """A check ends with the day before its expiry date, by the community's own calendar (rule 3)."""
    return membership.cleared_until is not None and membership.cleared_until > _today(membership, now)
