"""Small readings of what came over the wire, shared by the screens."""

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from mobilize.kernel import authority
from mobilize.kernel.refusal import Refused


def whole(value: str | None) -> int | None:
    """Return a position or page number from an address, or None for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 9 else None


def refusal_of(actor, rule: str, thing) -> Refused | None:
    """Return what ``require`` would say no with, for drawing; None where it would agree."""
    try:
        authority.require(actor, rule, thing)
    except Refused as refused:
        return refused
    return None


def put(form, refused: Refused) -> None:
    """Show a refusal in the form it belongs to, with every word kept. Hidden ones go on to be a 404."""
    if refused.hidden:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def address(request: HttpRequest, name: str, **kwargs) -> str:
    return reverse(name, kwargs={"community": request.actor.community.slug, **kwargs})


def go(request: HttpRequest, name: str, anchor: str = "", **kwargs):
    return redirect(address(request, name, **kwargs) + (f"#{anchor}" if anchor else ""))
