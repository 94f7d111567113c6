"""Where members speak: upper floors say which scopes of bylines a community has, so that one's own can be found.

Without the list nobody could ask for "my bylines": the blind index is one per scope, not one per person.
"""

from collections.abc import Callable

from django.db.models import CharField, QuerySet, Value

from people.models import Community

Lister = Callable[[Community], QuerySet]
_listers: dict[str, Lister] = {}


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
