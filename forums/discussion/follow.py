"""Where a promise can be followed: upper floors say which of their pages an answer may lead to."""

from collections.abc import Callable

from people.actors import Actor

Place = tuple[str, str]  # its path on this site, and its name
_sources: list[Callable[[Actor], list[Place]]] = []


def register(source: Callable[[Actor], list[Place]]) -> None:
    """Offer what ``source(actor)`` returns to whoever gives an answer."""
    _sources.append(source)


def places(actor: Actor) -> list[Place]:
    return [place for source in _sources for place in source(actor)]
