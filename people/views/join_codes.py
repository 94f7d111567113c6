"""An administrator's doors to class codes: make, print, stop."""

import io
from datetime import datetime, time, timedelta

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from people import forms, queries
from people.domain import joining, sign_in_codes
from people.views.answers import accepted


@access(GET="people.administer", POST="people.administer")
def join_codes(request):
    """List class codes and make new ones."""
    now = timezone.now()
    form = forms.MakeJoinCode(request.POST or None)
    if request.method == "POST":
        code = accepted(form, lambda typed: joining.make_join_code(request.actor, **_until(typed), now=now))
        if code:
            messages.success(request, _("The class code is ready. Print it, or write it on the board."))
            return redirect("join_code", community=request.actor.community.slug, code=code.public_id)
    codes = [
        {"code": code, "shown": sign_in_codes.shown(code.code), "state": _state(code, now)}
        for code in queries.join_codes_of(request.actor)
    ]
    context = {"form": form, "codes": codes}
    return render(request, "people/join_codes.html", context, status=getattr(form, "status", 200))


def _until(typed: dict) -> dict:
    """Turn the last day into the moment after it, in the community's zone (which is the page's)."""
    last_day = typed.pop("expires_on")
    midnight = datetime.combine(last_day + timedelta(days=1), time(), timezone.get_current_timezone())
    return {**typed, "expires_at": midnight}


def _state(code, now) -> dict:
    if code.revoked_at:
        return {"kind": "line", "words": _("Stopped")}
    if code.expires_at <= now:
        return {"kind": "line", "words": _("Has run out")}
    if code.uses >= code.cap:
        return {"kind": "mari", "words": _("All places taken")}
    return {"kind": "leaf", "words": _("Works")}


@access(GET="people.administer", of=queries.join_code_of)
def join_code(request, code):
    """Show one class code as a card to print."""
    context = {
        "code": code,
        "shown": sign_in_codes.shown(code.code),
        "state": _state(code, timezone.now()),
        "working": not code.revoked_at and code.expires_at > timezone.now(),
        "address": request.build_absolute_uri(reverse("join")),
    }
    return render(request, "people/join_code.html", context)


@access(GET="people.administer", of=queries.join_code_of)
def join_code_picture(request, code):
    """Answer with the code's square picture: a file, since no page may carry one inside itself."""
    address = request.build_absolute_uri(f"{reverse('join')}?code={code.code}")
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=2, dark="#27122f", light="#fff6ea", omitsize=True
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@access(GET="people.administer", POST="people.administer", of=queries.join_code_of)
def revoke_join_code(request, code):
    """Ask, then stop a class code."""
    slug = request.actor.community.slug
    if request.method == "POST":
        joining.revoke_join_code(request.actor, code=code, now=timezone.now())
        messages.success(request, _("The class code is stopped. Nobody can join with it any more."))
        return redirect("join_codes", community=slug)
    context = {
        "code": code,
        "question": _("Stop the class code of %(label)s?") % {"label": code.label},
        "detail": _("Whoever has joined stays. Nobody else can join with it."),
        "verb": _("Stop the code"),
    }
    return render(request, "people/join_code_confirm.html", context)
