"""Editing rights follow roles, also on the day a role runs out."""

from django.http import Http404
from django.utils import timezone

from cms.domain import editors

EDITOR = "/cms/"


class EditorsOfToday:
    """Before the editor opens, its groups are brought in line with the roles the person holds now.

    To whoever is no editor it does not exist: Wagtail would send them to sign in, and the sign-in back again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(EDITOR) and request.user.is_authenticated:
            editors.settle(request.user, now=timezone.now())
            if not request.user.has_perm("wagtailadmin.access_admin"):
                raise Http404
        return self.get_response(request)
