"""What every page of the house shows around its content. Nothing is asked of the database before a page needs it."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cms import nav
from cms.queries import help as help_queries
from forums.discussion import queries as discussion
from moderation.duty_queries import calls_to
from people import queries as people_queries


def house(request) -> dict:
    """Give ``nav``, ``help_contacts``, and outside the communities the ``actor`` of the first membership.

    There ``called_to`` are the calls to any of the viewer's memberships: who is called reads it everywhere (rule 15).
    """
    found = {
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "help_contacts": SimpleLazyObject(help_queries.help_for_reader),
    }
    if getattr(request, "actor", None) is None:
        found["actor"] = SimpleLazyObject(lambda: _viewer(request))
        found["called_to"] = SimpleLazyObject(lambda: _calls(request))
    return found


def _viewer(request):
    """Return who looks: the actor of the door, or outside the communities that of the first membership, or None."""
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    if actor is not None or user is None or not user.is_authenticated:
        return actor
    if not hasattr(request, "first_actor"):
        actors = people_queries.actors_for(user, now=timezone.now())
        request.first_actor = actors[0] if actors else None
        request.own_actors = actors
    return request.first_actor


def _calls(request) -> list[dict]:
    """Return the unanswered calls to whichever of the viewer's memberships. No query for the young."""
    _viewer(request)
    return calls_to([actor for actor in getattr(request, "own_actors", []) if not actor.is_youth])


def _nav(request) -> list[dict]:
    actor = _viewer(request)
    if actor is None:
        return []
    unread = getattr(request, "unread_answers", None)  # a page that knows already says so
    if unread is None:
        unread = discussion.unread_answers(actor) if actor.is_youth else 0
    return nav.items_for(actor, path=request.path, unread=unread)
