"""Readers of community sessions, named for their reader."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.live.enums import RUNNING, Audience, MessageState, SessionState
from forums.live.models import CommunitySession, LiveEvent, LiveStream, Message
from forums.live.rules import MAKERS, present
from mobilize.kernel.authority import can
from moderation.care_queries import crisis_of
from moderation.enums import OPEN_CASES, CaseState, Reason, ReturnReason
from moderation.models import Case, Ruling
from people.domain import seal
from people.enums import ScopeKind
from people.models import Byline
from people.queries import actor_for, actors_of_memberships
from people.scopes import Place

PAGE = 20  # sessions on a page of the past
LINES = 200  # lines of the log on a page of the transcript, and in the room before any script runs
_KIND = "message"  # how the desk calls messages
_RULED = (MessageState.RETURNED, MessageState.REMOVED)
_SEATS = ("facilitator__user", "moderator__user", "second_adult__user")


def scopes_of(community):
    """The community's sessions, unordered, for whoever looks for their own bylines."""
    return CommunitySession.objects.filter(community=community).order_by()


def places_of(actor, bylines: list[Byline]) -> dict[int, Place]:
    """Return the sessions in which these bylines speak, without those that the actor may not read."""
    sessions = CommunitySession.objects.filter(
        community=actor.community, public_id__in={byline.scope_id for byline in bylines}
    )
    found: dict[int, Place] = {}
    for session in sessions.select_related("community"):
        if can(actor, "live.read_session", session):
            where = {"community": actor.community.slug, "session": session.public_id}
            found |= {
                byline.pk: Place(session.title, reverse("session", kwargs=where), byline.shown_name)
                for byline in bylines
                if byline.scope_id == session.public_id
            }
    return found


def session_of(actor, *, session: str) -> CommunitySession:
    """Return the session with this public id in the actor's community, or 404."""
    found = (
        CommunitySession.objects.select_related("community", "forum", *_SEATS)
        .filter(public_id=session, community=actor.community)
        .first()
    )
    if found is None:
        raise Http404
    return found


def message_of(actor, *, session: str, message: str) -> Message:
    """Return a message of the session, or 404."""
    found = (
        Message.objects.select_related("byline", "session__community")
        .filter(public_id=message, session__public_id=session, session__community=actor.community)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _listed_for(actor):
    listed = CommunitySession.objects.filter(community=actor.community).select_related(*_SEATS)
    if not actor.has(*MAKERS):
        seats = listed.filter(state=SessionState.DRAFT)
        mine = [s.pk for s in seats if actor.membership.pk in s.seats] if not actor.is_youth else []
        listed = listed.exclude(state=SessionState.DRAFT) | listed.filter(pk__in=mine)
    return listed


def _fits(actor, session) -> bool:
    return not (actor.is_youth and session.bands and actor.band not in session.bands)


def current_sessions_for(actor) -> tuple[list[CommunitySession], list[CommunitySession]]:
    """Return the sessions that run now and those that come, nearest first, as far as the actor may know of them."""
    rows = [s for s in _listed_for(actor).exclude(state=SessionState.CLOSED) if _fits(actor, s)]
    now = [session for session in rows if session.state in RUNNING]
    soon = [session for session in rows if session.state not in RUNNING]
    soon.sort(key=lambda s: (s.starts_at.timestamp() if s.starts_at else float("inf"), s.pk))
    return now, soon


def past_sessions_for(actor, *, before: int = 0) -> tuple[list[CommunitySession], int]:
    """Return a page of closed sessions, newest first, and the key of the next page (0: there is none)."""
    closed = _listed_for(actor).filter(state=SessionState.CLOSED).order_by("-pk")
    if before:
        closed = closed.filter(pk__lt=before)
    found: list[CommunitySession] = []
    for session in closed.iterator(chunk_size=PAGE * 2):
        if not _fits(actor, session):
            continue
        if len(found) == PAGE:
            return found, found[-1].pk
        found.append(session)
    return found, 0


def streams_of(session_pk: int) -> dict[str, LiveStream]:
    """Return the streams of a session by audience."""
    return {stream.audience: stream for stream in LiveStream.objects.filter(session_id=session_pk)}


def facts_of(session_pk: int) -> tuple[str, str]:
    """Return the state and the mode of a session."""
    return CommunitySession.objects.values_list("state", "mode").get(pk=session_pk)


def heads(stream_ids) -> dict[int, tuple[str, int]]:
    """Return (epoch, last number) of streams by id: one query, whatever their number."""
    rows = LiveStream.objects.filter(pk__in=stream_ids).values_list("pk", "epoch", "last_seq")
    return {pk: (epoch, last) for pk, epoch, last in rows}


def lines_after(stream_id: int, seq: int) -> list[LiveEvent]:
    """Return the lines of a stream after ``seq``, in order."""
    return list(LiveEvent.objects.filter(stream_id=stream_id, seq__gt=seq).order_by("seq"))


def last_lines(stream_id: int, count: int) -> list[LiveEvent]:
    """Return the last ``count`` lines of a stream, in order."""
    return list(LiveEvent.objects.filter(stream_id=stream_id).order_by("-seq")[:count])[::-1]


def transcript_page(session, *, after: int = 0) -> tuple[list[LiveEvent], int, int | None]:
    """Return a page of the public log after ``after``, the key of the next page (0: none) and of the one before."""
    public = LiveEvent.objects.filter(stream__session=session, stream__audience=Audience.PUB)
    lines = list(public.filter(seq__gt=after).order_by("seq")[: LINES + 1])
    further = lines[LINES - 1].seq if len(lines) > LINES else 0
    return lines[:LINES], further, max(0, after - LINES) if after else None


def own_byline(actor, session):
    """Return the actor's byline in the session, or None before the first message."""
    return seal.own_byline(actor, scope_kind=ScopeKind.SESSION, scope_id=session.public_id)


def own_news(actor, session) -> list[dict]:
    """Return the actor's own messages that others do not see, oldest first, with what a moderator wrote.

    Each: ``ref``, ``id`` (the client's own), ``st``, ``body``, ``lang``, ``note``, ``care``. Three queries.
    """
    byline = own_byline(actor, session)
    if byline is None:
        return []
    unseen = [MessageState.HELD, MessageState.RETURNED, MessageState.REMOVED]
    rows = list(Message.objects.filter(session=session, byline=byline, state__in=unseen))
    return _noted(rows)


def _noted(rows: list[Message]) -> list[dict]:
    ruled = [row.public_id for row in rows if row.state in _RULED]
    held = [row.public_id for row in rows if row.state == MessageState.HELD]
    caring = set(caring_about(held).values_list("subject_id", flat=True)) if held else set()
    return with_notes(rows, list(rulings_about(ruled)) if ruled else [], caring)


def caring_about(refs) -> QuerySet[Case]:
    """The open cases of messages (public ids, or a query of them) that told of something hard."""
    return Case.objects.filter(
        subject_kind=_KIND, subject_id__in=refs, reason=Reason.CARE, state__in=OPEN_CASES
    )


def told_of_danger(message: Message) -> bool:
    """Tell whether the author of this message is answered at once. One query for a message that waits, else none."""
    if message.state != MessageState.HELD:
        return False
    return crisis_of(kind=_KIND, public_id=message.public_id) is not None


def rulings_about(refs) -> QuerySet[Ruling]:
    """The rulings by which messages (public ids, or a query of them) came back or were taken away."""
    return (
        Ruling.objects.filter(
            case__subject_kind="message",
            case__subject_id__in=refs,
            case__state__in=[CaseState.RETURNED, CaseState.REMOVED],
        )
        .select_related("case")
        .order_by("pk")
    )


def with_notes(rows: list[Message], rulings: list[Ruling], caring: Collection[str] = ()) -> list[dict]:
    """Return messages as their author reads them, with what a moderator wrote; ``caring`` told of something hard."""
    ruled = {row.public_id for row in rows if row.state in _RULED}
    notes: dict[str, str] = {}
    for ruling in rulings:
        reason = ReturnReason(ruling.reason).label if ruling.reason in ReturnReason.values else ""
        if ruling.case.subject_id in ruled:
            notes[ruling.case.subject_id] = _("%(reason)s A moderator wrote: %(reply)s") % {
                "reason": reason,
                "reply": ruling.reply,
            }
    return [
        {
            "ref": row.public_id,
            "id": row.client_id,
            "st": row.state,
            "body": row.body if row.state != MessageState.PUBLISHED else "",
            "lang": row.language,
            "note": notes.get(row.public_id, ""),
            "care": row.public_id in caring,
        }
        for row in rows
    ]


def news_of(refs: list[str]) -> list[dict]:
    """Return what became of these messages, for their author, in the form of :func:`own_news`."""
    return _noted(list(Message.objects.filter(public_id__in=refs).order_by("pk")))


def still_held(refs) -> set[str]:
    """Return which of these messages still wait: one query for all members of a process."""
    held = Message.objects.filter(public_id__in=refs, state=MessageState.HELD)
    return set(held.values_list("public_id", flat=True))


def held_with_reasons(rows: list[Message], cases: list[Case]) -> list[dict]:
    """Return waiting messages as a moderator reads them: message, and why it waits."""
    reasons = {case.subject_id: case.get_reason_display() for case in cases}
    return [{"message": row, "reason": reasons.get(row.public_id, "")} for row in rows]


def byline_in(session, public_id: str):
    """Return a byline of the session, or 404."""
    found = Byline.objects.filter(
        public_id=public_id, scope_kind=ScopeKind.SESSION, scope_id=session.public_id
    ).first()
    if found is None:
        raise Http404
    return found


def adults_of(session, *, here: set[int]) -> list[dict]:
    """Return the adults who lead, for everybody in the room: name, what they do, and whether they are here."""
    seats = (
        (session.facilitator, _("leads the talk")),
        (session.moderator, _("reads messages before others do")),
        (session.second_adult, _("is the second adult")),
    )
    return [
        {"name": member.user.name, "part": part, "here": member.pk in here}
        for member, part in seats
        if member is not None
    ]


def adults_now(session_pk: int) -> tuple[int, dict]:
    """Return the volatile value ``adults``: which of the seats are in the room, in the order of :func:`adults_of`."""
    now = timezone.now()
    session = CommunitySession.objects.get(pk=session_pk)
    here = present(session, now=now)
    filled = [seat for seat in session.seats if seat is not None]
    return int(now.timestamp() * 1000), {"here": [seat in here for seat in filled]}


def session_by_number(user, number: str, *, now) -> CommunitySession | None:
    """Return the running session with this number, if ``user`` may read it. It is the same to anybody else."""
    found = CommunitySession.objects.select_related("community").filter(join_number=number).first()
    if not number or found is None:
        return None
    actor = actor_for(user, community_slug=found.community.slug, now=now)
    return found if actor is not None and can(actor, "live.read_session", found) else None


def young_among(members, *, now) -> set[int]:
    """Return the ids of those of ``members`` that are young people."""
    actors = actors_of_memberships([member.pk for member in members], now=now)
    return {pk for pk, actor in actors.items() if actor.is_youth}
