"""What stands on the members' home: one card for each thing that is open for somebody."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class HomeCard:
    """One thing to do or to read. ``moment`` is when it ``closes``, ``begins`` or is ``due`` (``moment_is``)."""

    bead: str
    title: str
    url: str
    action: str
    text: str = ""
    quote: str = ""
    badge: str = ""
    badge_kind: str = "sky"
    css: str = ""
    bead_css: str = ""
    button: str = ""
    moment: datetime | date | None = None
    moment_is: str = ""


@dataclass(frozen=True)
class Home:
    """The home of one member. ``own`` are their latest perspectives; ``unread`` counts answers not yet read."""

    cards: list[HomeCard]
    own: list = field(default_factory=list)
    unread: int = 0
    beyond: int = 0  # cards that are left out here and stand in their rooms
