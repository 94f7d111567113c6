"""An administrator's doors to class codes: make, print, stop."""

import io
from datetime import datetime, time, timedelta

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mobilize.kernel import manners
from mobilize.kernel.access import access
from mobilize.kernel.keyset import page_of
from mobilize.kernel.refusal import Refused
from people import code_cards, forms, queries
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
    page = page_of(queries.join_codes_of(request.actor), request.GET, size=queries.PAGE)
    codes = [
        {"code": code, "shown": sign_in_codes.shown(code.code), "state": _state(code, now)}
        for code in page.rows
    ]
    context = {"form": form, "codes": codes, "page": page}
    return render(request, "people/join_codes.html", context, status=getattr(form, "status", 200))


def _until(typed: dict) -> dict:
    """Turn the last day into the moment after it, in the community's zone (which is the page's)."""
    last_day = typed.pop("expires_on")
    midnight = datetime.combine(last_day + timedelta(days=1), time(), timezone.get_current_timezone())
    return {**typed, "expires_at": midnight}


def _lets_in(code, now) -> bool:
    return not code.revoked_at and code.expires_at > now and code.uses < code.cap


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
        "printable": _lets_in(code, timezone.now()),
        "left_out": not code_cards.can_print(code.community.name),
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


@access(GET="people.administer", of=queries.join_code_of)
def join_code_cards(request, code):
    """Answer with a sheet of cards to print and cut. Errors: ``not_now`` for a code that lets nobody in any more."""
    if not _lets_in(code, timezone.now()):
        raise Refused("not_now")
    join = request.build_absolute_uri(reverse("join"))
    last_day = timezone.localtime(code.expires_at - timedelta(microseconds=1))
    card = code_cards.Card(
        community=code.community.name,
        heading=_("Come in"),
        address=join.partition("://")[2],
        link=f"{join}?code={code.code}",
        code=sign_in_codes.shown(code.code),
        facts=(
            _("For: %(band)s") % {"band": code.get_band_display()},
            _("Works until %(day)s") % {"day": date_format(last_day, "DATE_FORMAT")},
            _("You need no e-mail."),
        ),
    )
    title = _("Class code cards for %(label)s") % {"label": code.label}
    pdf = code_cards.sheet(card, title=title, language=manners.language())
    # The name of the file says nothing: it stays in the browser's list.
    headers = {"Content-Disposition": 'inline; filename="class-code-cards.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


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
