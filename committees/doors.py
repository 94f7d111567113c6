"""Where a plan can be read: the public page that an upper floor keeps for it, or else the members' page."""

from collections.abc import Callable

from committees.models import Plan

_pages: list[Callable[[Plan], str | None]] = []


def register(page_url: Callable[[Plan], str | None]) -> None:
    """Ask ``page_url(plan)`` for the address of the plan's public page; it returns None while there is none."""
    _pages.append(page_url)


def url_of(plan: Plan) -> str:
    """The address at which a plan is read."""
    for page_url in _pages:
        if url := page_url(plan):
            return url
    return f"/c/{plan.community.slug}/plans/{plan.public_id}/"
