"""Second factor for staff on the roads outside the communities' own doors, and the right clock."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from people import queries
from people.sources import SECOND_FACTOR_SETUP


class StaffSecondFactor:
    """Send staff without a second factor to set it up before the Wagtail admin opens (rule 59)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.REQUIRE_STAFF_MFA and request.path.startswith("/cms/") and request.user.is_authenticated:
            actors = queries.actors_for(request.user, now=timezone.now())
            if not all(actor.second_factor for actor in actors if actor.is_staff):
                return redirect(SECOND_FACTOR_SETUP)
            if any(actor.is_youth for actor in actors):
                raise Http404  # students never enter the Wagtail admin, whatever a group says
        return self.get_response(request)


class CommunityTime:
    """Begin each request in the installation's own time zone; a community's door switches to its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        timezone.deactivate()
        return self.get_response(request)
