"""Making, seating, opening, pausing and closing a community session."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from forums.discussion.models import Forum
from forums.live.domain import hands, log
from forums.live.enums import Audience, EventKind, LaneMode, SessionState
from forums.live.models import CommunitySession
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside, staffed
from moderation.rules import DESK_ROLES
from people import queries as people_queries
from people.actors import Actor
from people.enums import Band
from people.models import Membership


@set_aside.kept
@transaction.atomic
def create(
    actor: Actor,
    *,
    title: str,
    question: str,
    forum: Forum | None = None,
    bands: list[str] | None = None,
    facilitator: Membership | None = None,
    moderator: Membership | None = None,
    second_adult: Membership | None = None,
    starts_at: datetime | None = None,
    band_b_hold_flagged: bool = False,
    now: datetime,
) -> CommunitySession:
    """Make a session as a draft in the actor's community, with its adults as far as they are known.

    Errors: ``text_empty``, ``text_too_long``, ``bands_unknown``, and those of :func:`seat_adults`.
    """
    require(actor, "live.create_session", actor.community)
    session = CommunitySession(community=actor.community, created_at=now)
    _describe(actor, session, title, question, forum, bands or [], starts_at, band_b_hold_flagged)
    _seat(actor, session, facilitator, moderator, second_adult, now=now)
    session.save()
    log.begin(session)
    audit.record(action="live.create_session", now=now, actor=actor, community=actor.community, thing=session)
    return session


@set_aside.kept
@transaction.atomic
def describe(
    actor: Actor,
    *,
    session: CommunitySession,
    title: str,
    question: str,
    forum: Forum | None,
    bands: list[str],
    starts_at: datetime | None,
    band_b_hold_flagged: bool,
    now: datetime,
) -> CommunitySession:
    """Change the session's words, bands, begin and setting. The bands stay once the doors are open."""
    session = log.lock(session)
    require(actor, "live.seat_adults", session)
    if session.state == SessionState.CLOSED:
        raise Refused("session_over")
    if session.state != SessionState.DRAFT and sorted(bands) != session.bands:
        raise Refused("not_now", field="bands")
    _describe(actor, session, title, question, forum, bands, starts_at, band_b_hold_flagged)
    session.save()
    audit.record(
        action="live.describe_session", now=now, actor=actor, community=actor.community, thing=session
    )
    return session


@transaction.atomic
def seat_adults(
    actor: Actor,
    *,
    session: CommunitySession,
    facilitator: Membership | None,
    moderator: Membership | None,
    second_adult: Membership | None,
    now: datetime,
) -> CommunitySession:
    """Say which verified adults lead: they are listed to the children.

    The second adult is another person than the other two. Once the doors are open no seat can be empty.
    Errors: ``seat_not_verified``, ``seat_not_moderator``, ``seats_same``, ``seats_missing``.
    """
    session = log.lock(session)
    require(actor, "live.seat_adults", session)
    if session.state == SessionState.CLOSED:
        raise Refused("session_over")
    _seat(actor, session, facilitator, moderator, second_adult, now=now)
    if session.state != SessionState.DRAFT and None in session.seats:
        raise Refused("seats_missing")
    session.save(update_fields=["facilitator", "moderator", "second_adult"])
    audit.record(action="live.seat_adults", now=now, actor=actor, community=actor.community, thing=session)
    return session


@transaction.atomic
def open_lobby(actor: Actor, *, session: CommunitySession, now: datetime) -> CommunitySession:
    """Open the doors: members see the session and may wait in it; nobody writes yet."""
    session = log.lock(session)
    require(actor, "live.lead_session", session)
    _check_seats(session, now=now)
    return _go_on(actor, session, SessionState.LOBBY, join_number=_free_number(), now=now)


@transaction.atomic
def open_session(actor: Actor, *, session: CommunitySession, now: datetime) -> CommunitySession:
    """Begin the talk, or go on after a pause: during staffed hours, with verified adults in all seats (rules 2, 14).

    Errors: ``not_staffed``, ``seats_missing``, ``seat_not_verified``, ``seat_not_moderator``, ``not_now``.
    """
    session = log.lock(session)
    require(actor, "live.lead_session", session)
    _check_seats(session, now=now)
    if not staffed.is_staffed(session.community, now=now):
        raise Refused("not_staffed")
    opened_at = session.opened_at or now
    return _go_on(actor, session, SessionState.OPEN, opened_at=opened_at, now=now)


@transaction.atomic
def hold_session(actor: Actor, *, session: CommunitySession, now: datetime) -> CommunitySession:
    """Pause the talk for everybody but the adults who lead. A moderator may do it as well."""
    session = log.lock(session)
    require(actor, "live.steer_session", session)
    return _go_on(actor, session, SessionState.HOLD, now=now)


@transaction.atomic
def close_session(actor: Actor, *, session: CommunitySession, now: datetime) -> CommunitySession:
    """End the talk. The log becomes its transcript; what still waits stays on the desk.

    Hands that are up are counted.
    """
    session = log.lock(session)
    require(actor, "live.lead_session", session)
    hands.close_running(session, now=now)
    return _go_on(actor, session, SessionState.CLOSED, closed_at=now, join_number="", now=now)


@set_aside.kept
@transaction.atomic
def set_prompt(actor: Actor, *, session: CommunitySession, prompt: str, now: datetime) -> CommunitySession:
    """Put one line on all screens; an empty one takes it away. Errors: those of its rule, ``text_too_long``."""
    session = log.lock(session)
    require(actor, "live.set_prompt", session)
    prompt = " ".join(text.tidy(prompt).split())
    limit = text.limit_of(CommunitySession, "prompt")
    if len(prompt) > limit:
        raise Refused("text_too_long", field="prompt", length=len(prompt), limit=limit)
    if session.prompt == prompt:
        return session
    set_aside.look_at(actor, prompt, field="prompt", place=session.title, url=_url(session))
    session.prompt = prompt
    session.save(update_fields=["prompt"])
    log.append(session, Audience.PUB, EventKind.PROMPT, payload={"words": prompt}, now=now)
    audit.record(action="live.set_prompt", now=now, actor=actor, community=actor.community, thing=session)
    return session


@transaction.atomic
def set_mode(actor: Actor, *, session: CommunitySession, mode: str, now: datetime) -> CommunitySession:
    """Choose how the lane takes messages from now on. A moderator may do it as well."""
    session = log.lock(session)
    require(actor, "live.steer_session", session)
    if mode not in LaneMode.values:
        raise Refused("mode_unknown", field="mode")
    if session.state == SessionState.CLOSED:
        raise Refused("session_over")
    if session.mode == mode:
        return session
    session.mode = mode
    session.save(update_fields=["mode"])
    log.append(session, Audience.PUB, EventKind.MODE, payload={"mode": mode}, now=now)
    audit.record(
        action="live.set_mode", now=now, actor=actor, community=actor.community, thing=session, mode=mode
    )
    return session


def _url(session: CommunitySession) -> str:
    there = f"{session.public_id}/" if session.pk else ""
    return f"/c/{session.community.slug}/sessions/{there}"


def _free_number() -> str:
    """Return a short number that no running session has; the database has the last word."""
    taken = set(CommunitySession.objects.exclude(join_number="").values_list("join_number", flat=True))
    while (number := str(10_000 + secrets.randbelow(90_000))) in taken:
        pass
    return number


def _go_on(actor: Actor, session: CommunitySession, state: str, *, now: datetime, **also) -> CommunitySession:
    moves.move(session, state, **also)
    log.append(session, Audience.PUB, EventKind.STATE, payload={"state": state}, now=now)
    audit.record(action=f"live.{state}", now=now, actor=actor, community=actor.community, thing=session)
    return session


def _describe(actor, session, title, question, forum, bands, starts_at, band_b_hold_flagged) -> None:
    for name, words in (("title", title), ("question", question)):
        words = text.tidy(words)
        limit = text.limit_of(CommunitySession, name)
        if not words:
            raise Refused("text_empty", field=name)
        if len(words) > limit:
            raise Refused("text_too_long", field=name, length=len(words), limit=limit)
        was = getattr(session, name)
        place = session.title if session.pk else actor.community.name
        set_aside.look_at(actor, words, was=was, field=name, place=place, url=_url(session))
        setattr(session, name, words)
    if set(bands) - set(Band.values):
        raise Refused("bands_unknown", field="bands")
    if forum is not None and forum.community_id != actor.community.pk:
        raise Refused("not_found")
    session.forum, session.bands, session.starts_at = forum, sorted(bands), starts_at
    session.band_b_hold_flagged = bool(band_b_hold_flagged)


def _seat(actor, session, facilitator, moderator, second_adult, *, now: datetime) -> None:
    session.facilitator, session.moderator, session.second_adult = facilitator, moderator, second_adult
    wanted = {member.pk for member in (facilitator, moderator, second_adult) if member is not None}
    _check_people(actor.community, session, wanted, now=now)


def _check_seats(session: CommunitySession, *, now: datetime) -> None:
    seated = {pk for pk in session.seats if pk is not None}
    if None in session.seats:
        raise Refused("seats_missing")
    _check_people(session.community, session, seated, now=now)


def _check_people(community, session: CommunitySession, wanted: set[int], *, now: datetime) -> None:
    """The people in the seats are verified today; the moderator works at the desk; the second adult is another one."""
    verified = people_queries.verified_adults(community, now=now).filter(pk__in=wanted)
    if set(verified.values_list("pk", flat=True)) != wanted:
        raise Refused("seat_not_verified")
    if session.second_adult_id and session.second_adult_id in {session.facilitator_id, session.moderator_id}:
        raise Refused("seats_same", field="second_adult")
    if session.moderator_id:
        desk = people_queries.members_with_role(community, *DESK_ROLES, now=now)
        if not desk.filter(pk=session.moderator_id).exists():
            raise Refused("seat_not_moderator", field="moderator")


#: What a facilitator can do next, by state, for the controls of the room.
STEPS = {
    SessionState.DRAFT: ("lobby",),
    SessionState.LOBBY: ("open", "closed"),
    SessionState.OPEN: ("hold", "closed"),
    SessionState.HOLD: ("open", "closed"),
    SessionState.CLOSED: (),
}
COMMANDS: dict[str, Callable[..., CommunitySession]] = {
    SessionState.LOBBY: open_lobby,
    SessionState.OPEN: open_session,
    SessionState.HOLD: hold_session,
    SessionState.CLOSED: close_session,
}


def go_to(actor: Actor, *, session: CommunitySession, state: str, now: datetime) -> CommunitySession:
    """Take the session to ``state`` through the command that leads there. Errors: ``not_now`` for any other word."""
    if state not in COMMANDS:
        raise Refused("not_now")
    return COMMANDS[state](actor, session=session, now=now)
