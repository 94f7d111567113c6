"""Readers of whom a student hid (rule 10). Only the student's own: nobody else has any."""

from dataclasses import dataclass

from django.db.models import F, OuterRef

from mobilize.kernel.gathered import Gathered
from mobilize.kernel.refusal import Refused
from people import scopes
from people.actors import Actor
from people.models import Block, Byline

PAGE = 50


def hidden_told():
    """The bylines that a membership hid, told with each request's actor: a page asks nothing more."""
    hidden = Block.objects.filter(membership=OuterRef("pk")).order_by("pk")
    return Gathered(hidden, "byline", name=F("byline__public_id"))


def _told(actor: Actor) -> list[dict]:
    told = actor.told.get("hidden")
    if told is None:
        rows = Block.objects.filter(membership=actor.membership)
        told = list(rows.values("byline", name=F("byline__public_id")))
    return told


def hidden_from(actor: Actor) -> frozenset[int]:
    """Return the keys of the bylines that the actor hid. No query for a request's actor, and none for an adult."""
    return frozenset(line["byline"] for line in _told(actor)) if actor.is_youth else frozenset()


def hidden_names(actor: Actor) -> frozenset[str]:
    """The same by public id, as the frames of a session name them."""
    return frozenset(line["name"] for line in _told(actor)) if actor.is_youth else frozenset()


def speaker_of(actor: Actor, *, byline: str) -> Byline:
    """Return a byline of the community that could be hidden. Errors: ``Refused("not_found")``."""
    found = Byline.objects.filter(community=actor.community, public_id=byline).first()
    if found is None:
        raise Refused("not_found")
    return found


def block_of(actor: Actor, *, byline: str) -> Block:
    """Return the actor's own block of a byline. Errors: ``Refused("not_found")``."""
    found = Block.objects.select_related("byline").filter(
        membership=actor.membership, byline__public_id=byline
    )
    block = found.first()
    if block is None:
        raise Refused("not_found")
    return block


def blocks_of(actor: Actor):
    """The actor's own blocks."""
    return Block.objects.filter(membership=actor.membership).select_related("byline")


@dataclass(frozen=True)
class Hidden:
    """Somebody that the reader hid: the name they show, and where, if the reader may still go there."""

    byline: str
    name: str
    place: str
    url: str


def hidden_rows(actor: Actor, blocks: list[Block]) -> list[Hidden]:
    """Return blocks as their owner's list shows them. A few queries, whatever their number."""
    places = scopes.places(actor, [block.byline for block in blocks])
    rows = []
    for block in blocks:
        place = places.get(block.byline_id)
        rows.append(
            Hidden(
                byline=block.byline.public_id,
                name=place.name if place else block.byline.shown_name,
                place=place.title if place else "",
                url=place.url if place else "",
            )
        )
    return rows
