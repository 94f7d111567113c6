"""Who makes, leads, reads and speaks in a community session."""

from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings

from forums.live.enums import RUNNING, HandsState, LaneMode, SessionState
from forums.live.models import CommunitySession, Mute, StaffHeartbeat
from mobilize.kernel.authority import rule
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from moderation.rules import DESK_ROLES
from people.domain import seal
from people.enums import Role, ScopeKind
from people.queries import verified_adults
from people.rules import cleared_adult, may_read_voices, may_write, of_community, with_role

MAKERS = (Role.ORGANIZER, Role.FACILITATOR, Role.ADMINISTRATOR)
_SEEN: Prepared[tuple] = Prepared(
    lambda session, since, until: StaffHeartbeat.objects.filter(
        session_id=session, seen_at__gte=since, seen_at__lte=until
    ).values_list("membership_id")
)
_MUTED: Prepared[tuple] = Prepared(
    lambda session: Mute.objects.filter(session_id=session).values_list("byline__seal__blind_index")
)


def is_seated(actor, session: CommunitySession) -> bool:
    """Tell whether the actor is one of the adults who lead this session."""
    return actor.membership.pk in session.seats


def present(session: CommunitySession, *, now: datetime) -> set[int]:
    """Return the membership ids of the leading adults who were seen in the room in the last minute."""
    since = now - timedelta(seconds=settings.MOBILIZE["MODERATOR_HEARTBEAT_SECONDS"])
    seen = _SEEN.rows(session=session.pk, since=since, until=now)
    return {membership for (membership,) in seen} & set(session.seats)


class Floor:
    """A session at one moment, with what its rules ask of the database: each is read once, when it is first asked.

    Made under the session's lock it holds for all who speak in that transaction.
    """

    def __init__(self, session: CommunitySession, *, now: datetime) -> None:
        self.session, self.now = session, now

    @cached_property
    def here(self) -> set[int]:
        """The leading adults who are in the room, by membership id."""
        return present(self.session, now=self.now)

    @cached_property
    def vouched(self) -> set[int]:
        """Those of them who are verified today."""
        verified = verified_adults(self.session.community, now=self.now).filter(pk__in=self.here)
        return set(verified.order_by().values_list("pk", flat=True))

    @cached_property
    def muted(self) -> set[str]:
        """The blind indexes of those who may not write now."""
        return {index for (index,) in _MUTED.rows(session=self.session.pk)}


def _floor(actor, thing) -> Floor:
    return thing if isinstance(thing, Floor) else Floor(thing, now=actor.at)


@rule("live.see_sessions")
def _see_sessions(actor, community):
    of_community(actor, community)
    may_read_voices(actor)


@rule("live.read_session")
def _read(actor, session):
    of_community(actor, session)
    may_read_voices(actor, session.bands)
    if session.state == SessionState.DRAFT and not (actor.has(*MAKERS) or is_seated(actor, session)):
        raise Refused("not_found")


@rule("live.leave")
def _leave(actor, session):
    """Every student who may be there may go, whatever the state of the talk or of their consent."""
    _read(actor, session)
    if not actor.is_youth:
        raise Refused("not_found")


@rule("live.create_session")
def _create(actor, community):
    of_community(actor, community)
    with_role(actor, *MAKERS)


@rule("live.seat_adults")
def _seat(actor, session):
    of_community(actor, session)
    with_role(actor, *MAKERS)
    cleared_adult(actor)


@rule("live.lead_session")
def _lead(actor, session):
    _read(actor, session)
    if actor.is_youth or not (
        session.facilitator_id == actor.membership.pk or actor.has(Role.ORGANIZER, Role.ADMINISTRATOR)
    ):
        raise Refused("not_found")


@rule("live.watch_held")
def _watch(actor, thing):
    """A session's waiting messages, or one of them."""
    _read(actor, thing if isinstance(thing, CommunitySession) else thing.session)
    with_role(actor, *DESK_ROLES)


@rule("live.steer_session")
def _steer(actor, session):
    """Pausing, and how messages are taken: whoever leads, and the moderators."""
    try:
        _lead(actor, session)
    except Refused:
        _watch(actor, session)


@rule("live.say")
def _say(actor, thing):
    """A session, or its floor where many speak at once."""
    floor = _floor(actor, thing)
    session = floor.session
    _read(actor, session)
    may_write(actor)
    _state(actor, session)
    if session.mode == LaneMode.LOCKED and not is_seated(actor, session):
        raise Refused("lane_locked")
    _not_muted(actor, floor)
    _with_another_adult(actor, floor)


def _not_muted(actor, floor: Floor) -> None:
    if not floor.muted:
        return
    scope = {"scope_kind": ScopeKind.SESSION, "scope_id": floor.session.public_id}
    if seal.own_index(actor.user, **scope) in floor.muted:
        raise Refused("muted")


def _state(actor, session) -> None:
    if session.state == SessionState.CLOSED:
        raise Refused("session_over")
    if session.state == SessionState.HOLD and not is_seated(actor, session):
        raise Refused("session_paused")
    if session.state in {SessionState.DRAFT, SessionState.LOBBY}:
        raise Refused("session_not_open")


def _with_another_adult(actor, floor: Floor) -> None:
    """Rule 2: an adult speaks only while another verified adult, listed to the children, is in the room.

    That is the second adult; for the second adult it is whoever leads or moderates.
    """
    if actor.is_youth:
        return
    session = floor.session
    if actor.membership.pk == session.second_adult_id:
        others = {session.facilitator_id, session.moderator_id}
    else:
        others = {session.second_adult_id}
    if not (others & floor.vouched) - {actor.membership.pk}:
        raise Refused("second_adult_left")


@rule("live.change_own")
def _change_own(actor, message):
    _read(actor, message.session)
    if not seal.is_author(actor.user, message.byline):
        raise Refused("not_found")


@rule("live.set_prompt")
def _set_prompt(actor, session):
    """The line on all screens is an adult's word to young people: rule 2 holds for it."""
    _lead(actor, session)
    if session.state == SessionState.CLOSED:
        raise Refused("session_over")
    _with_another_adult(actor, _floor(actor, session))


@rule("live.ask_hands")
def _ask_hands(actor, session):
    _set_prompt(actor, session)
    if session.state not in RUNNING:
        raise Refused("session_not_open")


@rule("live.end_hands")
def _end_hands(actor, question):
    _lead(actor, question.session)


@rule("live.raise_hand")
def _raise_hand(actor, question):
    """A hand is a young person's. It goes up while its question is open, also while writing is paused or locked."""
    _read(actor, question.session)
    if not actor.is_youth:
        raise Refused("hands_of_the_young")
    may_write(actor)
    if question.state != HandsState.OPEN:
        raise Refused("hands_over")
    _not_muted(actor, _floor(actor, question.session))


@rule("live.present")
def _present(actor, session):
    """The screen for the wall: any adult who may read the session, so that one can lead and another look after it."""
    _read(actor, session)
    if actor.is_youth:
        raise Refused("not_found")


@rule("live.see_people")
def _see_people(actor, session):
    _lead(actor, session)


@rule("live.read_session_of_hands")
def _read_of_hands(actor, question):
    _read(actor, question.session)
