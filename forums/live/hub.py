"""The hub: one per process (per event loop), between the log and the clients.

No client has a channel of its own. A commit rings the bell, here and in other processes; a look at all streams once a
second finds what no bell told of, and whether everybody who listens still may.
"""

import asyncio
import logging
import sys
import weakref
from collections.abc import Callable

from django.utils import timezone

from forums.live import broadcast, crowd, protocol, queries, speaking, standing
from forums.live.halls import Hall
from forums.live.mailbox import Mailbox
from forums.live.protocol import Wire
from forums.live.threads import SWITCH_SECONDS, Gathering, Line, Together, in_thread

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0

_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def of_loop() -> "Hub":
    """Return the hub of the running event loop, making it the first time."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


def _look_at(stream_ids: list[int], visitors: list) -> tuple[dict, dict]:
    """Return the streams' heads, and how those visitors stand who may stay."""
    return queries.heads(stream_ids), standing.staying(visitors)


class Hub:
    """The sessions that somebody in this process listens to."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = weakref.ref(loop)
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_SECONDS))
        self.halls: dict[int, Hall] = {}
        self.closing = False  # the process is about to end: nobody new comes in
        self.standings = Together(
            standing.staying
        )  # asked by whoever comes, all who come at once in one reading
        self.writing = Line()
        self.speaking = Gathering(self.writing, speaking.answers)
        self.comers = Together(standing.arrived)
        self.news = Together(standing.with_news)
        self._looking: asyncio.Task | None = None
        self._asking: set[asyncio.Task] = set()
        self._next_beat = 0.0
        self._next_report = 0.0
        broadcast.listen(self.hint)

    # --- the bell ---------------------------------------------------------------------------------------

    def hint(self, hint: tuple[str, int]) -> None:
        """Hear the bell, in whatever thread it rings: ("session", pk) or ("member", membership pk)."""
        loop = self._loop()
        if loop is None or loop.is_closed():
            broadcast.forget(self.hint)
            return
        kind, key = hint
        loop.call_soon_threadsafe(self._wake if kind == "session" else self._look_at_member, key)

    def _wake(self, session_pk: int) -> None:
        if hall := self.halls.get(session_pk):
            hall.flush()

    def _look_at_member(self, membership_pk: int) -> None:
        """Ask at once whether a member may stay; the look asks again, should this fail."""
        mine = [m for m in self.mailboxes() if m.visitor.membership_pk == membership_pk]
        if mine:
            task = asyncio.ensure_future(self._close_who_may_not_stay(mine))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _close_who_may_not_stay(self, mailboxes: list[Mailbox]) -> None:
        self._judge(mailboxes, await in_thread(standing.staying, list({m.visitor for m in mailboxes})))

    def _judge(self, mailboxes: list[Mailbox], staying: dict) -> None:
        for mailbox in mailboxes:
            if visitor := staying.get(mailbox.visitor):
                mailbox.visitor = visitor
            else:
                mailbox.close(protocol.Close.GONE)

    # --- clients ----------------------------------------------------------------------------------------

    def mailboxes(self) -> list[Mailbox]:
        """Return everybody who listens in this process."""
        return [mailbox for hall in self.halls.values() for mailbox in hall.mailboxes]

    async def enter(
        self,
        mailbox: Mailbox,
        places: dict[str, tuple[str, int]],
        *,
        welcome: Callable[[Hall], Wire] | None,
        socket: bool,
    ) -> Hall:
        """Let a client in where it left off: ``places`` is {audience: (epoch, last number it has)}.

        ``welcome(hall)`` makes the first frame. After the reading everything happens in one turn of the loop:
        no line falls between what is replayed and what comes live.
        """
        hall = await self._hall(mailbox.visitor.session_pk)
        hall.entering += 1
        bells = hall.bells
        try:
            for audience in places:
                await hall.rooms[audience].catch_up()
            if hall.values is None:
                await hall.read_values()
            hall.add(mailbox, places, socket=socket)
        finally:
            hall.entering -= 1
            self._forget_deserted(hall)
        if welcome is not None:
            mailbox.put(welcome(hall))
        for audience, (epoch, seq) in places.items():
            if wire := hall.rooms[audience].replay(epoch, seq):
                mailbox.put(wire, whole=True)
        if hall.bells != bells:
            hall.flush()  # it rang while we read, and perhaps nobody was here to read for
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_on())
        return hall

    async def since(self, mailbox: Mailbox, audience: str, epoch: str, seq: int) -> None:
        """Send again what came after ``seq``, without anything that was taken away meanwhile."""
        hall = self.halls.get(mailbox.visitor.session_pk)
        room = hall.rooms.get(audience) if hall else None
        if room is None or mailbox not in room.mailboxes:
            return
        await room.catch_up()
        if wire := room.replay(epoch, seq):
            mailbox.put(wire, whole=True)

    def leave(self, mailbox: Mailbox) -> None:
        """Forget a client; a session without clients is forgotten too."""
        if hall := self.halls.get(mailbox.visitor.session_pk):
            hall.remove(mailbox)
            self._forget_deserted(hall)

    async def _hall(self, session_pk: int) -> Hall:
        if session_pk not in self.halls:
            streams = await in_thread(queries.streams_of, session_pk)
            # Another client may have made it while we asked.
            ids = {audience: stream.pk for audience, stream in streams.items()}
            self.halls.setdefault(session_pk, Hall(session_pk, ids))
        return self.halls[session_pk]

    def _forget_deserted(self, hall: Hall) -> None:
        if hall.deserted and self.halls.get(hall.session_pk) is hall:
            del self.halls[hall.session_pk]

    # --- the look ---------------------------------------------------------------------------------------

    async def _look_on(self) -> None:
        """Look once a second, as long as somebody listens."""
        while self.halls:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception:  # a database that is away comes back; who listens may not stay unlooked at
                log.exception("the look at the streams failed")

    async def _look(self) -> None:
        mailboxes, halls = self.mailboxes(), list(self.halls.values())
        rooms = {room: room.head for hall in halls for room in hall.listened()}
        heads, staying = await in_thread(
            _look_at, [room.stream_id for room in rooms], list({m.visitor for m in mailboxes})
        )
        self._judge(mailboxes, staying)
        for room, had in rooms.items():
            if room.compare(*heads.get(room.stream_id, ("", 0)), had=had):
                await room.catch_up()
        for hall in halls:
            await hall.tell_news()
            hall.stir()
        await self._report()
        self._beat()

    async def _report(self) -> None:
        """Say who is here, for the head count: every few seconds."""
        now = asyncio.get_running_loop().time()
        if now < self._next_report:
            return
        self._next_report = now + crowd.REPORT_SECONDS
        here = {
            pk: sorted(
                {mailbox.visitor.membership_pk for mailbox in hall.mailboxes if not mailbox.visitor.wall}
            )
            for pk, hall in self.halls.items()
        }
        await in_thread(crowd.report, here, now=timezone.now())

    def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._next_beat:
            return
        self._next_beat = now + HEARTBEAT_SECONDS
        for hall in self.halls.values():
            frames = [hall.heartbeat(moderates=False), hall.heartbeat(moderates=True)]
            for mailbox in tuple(hall.mailboxes):
                mailbox.beat(frames[mailbox.visitor.moderates])
