"""Who stands at the door of a socket or a poll: read from the sign-in, in a thread of ours, at every action."""

import importlib
from dataclasses import dataclass
from datetime import datetime
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.contrib.auth import get_user
from django.http import Http404, HttpRequest
from django.utils import translation

from forums.live import queries
from forums.live.mailbox import Visitor
from forums.live.models import CommunitySession
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.models import User
from people.queries import actor_for


@dataclass(frozen=True)
class Arrival:
    """Somebody signed in who may read the session, at the moment of the look."""

    actor: Actor
    session: CommunitySession
    visitor: Visitor


def _request(scope: dict) -> HttpRequest:
    headers = dict(scope.get("headers", []))
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        cookies = SimpleCookie()
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return request


def arrive(scope: dict, *, community: str, session: str, now: datetime) -> Arrival | None:
    """Return who comes with this handshake or request, or None for whoever may not read the session."""
    request = _request(scope)
    user = get_user(request)
    if not user.is_authenticated:
        return None
    found = look_again(user, community=community, session=session, now=now)
    if found is None:
        return None
    actor, thing = found
    language = translation.get_language_from_request(request)
    visitor = Visitor(
        session_pk=thing.pk,
        membership_pk=actor.membership.pk,
        sign_in=request.session.session_key,
        password=user.password,
        moderates=can(actor, "live.watch_held", thing),
        language=language,
    )
    return Arrival(actor, thing, visitor)


def look_again(
    user: User, *, community: str, session: str, now: datetime
) -> tuple[Actor, CommunitySession] | None:
    """Return the actor and the session as they are now, or None if the session is not theirs to read (any more)."""
    actor = actor_for(user, community_slug=community, now=now)
    if actor is None or _needs_second_factor(actor):
        return None
    try:
        thing = queries.session_of(actor, session=session)
        require(actor, "live.read_session", thing)
    except (Http404, Refused):
        return None
    return actor, thing


def may_stay(actor: Actor | None, session: CommunitySession | None, visitor: Visitor) -> bool:
    """Tell whether a client that was let in may go on listening as it does."""
    if actor is None or session is None or actor.user.password != visitor.password:
        return False
    if _needs_second_factor(actor) or not can(actor, "live.read_session", session):
        return False
    return not visitor.moderates or can(actor, "live.watch_held", session)


def _needs_second_factor(actor: Actor) -> bool:
    return settings.REQUIRE_STAFF_MFA and actor.is_staff and not actor.second_factor
