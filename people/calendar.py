"""Upper floors that promise dates hear when a community's calendar changes, in the same transaction."""

from collections.abc import Callable

from people.models import Community

Listener = Callable[[Community], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener(community)`` whenever a holiday comes or goes, or the hours promised for a look change."""
    _listeners.append(listener)


def tell(community: Community) -> None:
    for listener in _listeners:
        listener(community)
