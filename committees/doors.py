"""Where a plan can be read: the public page that an upper floor keeps for it, or else the members' page."""

from collections.abc import Callable, Collection

from committees.models import Plan

_pages: list[Callable[[Plan], str | None]] = []
_many: list[Callable[[Collection[Plan]], dict[int, str]]] = []


def register(page_url: Callable[[Plan], str | None]) -> None:
    """Ask ``page_url(plan)`` for the address of the plan's public page; it returns None while there is none."""
    _pages.append(page_url)


def register_many(page_urls: Callable[[Collection[Plan]], dict[int, str]]) -> None:
    """Ask ``page_urls(plans)`` for the addresses of several plans' public pages by key, as far as there are any."""
    _many.append(page_urls)


def urls_of(plans: Collection[Plan]) -> dict[int, str]:
    """The addresses at which plans are read, by key. As many queries for a hundred plans as for one."""
    urls = {plan.pk: _inside(plan) for plan in plans}
    for page_urls in _many:
        urls |= page_urls(plans)
    return urls


def url_of(plan: Plan) -> str:
    """The address at which a plan is read."""
    for page_url in _pages:
        if url := page_url(plan):
            return url
    return _inside(plan)


def _inside(plan: Plan) -> str:
    return f"/c/{plan.community.slug}/plans/{plan.public_id}/"
