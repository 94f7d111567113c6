"""Pages for what goes wrong outside our own refusals."""

from django.http import Http404
from django.shortcuts import render

from mobilize.kernel.access import access


def csrf_failure(request, reason=""):
    """Say kindly that the form was not ours or too old."""
    return render(request, "403_csrf.html", status=403)


@access(GET="signed_in", POST="signed_in")
def nowhere(request, **_kwargs):
    """Answer for every address in a community that does not exist, like for one that is forbidden."""
    raise Http404
