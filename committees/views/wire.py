"""Small readings of what came over the wire, shared by the screens."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.queries import suggestions
from forums.discussion.models import Perspective
from mobilize.kernel.refusal import Refused
from mobilize.kernel.text import excerpt
from mobilize.kernel.tongues import said_in


def put(form, refused: Refused) -> int:
    """Show a refusal in its form, with every word kept, and return its status.

    Hidden ones go on to be a 404, and those with a page of their own to that page.
    """
    if refused.hidden or refused.has_page:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return refused.status


def go(request, name: str, anchor: str = "", **kwargs):
    address = reverse(name, kwargs={"community": request.actor.community.slug, **kwargs})
    return redirect(address + (f"#{anchor}" if anchor else ""))


def tell(request, refused: Refused) -> None:
    """Say a refusal of a single button on the page that comes next. Some go on, as in :func:`put`."""
    if refused.hidden or refused.has_page:
        raise refused
    messages.error(request, refused.message)


def member(memberships, public_id: str):
    """Return the one of ``memberships`` with this public id, or None."""
    return next((place for place in memberships if place.public_id == public_id), None)


def picks(sent, voices, name: str, chosen: list[str]):
    """Return ``voices`` to pick from where they are too many for a tick each, else None.

    ``chosen`` are ticked to begin with; once a form was ``sent`` its field ``name`` says what is ticked so far.
    """
    if len(voices) <= suggestions.TICKS:
        return None
    page = sent.get("step", "").removeprefix("page-") if sent else ""
    return suggestions.picks_from(
        voices,
        chosen=sent.getlist(name) if sent else chosen,
        query=sent.get("q", "") if sent else "",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


def words_of(voice: Perspective, *, most: int) -> str:
    """Return the beginning of what somebody said, in their own language, for a list to pick from."""
    words = excerpt(voice.body, most)
    return said_in(words, voice.language) if words else _("(no words)")


def is_turning(request) -> bool:
    """Tell whether the request only searches or turns a page: nothing is written, and nothing complained about."""
    step = request.POST.get("step", "")
    return step == "search" or step.startswith("page-")
