"""The hub: one per process (per event loop), between the log and the clients.

No client has a channel of its own. A commit in this process rings the bell; a look at all streams once a
second finds what other processes wrote, and whether everybody who listens still may.
"""

import asyncio
import logging
import weakref
from itertools import groupby

from django.contrib.sessions.models import Session
from django.utils import timezone, translation

from forums.live import broadcast, protocol, queries
from forums.live.mailbox import Mailbox
from forums.live.models import CommunitySession
from forums.live.rooms import Room
from forums.live.standing import may_stay
from forums.live.threads import in_thread
from people.queries import actors_of_memberships

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
TICK_SECONDS = 0.1
HEARTBEAT_SECONDS = 15.0
SOCKETS_EACH = 3

_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def of_loop() -> "Hub":
    """Return the hub of the running event loop, making it the first time."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


class Hub:
    """The rooms that somebody in this process listens to."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = weakref.ref(loop)
        self.rooms: dict[tuple[int, str], Room] = {}
        self.mailboxes: list[Mailbox] = []  # oldest first
        self._sockets: set[Mailbox] = set()
        self._looking: asyncio.Task | None = None
        self._ringing: dict[int, asyncio.Task] = {}
        self._next_tick: dict[int, float] = {}
        self._heartbeat_at = 0.0
        broadcast.listen(self.hint)

    # --- the bell ---------------------------------------------------------------------------------------

    def hint(self, session_pk: int) -> None:
        """Hear the bell, in whatever thread it rings."""
        loop = self._loop()
        if loop is None or loop.is_closed():
            broadcast.forget(self.hint)
            return
        loop.call_soon_threadsafe(self._wake, session_pk)

    def _wake(self, session_pk: int) -> None:
        if session_pk in self._ringing or not any(key[0] == session_pk for key in self.rooms):
            return
        self._ringing[session_pk] = asyncio.ensure_future(self._flush(session_pk))

    async def _flush(self, session_pk: int) -> None:
        """Bring the session's rooms up to date: at once when it is quiet, else once in a tick."""
        loop = asyncio.get_running_loop()
        pause = self._next_tick.get(session_pk, 0.0) - loop.time()
        if pause > 0:
            await asyncio.sleep(pause)
        # From here on another bell asks for another reading.
        self._ringing.pop(session_pk, None)
        self._next_tick[session_pk] = loop.time() + TICK_SECONDS
        try:
            for room in [room for key, room in self.rooms.items() if key[0] == session_pk]:
                await room.catch_up()
            await self._tell_news([m for m in self.mailboxes if m.visitor.session_pk == session_pk])
        except Exception:  # the next look repairs it
            log.exception("session %s could not be read", session_pk)

    # --- clients ----------------------------------------------------------------------------------------

    async def enter(
        self, mailbox: Mailbox, places: dict[str, tuple[str, int]], *, welcome, socket: bool
    ) -> None:
        """Let a client in where it left off: ``places`` is {audience: (epoch, last number it has)}.

        ``welcome(rooms)`` makes the first frame. After the reading everything happens in one turn of the loop:
        no line falls between what is replayed and what comes live.
        """
        here = mailbox.visitor.session_pk
        while True:
            rooms = {audience: await self._room(here, audience) for audience in places}
            for room in rooms.values():
                await room.catch_up()
            # While we read, the last other client may have left and taken a room with it.
            if all(self.rooms.get((here, audience)) is room for audience, room in rooms.items()):
                break
        self._add(mailbox, socket=socket)
        for room in rooms.values():
            room.mailboxes.add(mailbox)
        if welcome is not None:
            mailbox.put(welcome(rooms))
        for audience, (epoch, seq) in places.items():
            if frame := rooms[audience].replay(epoch, seq):
                mailbox.put(frame, whole=True)

    def since(self, mailbox: Mailbox, audience: str, epoch: str, seq: int) -> None:
        """Send again what came after ``seq``, from what this process knows."""
        room = self.rooms.get((mailbox.visitor.session_pk, audience))
        if room is not None and mailbox in room.mailboxes:
            if frame := room.replay(epoch, seq):
                mailbox.put(frame, whole=True)

    def leave(self, mailbox: Mailbox) -> None:
        """Forget a client; a room without clients is forgotten too."""
        if mailbox in self.mailboxes:
            self.mailboxes.remove(mailbox)
        self._sockets.discard(mailbox)
        for key, room in list(self.rooms.items()):
            room.mailboxes.discard(mailbox)
            if not room.mailboxes:
                del self.rooms[key]
                if not any(other[0] == key[0] for other in self.rooms):
                    self._next_tick.pop(key[0], None)

    async def _room(self, session_pk: int, audience: str) -> Room:
        key = (session_pk, audience)
        if key not in self.rooms:
            streams = await in_thread(queries.streams_of, session_pk)
            # Another client may have made it while we asked.
            self.rooms.setdefault(key, Room(session_pk, audience, streams[audience].pk))
        return self.rooms[key]

    def _add(self, mailbox: Mailbox, *, socket: bool) -> None:
        self.mailboxes.append(mailbox)
        if socket:
            self._sockets.add(mailbox)
            visitor = mailbox.visitor
            same = [
                m
                for m in self.mailboxes
                if m in self._sockets
                and m.visitor.session_pk == visitor.session_pk
                and m.visitor.membership_pk == visitor.membership_pk
                and not m.closed
            ]
            for older in same[:-SOCKETS_EACH]:
                older.close(protocol.Close.REPLACED)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_on())

    # --- the look ---------------------------------------------------------------------------------------

    async def _look_on(self) -> None:
        """Look once a second, as long as somebody listens."""
        while self.mailboxes:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception:  # a database that is away comes back; who listens may not stay unlooked at
                log.exception("the look at the streams failed")

    async def _look(self) -> None:
        mailboxes = list(self.mailboxes)
        rooms = list(self.rooms.values())
        heads, staying = await in_thread(
            _look_at, [room.stream_id for room in rooms], {m.visitor for m in mailboxes}
        )
        for mailbox in mailboxes:
            if mailbox.visitor not in staying:
                mailbox.close(protocol.Close.GONE)
        for room in rooms:
            if heads.get(room.stream_id) != (room.epoch, room.head):
                await room.catch_up()
        await self._tell_news(mailboxes)
        self._beat()

    async def _tell_news(self, mailboxes: list[Mailbox]) -> None:
        """Tell authors what became of their waiting messages: one query for all of them, more only for news."""
        waiting = {ref for mailbox in mailboxes for ref in mailbox.waiting}
        if not waiting:
            return
        settled = waiting - await in_thread(queries.still_held, waiting)
        for mailbox in mailboxes:
            if mine := mailbox.waiting & settled:
                mailbox.waiting -= mine
                news = await in_thread(_news, sorted(mine), mailbox.visitor.language)
                mailbox.put(protocol.to_wire(protocol.Me(news)))

    def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._heartbeat_at:
            return
        self._heartbeat_at = now + HEARTBEAT_SECONDS
        order = sorted(self._sockets, key=lambda m: (m.visitor.session_pk, m.visitor.moderates))
        for (session_pk, moderates), group in groupby(
            order, key=lambda m: (m.visitor.session_pk, m.visitor.moderates)
        ):
            frame = self._heartbeat(session_pk, moderates)
            for mailbox in group:
                mailbox.put(frame)

    def _heartbeat(self, session_pk: int, moderates: bool) -> str:
        pub = self.rooms.get((session_pk, "pub"))
        mod = self.rooms.get((session_pk, "mod")) if moderates else None
        return protocol.to_wire(
            protocol.Heartbeat(
                epoch=pub.epoch if pub else "",
                head=pub.head if pub else 0,
                mod_epoch=mod.epoch if mod else "",
                mod_head=mod.head if mod else 0,
            )
        )


def _news(refs: list[str], language: str) -> list[dict]:
    with translation.override(language):
        return queries.news_of(refs)


def _look_at(stream_ids: list[int], visitors: set) -> tuple[dict, set]:
    """Return the streams' heads, and which visitors may stay: five queries, whatever their number."""
    now = timezone.now()
    heads = queries.heads(stream_ids)
    actors = actors_of_memberships({v.membership_pk for v in visitors}, now=now)
    sessions = CommunitySession.objects.select_related("community").in_bulk({v.session_pk for v in visitors})
    keys = {v.sign_in for v in visitors}
    signed_in = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    staying = {
        visitor
        for visitor in visitors
        if visitor.sign_in in signed_in
        and may_stay(actors.get(visitor.membership_pk), sessions.get(visitor.session_pk), visitor)
    }
    return heads, staying
