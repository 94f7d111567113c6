"""One's own notices, one's wishes about them, and the link in an e-mail that stops e-mails."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from mobilize.kernel.access import access
from people.domain import notices as domain
from people.domain.notices.wishes import wish_of
from people.notice_forms import NoticeWishes, standing
from people.notice_queries import notices_of
from people.views.answers import accepted


@access(GET="people.read_notices", POST="people.read_notices")
def notice_list(request):
    """Show the member's notices; a POST says that they have seen them all."""
    if request.method == "POST":
        domain.mark_seen(request.actor, now=timezone.now())
        return redirect("notices", community=request.actor.community.slug)
    before = request.GET.get("before", "")
    page = notices_of(request.actor, before=int(before) if before.isascii() and before[:15].isdigit() else 0)
    older = f"?before={page.older}" if page.older else ""
    return render(
        request, "people/notice_list.html", {"page": page, "older": older, "newer": "?" if before else ""}
    )


@access(GET="people.choose_notices", POST="people.choose_notices")
def notice_wishes(request):
    """Show and change what the member wishes to hear of; ``undo`` has the wishes before the last change back."""
    actor, now = request.actor, timezone.now()
    wish = wish_of(actor.membership)
    kept = {"side": actor.side, "has_address": bool(wish.email)}
    if request.method == "POST" and "undo" in request.POST:
        domain.take_back(actor, now=now)
        messages.success(request, _("All is as it was before."))
        return redirect("notice_wishes", community=actor.community.slug)
    form = NoticeWishes(request.POST or None, initial=standing(wish, actor.side), **kept)
    if request.method == "POST":

        def choose(typed):
            return domain.choose(actor, **{"mailed": [], **typed}, now=now)

        if accepted(form, choose) is not None:
            messages.success(request, _("Your wishes are kept."))
            return redirect("notice_wishes", community=actor.community.slug)
    context = {"form": form, "wish": wish, "has_address": bool(wish.email)}
    return render(request, "people/notice_wishes.html", context, status=getattr(form, "status", 200))


@csrf_exempt  # a mail program posts without having been here, and the token can do nothing else (RFC 8058)
@access(GET="public", POST="public")
def mail_off(request, token):
    """Ask whether e-mails shall stop, and with a POST stop them. Says nothing about whose they are."""
    if request.method == "POST":
        if not domain.stop_mails(token=token):
            raise Http404
        return render(request, "people/mail_off.html", {"done": True})
    if not domain.token_works(token):
        raise Http404
    return render(request, "people/mail_off.html", {"done": False})
