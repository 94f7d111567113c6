"""Community sessions, their adults, and what is said in them."""

import itertools
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from forums.live.domain import hands, messages, presence, sessions
from forums.live.enums import MessageState, SessionState
from forums.live.models import CommunitySession, HandsQuestion, Message
from people.enums import Role
from people.models import Community, User
from tests.factories.people import actor, member

_count = itertools.count(1)


@dataclass(frozen=True)
class Room:
    """A session with its three adults, ready for a test to play in."""

    community: Community
    session: CommunitySession
    facilitator: User
    moderator: User
    second_adult: User

    def actor(self, user: User):
        return actor(user, self.community)

    def here(self, *users: User, now: datetime | None = None) -> None:
        """Let adults be seen in the room at ``now`` (all three by default)."""
        for user in users or (self.facilitator, self.moderator, self.second_adult):
            presence.seen(self.actor(user), session=self.session, now=now or timezone.now())

    def say(
        self,
        user: User,
        body: str = "A lamp would help.",
        *,
        client_id: str = "",
        now: datetime | None = None,
    ) -> Message:
        """Let ``user`` say something; it is held or shown as the rules have it."""
        self.session.refresh_from_db()
        message, _again = messages.say(
            self.actor(user),
            session=self.session,
            client_id=client_id or f"test-{next(_count)}",
            body=body,
            now=now or timezone.now(),
        )
        return message

    def shown(self, user: User, body: str = "A lamp would help.", **more) -> Message:
        """Let ``user`` say something and the moderator release it if it waits."""
        message = self.say(user, body, **more)
        if message.state == MessageState.HELD:
            messages.rule_on(
                self.actor(self.moderator),
                message=message,
                outcome="release",
                version=message.version,
                now=timezone.now(),
            )
            message.refresh_from_db()
        return message


def room(community: Community, *, state: str = SessionState.OPEN, here: bool = True, **fields) -> Room:
    """Make a session led by three new adults and take it to ``state``; they are in the room unless told otherwise."""
    now = timezone.now()
    facilitator = fields.pop("facilitator", None) or member(community, Role.FACILITATOR)
    moderator = fields.pop("moderator", None) or member(community, Role.MODERATOR)
    second = fields.pop("second_adult", None) or member(community, Role.TEACHER)
    mode = fields.pop("mode", "")
    leader = actor(facilitator, community)
    seats = [actor(user, community).membership for user in (facilitator, moderator, second)]
    session = sessions.create(
        leader,
        **{"title": "The quiet room", "question": "What should a quiet room be like?", **fields},
        facilitator=seats[0],
        moderator=seats[1],
        second_adult=seats[2],
        now=now,
    )
    roads = {
        SessionState.DRAFT: [],
        SessionState.LOBBY: ["lobby"],
        SessionState.OPEN: ["lobby", "open"],
        SessionState.HOLD: ["lobby", "open", "hold"],
        SessionState.CLOSED: ["lobby", "open", "closed"],
    }
    for step in roads[state]:
        session = sessions.go_to(leader, session=session, state=step, now=now)
    if mode:
        session = sessions.set_mode(leader, session=session, mode=mode, now=now)
    made = Room(community, session, facilitator, moderator, second)
    if here:
        made.here(now=now)
    return made


def asked(
    made: Room,
    *,
    question: str = "Which lamp?",
    choices: list[str] | None = None,
    now: datetime | None = None,
) -> HandsQuestion:
    """Let the facilitator ask for a show of hands."""
    made.session.refresh_from_db()
    return hands.ask(
        made.actor(made.facilitator),
        session=made.session,
        question=question,
        choices=choices if choices is not None else ["A warm one", "A cold one"],
        now=now or timezone.now(),
    )
