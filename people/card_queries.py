"""Children of band A and their login cards, for whoever prints them and for the door that a card opens."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from people.enums import Band, Role
from people.models import Community, LoginCard, Membership, RosterLink
from people.standing_queries import current, grants_now


def children_with_cards(community: Community, *, now: datetime, group: str = ""):
    """Return the current students of band A, by name, with ``card_since`` and their ``group`` in the school's list."""
    studies = grants_now(now).filter(membership=OuterRef("pk"), role=Role.STUDENT)
    cards = LoginCard.objects.filter(membership=OuterRef("pk"), ended_at=None)
    links = RosterLink.objects.filter(membership=OuterRef("pk")).exclude(group="").order_by("-id")
    found = (
        Membership.objects.filter(
            current(now), Exists(studies), community=community, band=Band.A, user__is_active=True
        )
        .select_related("user")
        .annotate(
            card_since=Subquery(cards.values("created_at")[:1]), group=Subquery(links.values("group")[:1])
        )
        .order_by("user__last_name", "user__first_name", "pk")
    )
    return found.filter(group=group) if group else found


def groups_of(community: Community, *, now: datetime) -> list[str]:
    """Return the classes or groups in which there are children of band A, by name."""
    found = children_with_cards(community, now=now).filter(~Q(group=None)).order_by()
    return sorted(set(found.values_list("group", flat=True)))


def holder_of(token_hash: str, *, now: datetime) -> Membership | None:
    """Return the child whom a card lets in: still a student of band A, still a member."""
    card = (
        LoginCard.objects.select_related("membership__community__policy")
        .filter(token_hash=token_hash, ended_at=None)
        .first()
    )
    if card is None:
        return None
    found = children_with_cards(card.membership.community, now=now)
    child = found.filter(pk=card.membership.pk).first()
    if child is not None:
        child.community = card.membership.community  # with its networks
    return child
