"""Signed in on a device that others use too: looked at before anything else, at every page (rule 58)."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel.sessions import SHARED
from people.domain import shared_devices

COOKIE = "shared_use"
WANTED = "shared_wanted"  # in the session between the password and the second key
#: What a page asks by itself is no use of the device.
_BY_ITSELF = ("/events/", "/stream/", "/socket/", "/accounts/shared-device/over/")
_FORGET = '"cache", "storage"'


def mark_of(request: HttpRequest) -> dict | None:
    """Return what this sign-in carries if it is one on a shared device. Nothing is asked where no cookie came."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.session.get(SHARED)


def ends(request: HttpRequest) -> AnonymousUser | None:
    """End the sign-in of ``request`` if nobody used it for too long, and return nobody; None where it goes on."""
    mark = mark_of(request)
    if mark is None or request.session.session_key is None:
        return None
    key = request.session.session_key
    if shared_devices.is_in_use(request.COOKIES.get(COOKIE, ""), sign_in=key, idle=mark["idle"]):
        return None
    shared_devices.forget(key)
    request.session.flush()
    return AnonymousUser()


def begins(request: HttpRequest, user) -> None:
    """Mark the sign-in that just began, if somebody chose so or the community says so."""
    chosen = bool(request.session.pop(WANTED, False))
    if mark := shared_devices.mark_for(user, chosen=chosen, now=timezone.now()):
        shared_devices.begin(request.session, mark)


def told(request: HttpRequest) -> dict | None:
    """Return what the page says about it: how long the sign-in lasts if nothing is done, and at the longest."""
    mark = mark_of(request)
    if mark is None:
        return None
    now = timezone.now()
    longest = max(0, int(mark["until"] - now.timestamp()))
    seconds = min(mark["idle"], longest)
    ends_at = datetime.fromtimestamp(now.timestamp() + seconds, UTC)
    return {"seconds": seconds, "refresh": seconds + 1, "longest": longest, "ends_at": ends_at}


class SharedDevice:
    """Seals the time of each use, and leaves nothing behind at the end: no page, no draft, no way back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.session.accessed:
            return response
        # Asking who it is looks at the time first: a sign-in that is over comes back to life by no page.
        signed_in = request.user.is_authenticated
        mark = request.session.get(SHARED)
        if signed_in and mark:
            response["Cache-Control"] = "private, no-store"
            if not request.path.endswith(_BY_ITSELF):
                self._use(request, response, mark)
        elif request.path == "/accounts/logout/" and request.method == "POST":
            _leave_nothing(response)
        elif not signed_in and request.COOKIES.get(COOKIE):
            response = self._over(request, response)
        return response

    def _use(self, request, response: HttpResponse, mark: dict) -> None:
        key = request.session.session_key
        shared_devices.used(key, idle=mark["idle"])
        response.set_cookie(
            COOKIE,
            shared_devices.seal(key),
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )

    def _over(self, request, response: HttpResponse) -> HttpResponse:
        """Where a sign-in on a shared device ended by itself, say so instead of asking for the next password."""
        over = reverse("shared_device_over")
        if response.status_code == 302 and response["Location"].startswith(settings.LOGIN_URL):
            response = redirect(over)
            _leave_nothing(response)
        elif request.path == over:
            _leave_nothing(response)
        return response


def _leave_nothing(response: HttpResponse) -> None:
    response["Clear-Site-Data"] = _FORGET
    response["Cache-Control"] = "private, no-store"
    response.delete_cookie(COOKIE, samesite="Lax")
