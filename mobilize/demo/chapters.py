"""The whole story of each demo community, in order."""

from datetime import datetime

from mobilize.demo import care, cast, story, talks, works
from people.models import Community


def harbour(teller: story.Teller, now: datetime) -> None:
    """Tell the whole story of Harbour Road School."""
    told = story.harbour_forums(teller, now)
    poll = works.harbour_polls(teller, told, now)
    works.lunch_group(teller, told, poll, now)
    talks.harbour_sessions(teller, told, now)
    care.harbour_desk(teller, told, now)
    story.hold_one(teller, told, now)


def tilleuls(teller: story.Teller, now: datetime) -> None:
    """Tell the whole story of Les Tilleuls."""
    square = story.tilleuls_forums(teller, now)
    works.tilleuls_poll(teller, square, now)


def tell(communities: dict[str, Community], now: datetime) -> None:
    """Tell both stories."""
    harbour(story.Teller(communities[cast.HARBOUR]), now)
    tilleuls(story.Teller(communities[cast.TILLEULS]), now)
