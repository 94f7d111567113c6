"""Coming in, on every road alike: who it is, what is new about their own messages, and the first frames."""

from collections.abc import Callable
from functools import partial

from django.utils import timezone, translation

from forums.live import actions, hub, protocol, queries, standing, tickets
from forums.live.domain import presence
from forums.live.halls import Hall
from forums.live.mailbox import Mailbox, Visitor
from forums.live.threads import in_thread
from forums.live.wire import Wire


async def visitor_of(scope: dict, *, ticket: str, community: str, session: str) -> Visitor | None:
    """Return who comes, or None for whoever may not read the session.

    All who come in this moment are looked at together: with a good ticket as the visitor they are, else by the sign-in.
    Whose ticket is a wall's stays one; a wall that brings a ticket of the room is looked at by the sign-in.
    """
    here = hub.of_loop()
    visitor = tickets.visitor_of(ticket, community=community, session=session)
    if visitor and (visitor.wall or not standing.is_wall(scope)):
        return await here.standings.ask(visitor)
    return await here.comers.ask(standing.comer_of(scope, community=community, session=session))


def renewing(*, community: str, session: str) -> Callable[[Visitor], str]:
    """Return what makes tickets for this session."""
    return partial(tickets.issue, community=community, session=session)


async def news_of(visitor: Visitor) -> list[dict] | None:
    """Return the visitor's own messages that others do not see; None if they may not be here any more.

    An adult who leads is seen in the room from now on. A wall shows nobody's own, and is nobody's presence.
    """
    if visitor.wall:
        return []
    if not visitor.seated and not await hub.of_loop().news.ask(visitor):
        return []
    return await in_thread(_news_of, visitor)


def _news_of(visitor: Visitor) -> list[dict] | None:
    found = standing.look_again(visitor, now=timezone.now())
    if found is None:
        return None
    seen(*found)
    with translation.override(visitor.language):
        return queries.own_news(*found)


def seen(actor, session) -> None:
    """Note that the actor is in the room, if they are one of the adults who lead it."""
    presence.seen(actor, session=session, now=actor.at)


async def enter(
    mailbox: Mailbox,
    places: dict[str, tuple[str, int]],
    news: list[dict],
    *,
    community: str,
    session: str,
    socket: bool,
) -> Hall:
    """Let a client in where it left off; its first frame is a welcome. Only moderators have a place in ``mod``."""
    visitor = mailbox.visitor
    mailbox.waiting = {own["ref"] for own in news if own["st"] == "held"}
    if not visitor.moderates:
        places = {"pub": places["pub"]}

    def welcome(hall: Hall) -> Wire:
        ticket = tickets.issue(visitor, community=community, session=session)
        frame = actions.welcome(
            hall.rooms, news, moderates=visitor.moderates, values=hall.values_now(), ticket=ticket
        )
        return protocol.wire(frame)

    return await hub.of_loop().enter(mailbox, places, welcome=welcome, socket=socket)
