"""Doors of the site itself: help, who sees what, health, robots, pictures."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils._os import safe_join

from cms.queries import help as help_queries
from cms.queries import pictures
from mobilize.kernel.access import access
from mobilize.kernel.authority import can
from moderation import looks_queries
from people import queries as people_queries

PICTURES = "images"  # shrunken copies only: an original may say where it was taken
KEPT_SECONDS = 300  # a browser or a proxy may show a picture that long after a yes was taken back (rule 44)
_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
ROBOTS = "\n".join(
    [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/c/", "/accounts/", "/cms/", "/home/", "/join/")),
        "",
    ]
)


@access(GET="public")
def help_page(request):
    """Whom to call, for anybody, without signing in (rule 64)."""
    return render(request, "home/help.html", {"numbers": help_queries.help_for_reader()})


@access(GET="public")
def who_sees_what(request):
    """Who can see what, in words for a twelve-year-old (rule 33)."""
    return render(request, "home/who_sees_what.html", {"lookups": _lookups(request)})


def _lookups(request) -> list:
    """Return how often names were looked up in the reader's community, month by month; for members alone (rule 32)."""
    if not request.user.is_authenticated:
        return []
    now = timezone.now()
    actors = people_queries.actors_for(request.user, now=now)
    if not actors:
        return []
    community = actors[0].community
    return looks_queries.unmaskings_by_month(community, today=now.astimezone(community.zone).date())


@access(GET="public")
def health(request):
    """Say that the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@access(GET="public")
def robots(request):
    """Keep well-behaved robots out of the members' area; the login wall keeps out the others (rule 48)."""
    return HttpResponse(ROBOTS, content_type="text/plain")


@access(GET="public")
def picture(request, name):
    """Serve a shrunken copy of a picture, if everybody may see it now; to those who judge pictures, others too."""
    folder = Path(settings.MEDIA_ROOT) / PICTURES
    try:
        path = Path(safe_join(folder, name))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    if path.suffix.lower() not in _TYPES or not path.is_file():
        raise Http404
    image, now = pictures.picture_behind(f"{PICTURES}/{name}"), timezone.now()
    if image is None:
        raise Http404
    kept = f"public, max-age={KEPT_SECONDS}"
    if not pictures.is_shown(image, now=now):
        if pictures.is_withheld(image.pk) or not _judges(request.user, image, now):
            raise Http404
        kept = "private, no-store"
    answer = HttpResponse(path.read_bytes(), content_type=_TYPES[path.suffix.lower()])
    answer["Cache-Control"] = kept
    return answer


def _judges(user, image, now) -> bool:
    if not user.is_authenticated:
        return False
    return any(can(actor, "cms.judge_picture", image) for actor in people_queries.actors_for(user, now=now))
