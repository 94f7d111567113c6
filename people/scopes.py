"""Where members speak: upper floors say which scopes of bylines a community has, and lead to where a byline spoke.

Without the list nobody could ask for "my bylines": the blind index is one per scope, not one per person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, QuerySet, Value

from people.actors import Actor
from people.models import Byline, Community


@dataclass(frozen=True)
class Place:
    """Where somebody speaks, for one reader: its title, its address, and the name that is shown there."""

    title: str
    url: str
    name: str


Lister = Callable[[Community], QuerySet]
Guide = Callable[[Actor, list[Byline]], dict[int, Place]]
_listers: dict[str, Lister] = {}
_guides: dict[str, Guide] = {}


def register(scope_kind: str, lister: Lister) -> None:
    """Let ``lister(community)`` give this kind's scopes (things with a ``public_id``, unordered).

    Errors: ``ValueError`` if somebody lists them already.
    """
    if scope_kind in _listers:
        raise ValueError(f"the scopes {scope_kind!r} are listed already")
    _listers[scope_kind] = lister


def of(community: Community) -> list[tuple[str, str]]:
    """Return the scopes of the community as (kind, public id). One query."""
    first, *others = [
        lister(community)
        .annotate(scope_kind=Value(str(kind), output_field=CharField()))
        .values_list("scope_kind", "public_id")
        for kind, lister in _listers.items()
    ]
    # A model's own order has no place in a union.
    return list(first.union(*others, all=True).order_by())


def lead(scope_kind: str, guide: Guide) -> None:
    """Let ``guide(actor, bylines)`` lead to bylines of this kind, as far as the actor may read what they say."""
    _guides[scope_kind] = guide


def places(actor: Actor, bylines: list[Byline]) -> dict[int, Place]:
    """Return where these bylines speak, by their key; without those whose words the actor may not read.

    A few queries for each kind of scope among them.
    """
    found: dict[int, Place] = {}
    for kind in {byline.scope_kind for byline in bylines}:
        guide = _guides.get(kind)
        if guide is not None:
            found |= guide(actor, [byline for byline in bylines if byline.scope_kind == kind])
    return found
