"""Who stands at the door of a socket, a stream or a poll: read from the sign-in or a ticket, in threads of ours.

A visitor is looked at when they come, at every action, and once a second. Many are looked at together: what they may do
is asked of the rules once for all who stand alike.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from forums.live import tickets
from forums.live.enums import MessageState, SessionState
from forums.live.mailbox import Visitor
from forums.live.models import CommunitySession, Message
from mobilize.kernel.authority import can, require
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from mobilize.kernel.sessions import SHARED
from people import shared_device
from people.actors import Actor
from people.domain import seal, shared_devices
from people.enums import ScopeKind
from people.models import User
from people.queries import actor_of_membership, actors_of_memberships
from people.standings import Standing, standings_in, standings_of


def header(scope: dict, name: bytes) -> str:
    return dict(scope.get("headers", [])).get(name, b"").decode("latin-1")


def ticket_of(scope: dict) -> str:
    """Return the ticket that comes with a handshake or request, or "": as one of its protocols, a header, or asked."""
    for protocol in scope.get("subprotocols", []):
        if protocol.startswith(tickets.PREFIX):
            return protocol.removeprefix(tickets.PREFIX)
    return header(scope, b"live-ticket") or tickets.asked_with(scope.get("query_string", b""))


def is_wall(scope: dict) -> bool:
    """Tell whether a handshake or request says that it is a wall's: ``?wall=1``, on every road."""
    try:
        return parse_qs(scope.get("query_string", b"").decode("ascii"), max_num_fields=20).get("wall") == [
            "1"
        ]
    except ValueError:
        return False


@dataclass(frozen=True)
class Comer:
    """Somebody who comes with nothing but a sign-in, and to which session."""

    community: str
    session: str
    sign_in: str
    language: str
    wall: bool = False  # says that it is a big screen
    use: str = ""  # when a sign-in on a device of many was last used, sealed


def comer_of(scope: dict, *, community: str, session: str) -> Comer:
    """Return who the cookies of a handshake or request name."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(header(scope, b"cookie"))
    except CookieError:
        cookies = SimpleCookie()
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    request.META["HTTP_ACCEPT_LANGUAGE"] = header(scope, b"accept-language")
    language = translation.get_language_from_request(request)
    sign_in = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    use = request.COOKIES.get(shared_device.COOKIE, "")
    return Comer(community, session, sign_in, language, wall=is_wall(scope), use=use)


# --- many at once ------------------------------------------------------------------------------------------


class Facts(NamedTuple):
    """What about a session decides who may read it."""

    session: int
    draft: bool
    bands: tuple
    seats: tuple


def _facts(**which) -> dict[int, Facts]:
    names = ("pk", "state", "bands", "facilitator", "moderator", "second_adult")
    rows = CommunitySession.objects.filter(**which).values_list(*names)
    return {
        pk: Facts(pk, state == SessionState.DRAFT, tuple(bands), tuple(seats))
        for pk, state, bands, *seats in rows
    }


def arrived(comers: list[Comer]) -> dict[Comer, Visitor]:
    """Return those who are signed in and may read the session they come to: four queries for each session."""
    now = timezone.now()
    rows = _sessions({comer.sign_in for comer in comers if comer.sign_in}, now)
    kept = {row.session_key: row.get_decoded() for row in rows}
    signed_in = _signed_in(comers, kept)
    found: dict[Comer, Visitor] = {}
    for community, session in {(comer.community, comer.session) for comer in comers}:
        here = [c for c in comers if (c.community, c.session) == (community, session) and c in signed_in]
        facts = _facts(public_id=session, community__slug=community)
        standings = standings_in(community, {signed_in[comer] for comer in here}, now=now)
        wanted = [
            (standings[signed_in[comer]], *facts.values())
            for comer in here
            if facts and signed_in[comer] in standings
        ]
        verdicts = _verdicts(wanted, now=now)
        for comer in here:
            standing = standings.get(signed_in[comer])
            verdict = verdicts.get((standing, *facts.values())) if standing and facts else None
            if verdict is not None:
                (about,) = facts.values()
                found[comer] = _visitor(standing, about, verdict, comer, idle=_idle(kept[comer.sign_in]))
    return found


def _idle(kept: dict) -> int:
    """Return after how many seconds without a use a sign-in ends, if it is on a device of many; else 0."""
    return kept.get(SHARED, {}).get("idle", 0)


def _signed_in(comers: Iterable[Comer], kept: dict[str, dict]) -> dict[Comer, int]:
    """Return the users behind the sign-ins, as ``django.contrib.auth.get_user`` would. One query."""
    users = User.objects.in_bulk({data[SESSION_KEY] for data in kept.values() if data.get(SESSION_KEY)})
    found = {}
    for comer in comers:
        data = kept.get(comer.sign_in, {})
        if not data.get(SESSION_KEY) or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            continue
        idle = _idle(data)
        if idle and not shared_devices.is_in_use(comer.use, sign_in=comer.sign_in, idle=idle):
            continue
        user = users.get(User._meta.pk.to_python(data[SESSION_KEY]))
        if user is not None and constant_time_compare(
            data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        ):
            found[comer] = user.pk
    return found


def _sessions(keys: set[str], now: datetime):
    return Session.objects.filter(session_key__in=keys, expire_date__gt=now)


def staying(visitors: list[Visitor]) -> dict[Visitor, Visitor]:
    """Return those who may go on listening as they do, each as they stand now: three queries, whatever their number.

    Whose stamp is the one they came with is the same as when the rules were asked. The rules are asked again about
    the others alone.
    """
    now = timezone.now()
    standings = standings_of({v.membership_pk for v in visitors}, now=now)
    keys = set(_sessions({v.sign_in for v in visitors}, now).values_list("session_key", flat=True))
    keys -= shared_devices.idle_ones({v.sign_in: v.idle for v in visitors if v.idle})
    facts = _facts(pk__in={v.session_pk for v in visitors})
    found, changed = {}, {}
    for visitor in visitors:
        standing, about = standings.get(visitor.membership_pk), facts.get(visitor.session_pk)
        if standing is None or about is None or visitor.sign_in not in keys:
            continue
        if _stamp(standing, about) == visitor.stamp:
            same = standing.hidden == visitor.hidden
            found[visitor] = visitor if same else replace(visitor, hidden=standing.hidden)
        elif _short(standing.password) == visitor.stamp.partition(".")[0]:
            changed[visitor] = (standing, about)
    if changed:
        verdicts = _verdicts(changed.values(), now=now)
        for visitor, (standing, about) in changed.items():
            verdict = verdicts.get((standing, about))
            if verdict is not None and verdict.moderates >= visitor.moderates:
                found[visitor] = replace(
                    _visitor(standing, about, verdict, visitor, idle=visitor.idle),
                    moderates=visitor.moderates,
                )
    return found


class Verdict(NamedTuple):
    """What the rules say of somebody who may read a session."""

    moderates: bool
    presents: bool


def _verdicts(wanted: Iterable[tuple[Standing, Facts]], *, now: datetime) -> dict:
    """Return {(standing, facts): verdict} for those who may read: each rule is asked once for all who stand alike."""
    alike: dict[tuple, list] = {}
    for standing, about in wanted:
        seat = standing.membership if standing.membership in about.seats else None
        alike.setdefault((standing.community, standing.facts, about, seat), []).append((standing, about))
    first = [group[0] for group in alike.values()]
    actors = actors_of_memberships({standing.membership for standing, _about in first}, now=now)
    sessions = CommunitySession.objects.select_related("community").in_bulk(
        {about.session for _s, about in first}
    )
    found = {}
    for group in alike.values():
        standing, about = group[0]
        actor, session = actors.get(standing.membership), sessions.get(about.session)
        if actor is not None and session is not None and _may_read(actor, session):
            verdict = Verdict(can(actor, "live.watch_held", session), can(actor, "live.present", session))
            found |= dict.fromkeys(group, verdict)
    return found


def _visitor(
    standing: Standing, about: Facts, verdict: Verdict, like: Comer | Visitor, *, idle: int
) -> Visitor:
    # A wall stands for nobody (rule 2). Only those who may have one: a young person is always counted.
    wall = like.wall and verdict.presents
    return Visitor(
        session_pk=about.session,
        membership_pk=standing.membership,
        user=standing.public_id,
        sign_in=like.sign_in,
        stamp=_stamp(standing, about),
        moderates=verdict.moderates and not wall,
        seated=standing.membership in about.seats and not wall,
        language=like.language,
        wall=wall,
        idle=idle,
        hidden=standing.hidden,
    )


def _stamp(standing: Standing, about: Facts) -> str:
    """Return a short name for how somebody stands: their password apart from all else."""
    return f"{_short(standing.password)}.{_short(repr((standing.facts, about)))}"


def _short(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=9).hexdigest()


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


# --- one at a time -----------------------------------------------------------------------------------------


def arrive(comer: Comer) -> Visitor | None:
    """Return who comes, or None for whoever may not read the session."""
    return arrived([comer]).get(comer)


_SESSION: Prepared[CommunitySession] = Prepared(
    lambda pk: CommunitySession.objects.select_related("community").filter(pk=pk)
)


def look_again(visitor: Visitor, *, now: datetime) -> tuple[Actor, CommunitySession] | None:
    """Return the actor and the session as they are now, or None if the session is not theirs to read (any more)."""
    actor = actor_of_membership(visitor.membership_pk, now=now)
    session = _SESSION.one(pk=visitor.session_pk)
    if actor is None or session is None or not _may_read(actor, session):
        return None
    return actor, session


def look_at_all(visitors: Iterable[Visitor], session: CommunitySession, *, now: datetime) -> dict[int, Actor]:
    """Return those who may read the session, as actors by membership. One query, whatever their number."""
    actors = actors_of_memberships({visitor.membership_pk for visitor in visitors}, now=now)
    return {pk: actor for pk, actor in actors.items() if _may_read(actor, session)}


def _may_read(actor: Actor, session: CommunitySession) -> bool:
    if settings.REQUIRE_STAFF_MFA and actor.is_staff and not actor.second_factor:
        return False
    try:
        require(actor, "live.read_session", session)
    except Refused:
        return False
    return True
