"""Everybody's own door to where they are signed in."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilize.kernel.access import access
from people.domain import sign_ins


@access(GET="signed_in", POST="signed_in")
def sign_in_list(request):
    """List the browsers in which one is signed in; POST ends one (``end=ID``) or all others (``others=yes``)."""
    now, key = timezone.now(), request.session.session_key
    if request.method == "POST":
        if request.POST.get("others") == "yes":
            ended = sign_ins.end_others(request.user, current=key, now=now)
            told = ngettext(
                "You are signed out in %(count)d other place.",
                "You are signed out in %(count)d other places.",
                ended,
            ) % {"count": ended}
            messages.success(request, told if ended else _("You were signed in nowhere else."))
        else:
            sign_ins.end(request.user, sign_in=request.POST.get("end", ""), now=now)
            messages.success(request, _("You are signed out there."))
        return redirect("sign_ins")
    agent = request.headers.get("user-agent", "")
    places = sign_ins.sign_ins_of(request.user, current=key, agent=agent, now=now)
    return render(request, "people/sign_ins.html", {"places": places})
