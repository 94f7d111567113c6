"""Records that others keep about somebody, to which they can attach a statement (rule 54).

Upper floors register where theirs are found. A record about what was said under a byline is told with that byline:
the statement then speaks by it, and the table never says whose it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.models import Byline


@dataclass(frozen=True)
class Record:
    """One record about the actor, as they see it."""

    kind: str
    public_id: str
    title: str
    what: str  # what it says, in a sentence
    when: datetime
    byline: Byline | None = None


Source = Callable[[Actor], Iterable[Record]]
_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Let ``source(actor)`` tell the actor's records of this kind. Errors: ``ValueError`` if somebody already does."""
    if kind in _sources:
        raise ValueError(f"records of the kind {kind!r} have a source already")
    _sources[kind] = source


def records_of(actor: Actor) -> list[Record]:
    """Return all records about the actor that are no secret to them, the newest first."""
    found = [record for source in _sources.values() for record in source(actor)]
    return sorted(found, key=lambda record: record.when, reverse=True)


def record_of(actor: Actor, *, about: str, record: str) -> Record:
    """Return one record about the actor. Errors: ``not_found`` for anybody else's."""
    if about in _sources:
        for found in _sources[about](actor):
            if found.public_id == record:
                return found
    raise Refused("not_found")
