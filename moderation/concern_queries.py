"""Readers of concerns, named for their reader."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from mobilize.kernel.refusal import Refused
from mobilize.kernel.together import together
from moderation.concern_rules import STAFF_KINDS, heads_of
from moderation.duty_queries import holds_post
from moderation.enums import ConcernKind, ConcernState, Post
from moderation.models import (
    Case,
    Concern,
    ConcernEntry,
    ConcernReader,
    ReportingAgency,
    TransferPack,
    Unmasking,
)
from people.actors import Actor
from people.enums import STAFF_ROLES, Role
from people.models import Membership, RoleGrant
from people.queries import members_with_role

PAGE = 25
FOUND = 20  # young people whom a search shows; it says so when there are more


def concerns_kept_by(actor: Actor):
    """The concerns about young people, for the lead and the deputy."""
    return (
        Concern.objects.filter(community=actor.community, kind=ConcernKind.STUDENT)
        .exclude(adult=actor.membership)
        .select_related("student__user", "raised_by__user")
    )


def staff_concerns_kept_by(actor: Actor, *, low_level: bool):
    """The concerns about adults: the head's, but those about a head are the chair's; nobody's own (rules 25, 26)."""
    kind = ConcernKind.LOW_LEVEL if low_level else ConcernKind.STAFF
    found = Concern.objects.filter(community=actor.community, kind=kind)
    about_head = Q(adult__in=heads_of(actor.community))
    mine = Q(pk__in=[])
    if holds_post(actor, Post.HEAD):
        mine |= Q(adult=None) | ~about_head
    if holds_post(actor, Post.CHAIR):
        mine |= about_head
    return found.filter(mine).exclude(adult=actor.membership).select_related("adult__user", "raised_by__user")


def concern_of(actor: Actor, *, concern: str) -> Concern:
    """Return the concern by its public id. Errors: ``Refused("not_found")``; the access rule looks at it next."""
    found = (
        Concern.objects.filter(community=actor.community, public_id=concern)
        .select_related("community", "student__user", "adult__user", "raised_by__user")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


@dataclass(frozen=True)
class ConcernFile:
    """What lies with a concern."""

    entries: list[ConcernEntry]
    readers: list[ConcernReader]
    unmaskings: list[Unmasking]
    agency: ReportingAgency | None
    adults: list[Membership]  # whom one can let in


def file_of(concern: Concern, *, now: datetime) -> ConcernFile:
    """Return everything that lies with the concern. One query."""
    told = together(
        entries=concern.entries.select_related("by").order_by("id"),
        readers=concern.readers.select_related("membership__user", "let_in_by"),
        unmaskings=concern.unmaskings.select_related("asked_by", "agreed_by").order_by("id"),
        agency=ReportingAgency.objects.filter(community=concern.community_id),
        adults=staff_of(concern.community, now=now).exclude(pk=concern.adult_id),
    )
    return ConcernFile(
        entries=told["entries"],
        readers=told["readers"],
        unmaskings=told["unmaskings"],
        agency=told["agency"][0] if told["agency"] else None,
        adults=told["adults"],
    )


def origin_of(concern: Concern) -> Case | None:
    """Return the case that the concern grew from."""
    if not concern.origin:
        return None
    found = Case.objects.filter(community=concern.community_id, public_id=concern.origin)
    return found.select_related("byline").first()


def entry_of(concern: Concern, *, entry: str) -> ConcernEntry:
    """Return one line of the concern. Errors: ``Refused("not_found")``."""
    found = concern.entries.filter(public_id=entry).first()
    if found is None:
        raise Refused("not_found")
    return found


def raised_by(actor: Actor):
    """What the actor raised: they learn of it only whether it was acknowledged (rule 24)."""
    return Concern.objects.filter(community=actor.community, raised_by=actor.membership)


def was_acknowledged(concern: Concern) -> bool:
    return concern.state != ConcernState.RAISED


def shared_with(actor: Actor) -> list[Concern]:
    """The concerns that the actor was let into and still may read."""
    now = Q(ends_at=None) | Q(ends_at__gt=actor.at)
    mine = ConcernReader.objects.filter(now, concern=OuterRef("pk"), membership=actor.membership)
    return list(
        Concern.objects.filter(Exists(mine), community=actor.community).exclude(adult=actor.membership)
    )


def staff_of(community, *, now: datetime):
    """The adults who work here, by name; caregivers are not among them."""
    return members_with_role(community, *STAFF_ROLES, now=now)


def young_people_named(actor: Actor, words: str) -> tuple[list[Membership], bool]:
    """Return the young people whose name or user name holds all of ``words``, and whether there are more."""
    student = RoleGrant.objects.filter(membership=OuterRef("pk"), role=Role.STUDENT)
    found = Membership.objects.filter(Exists(student), community=actor.community).select_related("user")
    for word in words.split():
        found = found.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__username__icontains=word)
        )
    if not words.split():
        return [], False
    page = list(found.order_by("user__last_name", "user__first_name", "pk")[: FOUND + 1])
    return page[:FOUND], len(page) > FOUND


def chronology_of(student: Membership):
    """Every line of every concern about a young person, for those who keep them."""
    return ConcernEntry.objects.filter(
        concern__student=student, concern__kind=ConcernKind.STUDENT
    ).select_related("concern", "by", "corrects")


def agency_of(actor: Actor) -> ReportingAgency | None:
    """The agency that this community reports to, with who looks after its number."""
    return ReportingAgency.objects.filter(community=actor.community).select_related("owner__user").first()


def unmaskings_of(actor: Actor):
    """Every name that was asked for, newest first, for those who can be the second person."""
    return Unmasking.objects.filter(community=actor.community).select_related("asked_by", "agreed_by")


def unmasking_of(actor: Actor, *, unmasking: str) -> Unmasking:
    """Return one by its public id. Errors: ``Refused("not_found")``."""
    found = (
        unmaskings_of(actor)
        .filter(public_id=unmasking)
        .select_related("asked_by", "agreed_by", "concern", "community")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def packs_of(actor: Actor):
    """The transfer packs, those that wait first by their clock."""
    return TransferPack.objects.filter(community=actor.community).select_related("student__user", "made_by")


def packs_due(actor: Actor) -> list[TransferPack]:
    """The packs that no other school has received yet, the most urgent first."""
    return list(TransferPack.objects.filter(community=actor.community, received_at=None).order_by("due_at"))


def pack_of(actor: Actor, *, pack: str) -> TransferPack:
    """Return one pack. Errors: ``Refused("not_found")``."""
    found = packs_of(actor).select_related("community").filter(public_id=pack).first()
    if found is None:
        raise Refused("not_found")
    return found


def is_staff_kind(concern: Concern) -> bool:
    return concern.kind in STAFF_KINDS
