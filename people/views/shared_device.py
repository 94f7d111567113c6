"""Doors of a device that others use too: the sign that somebody is there, and the page at the end."""

from django.http import HttpResponse
from django.shortcuts import render

from mobilize.kernel.access import access


@access(GET="signed_in")
def here(request):
    """Take a sign that somebody is at the device: it is a use like any page."""
    return HttpResponse(status=204)


@access(GET="public")
def over(request):
    """Say that the sign-in has ended; to whoever is still signed in, that it has not."""
    return render(request, "people/shared_device_over.html", {"still": request.user.is_authenticated})
