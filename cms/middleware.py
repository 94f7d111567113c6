"""Editing rights follow roles, also on the day a role runs out."""

from django.utils import timezone

from cms.domain import editors

EDITOR = "/cms/"


class EditorsOfToday:
    """Before the editor opens, its groups are brought in line with the roles the person holds now."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(EDITOR) and request.user.is_authenticated:
            editors.settle(request.user, now=timezone.now())
        return self.get_response(request)
