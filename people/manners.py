"""Outside the communities no door has said who comes: how an adult is spoken to there all the same."""

from django.utils import timezone

from mobilize.kernel import manners
from mobilize.kernel.access import OPEN_DOORS
from people import queries


def speak_to(request) -> None:
    """Speak formally to somebody who is an adult wherever they belong.

    To a child, and to somebody who is not known, nothing changes.
    """
    if not manners.has_two_forms() or not request.user.is_authenticated:
        return
    actors = queries.actors_for(request.user, now=timezone.now())
    request.first_actor = actors[0] if actors else None  # what stands around the page asks for it too
    request.own_actors = actors
    if actors and not any(actor.is_youth for actor in actors):
        manners.speak_formally()


class Manners:
    """Looks who comes, on every page that is in no community. The site's editor speaks as its own makers do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(("/c/", "/cms/")):
            speak_to(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.path.startswith("/c/") and set(getattr(view, "access", {}).values()) <= OPEN_DOORS:
            speak_to(request)
