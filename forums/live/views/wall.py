"""The screen for the wall, the way from it into the room, and who is there."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.live import crowd, queries, screens
from forums.live.forms import NumberForm
from mobilize.kernel.access import access


@access(GET="live.present", of=queries.session_of)
def presenter_page(request, session):
    """Show the room on a wall: the question, the newest messages, the show of hands, and how to come in."""
    number = session.join_number
    address = (
        reverse("go_number", args=[number])
        if number
        else reverse("session", args=[request.actor.community.slug, session.public_id])
    )
    context = screens.wall_for(request.actor, session, now=timezone.now()) | {
        "code": screens.square_code(request.build_absolute_uri(address)),
        "go": request.build_absolute_uri(reverse("go")).split("://", 1)[1].rstrip("/"),
    }
    return render(request, "live/presenter.html", context)


@access(GET="live.see_people", of=queries.session_of)
def people_page(request, session):
    """Name who is connected now, for the adult who leads."""
    here = list(crowd.people_in(session.pk, now=timezone.now()))
    context = screens.people_for(request.actor, session, here, now=timezone.now())
    return render(request, "live/session_people.html", context)


@access(GET="signed_in")
def go(request, talk: str = ""):
    """Lead to the running session with the number on the wall, if it is one that this person may read."""
    number = (talk or request.GET.get("number", "")).strip()
    form = NumberForm({"number": number} if number else None)
    if not number:
        return render(request, "live/go.html", {"form": form})
    session = queries.session_by_number(request.user, number[:5], now=timezone.now())
    if session is None:
        form.is_valid()
        form.add_error("number", _("We know no talk with this number. Look at the big screen again."))
        return render(request, "live/go.html", {"form": form}, status=404)
    return redirect("session", community=session.community.slug, session=session.public_id)
