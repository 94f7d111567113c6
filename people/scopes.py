"""Where members speak: upper floors say which scopes of bylines a community has, so that one's own can be found.

Without the list nobody could ask for "my bylines": the blind index is one per scope, not one per person.
"""

from collections.abc import Callable, Iterable

from people.models import Community

Lister = Callable[[Community], Iterable[str]]
_listers: dict[str, Lister] = {}


def register(scope_kind: str, lister: Lister) -> None:
    """Let ``lister(community)`` give the public ids of this kind's scopes. Errors: ``ValueError`` if one does."""
    if scope_kind in _listers:
        raise ValueError(f"the scopes {scope_kind!r} are listed already")
    _listers[scope_kind] = lister


def of(community: Community) -> dict[str, list[str]]:
    """Return the scopes of the community by kind: one query for each kind."""
    return {kind: list(lister(community)) for kind, lister in _listers.items()}
