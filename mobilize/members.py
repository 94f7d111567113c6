"""Doors inside a community: everything under ``/c/<community>/``."""

from django.urls import include, path, re_path

from mobilize.kernel.errors import nowhere

urlpatterns = [
    path("", include("cms.member_urls")),
    path("", include("committees.urls")),
    path("", include("forums.live.urls")),
    path("", include("forums.polls.urls")),
    path("", include("forums.discussion.urls")),
    path("", include("moderation.urls")),
    path("", include("moderation.concern_urls")),
    path("", include("people.privacy_urls")),
    path("", include("people.urls")),
    # Whatever else is asked for: the same sign-in page or the same 404 as for what exists.
    re_path(r"^(?P<rest>.*)$", nowhere),
]
