"""What guards the roads outside the communities' own doors, and the right clock."""

from datetime import UTC, datetime

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from people import queries, shared_device, who
from people.domain import sign_ins
from people.sources import SECOND_FACTOR_SETUP


class WhoComes(AuthenticationMiddleware):
    """Django's own, except that at a community's door the person and their standing there are one question.

    Nothing is asked before somebody wants to know, and what does not fit goes Django's way.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _who(request))


def _who(request):
    if not hasattr(request, "_cached_user") and (nobody := shared_device.ends(request)):
        request._cached_user = nobody
    elif not hasattr(request, "_cached_user") and (actor := who.comes(request)):
        request.came, request._cached_user = actor, actor.user
    return get_user(request)


class StaffSecondFactor:
    """Send staff without a second factor to set it up before the Wagtail admin opens (rule 59).

    Setting it up ends every other sign-in of the person.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.REQUIRE_STAFF_MFA and request.path.startswith("/cms/") and request.user.is_authenticated:
            actors = queries.actors_for(request.user, now=timezone.now())
            if not all(actor.second_factor for actor in actors if actor.is_staff):
                return redirect(SECOND_FACTOR_SETUP)
            if any(actor.is_youth for actor in actors):
                raise Http404  # students never enter the Wagtail admin, whatever a group says
        if not (request.path == SECOND_FACTOR_SETUP and request.method == "POST"):
            return self.get_response(request)
        had = queries.has_second_factor(request.user)
        response = self.get_response(request)
        if not had and queries.has_second_factor(request.user):
            # A sign-in elsewhere, with the password alone, does not become one with a second factor by this.
            end_other_sessions(request, request.user)
        return response


class NoMail:
    """Shut allauth's doors that take an e-mail address or mail a key, and its list of sign-ins.

    A printed code is the way back in (rule 59).

    Otherwise a minute at somebody's unlocked screen would be enough to add an address and have their account for
    good. The page that tells of the printed code stays.
    """

    SHUT = (
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/password/reset/",
        "/accounts/sessions/",  # the house has a page of its own for it
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        told = request.path == "/accounts/password/reset/" and request.method in {"GET", "HEAD"}
        if request.path.startswith(self.SHUT) and not told:
            raise Http404
        return self.get_response(request)


class LastUse:
    """Write down on which day a sign-in was last used: at the first page of a day, never at a post or a vote."""

    ROOMS = ("/c/", "/home/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "GET" and request.path.startswith(self.ROOMS):
            records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY)
            if records and request.user.is_authenticated:
                began = datetime.fromtimestamp(max(record["at"] for record in records), UTC)
                sign_ins.note_use(request.session.session_key, signed_in_at=began, now=timezone.now())
        return response


class CommunityTime:
    """Begin each request in the installation's own time zone; a community's door switches to its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        timezone.deactivate()
        return self.get_response(request)
