"""All that is one person's own: for their copy of it, and for its end (rules 52 and 53).

Each app says in its ``own_data.py`` what of it is somebody's own (an exporter) and how that goes (an eraser). Both get
the person with their bylines, which the seal found; neither writes anything that links two of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils.module_loading import autodiscover_modules

from people.domain import seal
from people.models import Byline, Community, Membership, User


@dataclass(frozen=True)
class Self:
    """A person in one community, and the names they spoke under there."""

    membership: Membership
    user: User
    community: Community
    bylines: tuple[Byline, ...]


@dataclass(frozen=True)
class Section:
    """A part of somebody's copy: rows of plain values, and files that go with it."""

    name: str  # in the file for machines
    title: str  # for people
    rows: list[dict] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)  # name in the copy -> where it lies


Exporter = Callable[[Self], Iterable[Section]]
Eraser = Callable[[Self, datetime], None]
_exporters: list[Exporter] = []
_erasers: list[Eraser] = []


def exporter(function: Exporter) -> Exporter:
    """Register ``function(self) -> sections``: the person's own, without anybody else's words or names."""
    _exporters.append(function)
    return function


def eraser(function: Eraser) -> Eraser:
    """Register ``function(self, now)``: it runs in the transaction of the erasure, before the seals go."""
    _erasers.append(function)
    return function


def self_of(membership: Membership) -> Self:
    """Return the person behind a membership with all their bylines of that community."""
    bylines = seal.bylines_of(membership.user, community=membership.community)
    return Self(membership, membership.user, membership.community, tuple(bylines))


def sections_of(person: Self) -> list[Section]:
    """Return all sections of a person's copy, those with rows or files."""
    autodiscover_modules("own_data")
    made = [section for export in _exporters for section in export(person)]
    return [section for section in made if section.rows or section.files]


def erase(person: Self, *, now: datetime) -> None:
    """Let every app end what is the person's own."""
    autodiscover_modules("own_data")
    for end in _erasers:
        end(person, now)
