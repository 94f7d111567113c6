"""What stands around every page, poured from moulds: the files of the look, the bar at the top, the foot."""

from types import SimpleNamespace
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from mobilize.kernel import manners
from mobilize.kernel.moulds import Gaps, Mould

register = template.Library()


def _files(shape: None, gaps: Gaps) -> dict:
    return {}


def _top(shape: tuple, gaps: Gaps) -> dict:
    signed_in, items = shape
    return {
        "user": SimpleNamespace(is_authenticated=signed_in),
        "nav": [dict(zip(("url", "label", "current", "mark"), item, strict=True)) for item in items],
    }


def _foot(shape: tuple, gaps: Gaps) -> dict:
    signed_in, asked, in_community, contacts, token = shape
    return {
        "signed_in": signed_in,
        "asked": asked,
        "here": gaps("here"),
        "next": gaps("next"),
        "community": gaps("community") if in_community else "",
        "help_contacts": [
            dict(zip(("name", "url", "number", "hours"), contact, strict=True)) for contact in contacts
        ],
        "languages": [code for code, _name in settings.LANGUAGES if code != manners.language()],
        "csrf_token": gaps("token") if token else "",
    }


def _pager(shape: tuple, gaps: Gaps) -> dict:
    return {f"{name}_url": gaps(name) if there else "" for name, there in zip(WAYS, shape, strict=True)}


WAYS = ("prev", "next", "first", "last")
PAGER = Mould("pieces/pager.html", _pager)
FILES = Mould("layouts/files.html", _files)
TOP = Mould("pieces/top.html", _top)
FOOT = Mould("pieces/foot.html", _foot)


def _signed_in(context: Context) -> bool:
    user = context.get("user")
    return bool(user and user.is_authenticated)


@register.simple_tag(name="files")
def files() -> SafeString:
    """Link the sheets and the script that every page needs."""
    return FILES.pour(None, {})


@register.simple_tag(name="top", takes_context=True)
def top(context: Context) -> SafeString:
    """Draw the bar at the top with the page's ``nav``."""
    items = tuple(
        (item["url"], str(item["label"]), bool(item["current"]), item["mark"])
        for item in context.get("nav") or ()
    )
    return TOP.pour((_signed_in(context), items), {})


@register.simple_tag(name="foot", takes_context=True)
def foot(context: Context) -> SafeString:
    """Draw the foot: help, ways out, the other language. ``page_in_other_language`` is where that button leads."""
    request, community = context.get("request"), context.get("community")
    here = request.get_full_path() if request else ""
    token = str(context.get("csrf_token") or "")
    token = "" if token == "NOTPROVIDED" else token  # noqa: S105
    contacts = tuple(
        (contact.name, contact.url, contact.number, contact.hours)
        for contact in context.get("help_contacts") or ()
    )
    asked = bool(request) and request.method == "GET"
    return FOOT.pour(
        (_signed_in(context), asked, bool(community), contacts, bool(token)),
        {
            "here": mark_safe(quote(here)),
            "next": context.get("page_in_other_language") or here,
            "community": community.name if community else "",
            "token": mark_safe(token),
        },
    )


@register.simple_tag(name="pager")
def pager(prev_url: str, next_url: str, first_url: str = "", last_url: str = "") -> SafeString:
    """Draw the ways to the pages before and after, as ``pieces/pager.html`` does; empty addresses have none."""
    words = dict(zip(WAYS, (prev_url, next_url, first_url, last_url), strict=True))
    return PAGER.pour(tuple(bool(url) for url in words.values()), words)
