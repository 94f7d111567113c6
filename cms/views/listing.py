"""What an editor oversees: forums, polls, sessions, committees and plans of their communities, and a guide."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.queries import things
from mobilize.kernel.access import access

TITLES = {
    "forums": _("Forums"),
    "polls": _("Polls"),
    "sessions": _("Community sessions"),
    "committees": _("Committees"),
    "plans": _("Plans"),
}


@access(GET="signed_in")
def door_list(request):
    """List the things of one kind with their state and what waits. ``cms.roads`` has checked that the person edits."""
    kind = request.GET.get("kind", "forums")
    if kind not in things.LISTED:
        raise Http404
    now = timezone.now()
    # Drafts and what is for one band alone are shown here: not without a valid check (rule 3).
    places = [actor.community for actor in things.editors_places(request.user, now=now) if actor.cleared]
    page = Paginator(things.things_of(kind, places), things.PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "cms/admin/doors.html",
        {
            "kinds": [(name, title, name == kind) for name, title in TITLES.items()],
            "kind": kind,
            "title": TITLES[kind],
            "places": things.pages_of(places),
            "rows": things.rows_of(kind, list(page.object_list)),
            "page_obj": page,
            "many": len(places) > 1,
        },
    )


@access(GET="signed_in")
def editor_guide(request):
    """Show how the editor is used, step by step."""
    return render(request, "cms/admin/guide.html")
