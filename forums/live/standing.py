"""Who stands at the door of a socket, a stream or a poll: read from the sign-in or a ticket, in threads of ours.

A visitor is looked at when they come, at every action, and once a second together with everybody else in the process.
"""

import hashlib
import importlib
from datetime import datetime
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest
from django.utils import timezone, translation

from forums.live import queries, tickets
from forums.live.enums import MessageState, SessionState
from forums.live.mailbox import Visitor
from forums.live.models import CommunitySession, Message
from mobilize.kernel.authority import can, require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind
from people.models import User
from people.queries import actor_for, actor_of_membership, actors_of_memberships
from people.standings import standings_of


def header(scope: dict, name: bytes) -> str:
    return dict(scope.get("headers", [])).get(name, b"").decode("latin-1")


def _request(scope: dict) -> HttpRequest:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(header(scope, b"cookie"))
    except CookieError:
        cookies = SimpleCookie()
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    request.META["HTTP_ACCEPT_LANGUAGE"] = header(scope, b"accept-language")
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return request


def ticket_of(scope: dict) -> str:
    """Return the ticket that comes with a handshake or request, or "": as one of its protocols, a header, or asked."""
    for protocol in scope.get("subprotocols", []):
        if protocol.startswith(tickets.PREFIX):
            return protocol.removeprefix(tickets.PREFIX)
    return header(scope, b"live-ticket") or tickets.asked_with(scope.get("query_string", b""))


def arrive(scope: dict, *, community: str, session: str, now: datetime) -> Visitor | None:
    """Return who comes with this handshake or request by its sign-in, or None for whoever may not read the session."""
    request = _request(scope)
    user = get_user(request)
    if not user.is_authenticated:
        return None
    actor = actor_for(user, community_slug=community, now=now)
    try:
        thing = queries.session_of(actor, session=session) if actor else None
    except Http404:
        return None
    if thing is None or not _may_read(actor, thing):
        return None
    language = translation.get_language_from_request(request)
    return visitor_for(actor, thing, sign_in=request.session.session_key, language=language)


def visitor_for(actor: Actor, session: CommunitySession, *, sign_in: str, language: str) -> Visitor:
    """Return what is kept of somebody who may read the session, while they listen to it."""
    standing = standings_of([actor.membership.pk], now=actor.at).get(actor.membership.pk)
    facts = (session.state, session.bands, *session.seats)
    return Visitor(
        session_pk=session.pk,
        membership_pk=actor.membership.pk,
        user=actor.user.public_id,
        sign_in=sign_in,
        stamp=_stamp(standing, facts),
        moderates=can(actor, "live.watch_held", session),
        seated=actor.membership.pk in session.seats,
        language=language,
    )


def look_again(visitor: Visitor, *, now: datetime) -> tuple[Actor, CommunitySession] | None:
    """Return the actor and the session as they are now, or None if the session is not theirs to read (any more)."""
    actor = actor_of_membership(visitor.membership_pk, now=now)
    session = CommunitySession.objects.select_related("community").filter(pk=visitor.session_pk).first()
    if actor is None or session is None or not _may_read(actor, session):
        return None
    return actor, session


def _may_read(actor: Actor, session: CommunitySession) -> bool:
    if settings.REQUIRE_STAFF_MFA and actor.is_staff and not actor.second_factor:
        return False
    try:
        require(actor, "live.read_session", session)
    except Refused:
        return False
    return True


def staying(visitors: list[Visitor]) -> dict[Visitor, Visitor]:
    """Return those who may go on listening as they do, each as they stand now: four queries, whatever their number.

    Whose stamp is the one they came with is the same as when the rules were asked. The rules are asked again about
    the others alone.
    """
    now = timezone.now()
    standings = standings_of({v.membership_pk for v in visitors}, now=now)
    keys = {v.sign_in for v in visitors}
    signed_in = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    seats = ("facilitator", "moderator", "second_adult")
    rows = CommunitySession.objects.filter(pk__in={v.session_pk for v in visitors})
    facts = {pk: tuple(rest) for pk, *rest in rows.values_list("pk", "state", "bands", *seats)}
    found, changed = {}, {}
    for visitor in visitors:
        standing = standings.get(visitor.membership_pk)
        if standing is None or visitor.session_pk not in facts or visitor.sign_in not in signed_in:
            continue
        stamp = _stamp(standing, facts[visitor.session_pk])
        if stamp == visitor.stamp:
            found[visitor] = visitor
        else:
            changed[visitor] = stamp
    return found | _looked_at(changed, now=now)


def _looked_at(changed: dict[Visitor, str], *, now: datetime) -> dict[Visitor, Visitor]:
    if not changed:
        return {}
    actors = actors_of_memberships({v.membership_pk for v in changed}, now=now)
    sessions = CommunitySession.objects.select_related("community").in_bulk({v.session_pk for v in changed})
    found = {}
    for visitor, stamp in changed.items():
        actor, session = actors.get(visitor.membership_pk), sessions.get(visitor.session_pk)
        if actor is None or session is None or not _may_read(actor, session):
            continue
        if _password_of(stamp) != _password_of(visitor.stamp):
            continue
        if visitor.moderates and not can(actor, "live.watch_held", session):
            continue
        seated = visitor.membership_pk in session.seats
        found[visitor] = Visitor(**{**vars(visitor), "stamp": stamp, "seated": seated})
    return found


def with_news(visitors: list[Visitor]) -> dict[Visitor, bool]:
    """Return who has messages of their own that others do not see: two queries for each session, whoever comes."""
    found = {}
    names = CommunitySession.objects.filter(pk__in={v.session_pk for v in visitors})
    for pk, public_id in names.values_list("pk", "public_id"):
        scope = {"scope_kind": ScopeKind.SESSION, "scope_ids": [public_id]}
        mine = {
            visitor: seal.own_indexes(User(public_id=visitor.user), **scope)[0]
            for visitor in visitors
            if visitor.session_pk == pk
        }
        rows = Message.objects.filter(
            session=pk,
            state__in=[MessageState.HELD, MessageState.RETURNED, MessageState.REMOVED],
            byline__seal__blind_index__in=mine.values(),
        )
        with_some = set(rows.values_list("byline__seal__blind_index", flat=True))
        found |= {visitor: index in with_some for visitor, index in mine.items()}
    return found


def _stamp(standing: tuple | None, facts: tuple) -> str:
    """Return a short name for how somebody stands: their password apart from all else."""
    state, bands, *seats = facts
    password = standing[-3] if standing else ""
    rest = repr((standing, state == SessionState.DRAFT, bands, seats))
    return f"{_short(password)}.{_short(rest)}"


def _password_of(stamp: str) -> str:
    return stamp.partition(".")[0]


def _short(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=9).hexdigest()
