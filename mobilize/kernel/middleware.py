"""Headers of every page: a strict content policy, and privacy for the members' area."""

import secrets

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import Http404

MEMBERS_PREFIX = "/c/"
_PRIVATE = (MEMBERS_PREFIX, "/accounts/", "/home/", "/join/", "/card/", "/mail/", "/cms/", "/demo/")


class _HeaderMiddleware:
    """Works in both worlds, so that neither forces a thread on the other."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request):
        self.before(request)
        if self.is_async:
            return self._later(request)
        return self.after(request, self.get_response(request))

    async def _later(self, request):
        return self.after(request, await self.get_response(request))

    def before(self, request):
        """Prepare the request."""

    def after(self, request, response):
        return response


class ContentSecurityPolicy(_HeaderMiddleware):
    """Only what this site itself serves may run (rule 46).

    The Wagtail admin starts its date fields and choosers with inline scripts; on its own path alone
    inline is therefore allowed. Nobody but staff with a second factor can open that path.
    """

    def before(self, request):
        request.csp_nonce = secrets.token_urlsafe(16)

    def after(self, request, response):
        if "Content-Security-Policy" in response:
            return response
        if request.path.startswith("/cms/"):
            inline, frame = " 'unsafe-inline'", "frame-ancestors 'self'; frame-src 'self'"
            images = "img-src 'self' data: blob:"
        else:
            inline, frame, images = "", "frame-ancestors 'none'; frame-src 'none'", "img-src 'self'"
            if getattr(request, "is_preview", False):
                frame = "frame-ancestors 'self'; frame-src 'none'"
        response["Content-Security-Policy"] = (
            f"default-src 'self'; script-src 'self'{inline}; style-src 'self'{inline}; {images}; "
            f"font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; {frame}"
        )
        return response


class PlainAddresses(_HeaderMiddleware):
    """No page has a NUL in its address, and PostgreSQL does not take one even in a question: the answer is a 404.

    In the members' area the doors say so themselves, after they asked who comes.
    """

    def before(self, request):
        if "\0" in request.path and not request.path.startswith(MEMBERS_PREFIX):
            raise Http404


class PrivatePages(_HeaderMiddleware):
    """The members' area is never stored by a shared cache and never indexed (rule 48)."""

    def after(self, request, response):
        if request.path.startswith(_PRIVATE):
            response.setdefault("X-Robots-Tag", "noindex, nofollow")
            response.setdefault("Cache-Control", "private, no-store")
        response.setdefault(
            "Permissions-Policy", "geolocation=(), camera=(), microphone=(), browsing-topics=()"
        )
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response
