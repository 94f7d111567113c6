"""Cards with a square picture by which young children sign in, in band A and inside the school alone (rule 60)."""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.card_queries import children_with_cards, holder_of
from people.domain import holdings, throttle
from people.enums import Band, Role
from people.models import LoginCard, Membership, User
from people.policy_queries import policy_of

MOST = 100
_BYTES = 24  # 192 bits
_WRONG = 30  # within ten minutes from one address: a class behind one address makes few mistakes


@transaction.atomic
def make(actor: Actor, *, members: Iterable[str], now: datetime) -> list[tuple[Membership, str]]:
    """Make a new card for each of these children (by public id) and return them with their tokens, in the same order.

    Each child's older card stops working. Only a hash of the token is kept: what is not printed now never is.
    Errors: ``cards_for_whom`` for nobody, ``cards_too_many``, ``not_found`` for whoever is no child of band A here.
    """
    require(actor, "people.add_student", actor.community)
    children = _children(actor, members, now)
    LoginCard.objects.filter(membership__in=children, ended_at=None).update(ended_at=now)
    made = [(child, secrets.token_urlsafe(_BYTES)) for child in children]
    for child, token in made:
        LoginCard.objects.create(
            membership=child, token_hash=_hash(token), made_by=actor.user, created_at=now
        )
        audit.record(
            action="people.make_login_card", now=now, actor=actor, community=actor.community, thing=child
        )
    return made


@transaction.atomic
def end(actor: Actor, *, members: Iterable[str], now: datetime) -> int:
    """Let the cards of these children work no more; return how many did. Errors: as :func:`make`."""
    require(actor, "people.add_student", actor.community)
    children = _children(actor, members, now)
    ended = LoginCard.objects.filter(membership__in=children, ended_at=None).update(ended_at=now)
    for child in children:
        audit.record(
            action="people.end_login_card", now=now, actor=actor, community=actor.community, thing=child
        )
    return ended


def end_unfit(membership: Membership, roles: set[str], now: datetime) -> list[holdings.Ended]:
    """Let the card of somebody end who is no child of band A any more."""
    if Role.STUDENT in roles and membership.band == Band.A:
        return []
    if not LoginCard.objects.filter(membership=membership, ended_at=None).update(ended_at=now):
        return []
    audit.record(action="people.end_login_card", now=now, community=membership.community, thing=membership)
    return [holdings.Ended("card", reverse("community_home", args=[membership.community.slug]))]


def _children(actor: Actor, members: Iterable[str], now: datetime) -> list[Membership]:
    wanted = list(dict.fromkeys(members))
    if not wanted:
        raise Refused("cards_for_whom")
    if len(wanted) > MOST:
        raise Refused("cards_too_many", most=MOST)
    # Held in one order: of two who print at once, one waits, and the other's cards work no more.
    places = Membership.objects.filter(community=actor.community, public_id__in=wanted).order_by("pk")
    list(places.select_for_update(no_key=True).values_list("pk"))
    found = list(children_with_cards(actor.community, now=now).filter(public_id__in=wanted))
    if len(found) != len(wanted):
        raise Refused("not_found")
    return found


def use(*, token: str, client_address: str, now: datetime) -> User:
    """Return the child whom a card lets in, who is then to be signed in. Each use leaves a line in the trail.

    Errors: ``card_not_here``, whatever the reason; ``too_fast`` after many cards that did not open.
    """
    throttle.check("wrong-card", client_address, limit=_WRONG)
    child = holder_of(_hash(token), now=now) if token.isascii() else None
    if child is None or not is_at_school(child.community, client_address):
        throttle.count("wrong-card", client_address, limit=_WRONG, seconds=600)
        raise Refused("card_not_here")
    audit.record(action="people.use_login_card", now=now, community=child.community, thing=child)
    return child.user


def is_at_school(community, client_address: str) -> bool:
    """Tell whether an address is in one of the networks that the community named. Without any, no address is."""
    try:
        address = ipaddress.ip_address(client_address)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)  # IPv4 as a server that listens on both sees it
    return any(
        (mapped or address) in ipaddress.ip_network(network)
        for network in policy_of(community).school_networks
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
