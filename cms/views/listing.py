"""All doors of an editor's communities, with the state of what is behind them and what waits."""

from django.shortcuts import render
from django.utils import timezone

from cms.queries import things
from mobilize.kernel.access import access


@access(GET="signed_in")
def door_list(request):
    """List the doors whose pages the person may edit. Wagtail has checked that they may enter its admin."""
    places = things.pages_for_editor(request.user, now=timezone.now())
    return render(request, "cms/admin/doors.html", {"places": places, "rows": things.doors_below(places)})
