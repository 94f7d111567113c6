"""The public face of a thing: what everybody may know of it. No young person's words, and no small number."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Face:
    """What a door shows. ``steps`` are those of the tag ``chain_steps``; dates are None where nothing is promised."""

    heading: str
    language: str = ""  # of the heading
    introduction: str = ""
    state: str = ""
    badge: str = "line"  # the kind of the badge that says the state
    facts: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, date]] = field(default_factory=list)
    promises: list[tuple[str, str]] = field(default_factory=list)
    promises_title: str = ""
    steps: list[dict] = field(default_factory=list)
    room_url: str = ""
    ready: bool = True  # False: being prepared, nobody can go in


@dataclass(frozen=True)
class Entry:
    """One line of a list of doors."""

    title: str
    url: str
    state: str
    badge: str
