"""One session in this process: its two streams, its volatile values, and everybody who listens."""

import asyncio
import logging
import zlib

from django.utils import translation

from forums.live import protocol, queries, volatile
from forums.live.mailbox import Mailbox
from forums.live.rooms import Room
from forums.live.threads import Together, in_thread
from forums.live.wire import Wire

log = logging.getLogger(__name__)

#: Usually, and at most where the loop lags. Usually it is over by the time that the next gathering has been written.
TICK_SECONDS = (0.075, 0.25)
VOLATILE_SECONDS = 0.5
SOCKETS_EACH = 3


class Hall:
    """Made when the first client comes, forgotten with the last one."""

    def __init__(self, session_pk: int, stream_ids: dict[str, int]) -> None:
        self.session_pk = session_pk
        self.rooms = {audience: Room(session_pk, audience, pk) for audience, pk in stream_ids.items()}
        self.mailboxes: dict[Mailbox, None] = {}  # oldest first
        self.entering = 0
        self.bells = 0  # how often the bell rang here
        self.values: dict[str, tuple[int, object]] | None = None  # the volatile ones; None: not read yet
        self._sockets: dict[int, list[Mailbox]] = {}  # by member, oldest first
        self._flushing: asyncio.Task | None = None
        self._next_tick = 0.0
        self._pace = TICK_SECONDS[0]
        self._stirring: asyncio.Task | None = None
        self._next_stir = 0.0
        self._values = Together(lambda sessions: {pk: volatile.now_in(pk) for pk in sessions})

    @property
    def deserted(self) -> bool:
        return not self.mailboxes and not self.entering

    def listened(self) -> list[Room]:
        """Return the streams that somebody here listens to."""
        return [room for room in self.rooms.values() if room.mailboxes]

    # --- who is here ------------------------------------------------------------------------------------

    def add(self, mailbox: Mailbox, audiences, *, socket: bool) -> None:
        """Let a mailbox hear these streams. Of too many sockets of one member the oldest goes."""
        self.mailboxes[mailbox] = None
        for audience in audiences:
            self.rooms[audience].mailboxes[mailbox] = None
        if socket:
            mine = self._sockets.setdefault(mailbox.visitor.membership_pk, [])
            mine.append(mailbox)
            if len(mine) > SOCKETS_EACH:
                mine.pop(0).close(protocol.Close.REPLACED)

    def remove(self, mailbox: Mailbox) -> None:
        """Forget a mailbox."""
        self.mailboxes.pop(mailbox, None)
        for room in self.rooms.values():
            room.mailboxes.pop(mailbox, None)
        mine = self._sockets.get(mailbox.visitor.membership_pk, [])
        if mailbox in mine:
            mine.remove(mailbox)
        if not mine:
            self._sockets.pop(mailbox.visitor.membership_pk, None)

    # --- the durable lane -------------------------------------------------------------------------------

    def flush(self) -> None:
        """Bring the streams up to date: at once when it is quiet, else once in a tick."""
        self.bells += 1
        if self._flushing is None and self.mailboxes:
            self._flushing = asyncio.ensure_future(self._flush())

    async def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        due = max(self._next_tick, loop.time())
        if due > loop.time():
            await asyncio.sleep(due - loop.time())
        # From here on another bell asks for another reading.
        self._flushing = None
        self._set_pace(loop.time() - due)
        self._next_tick = loop.time() + self._pace
        try:
            for room in self.listened():
                await room.catch_up()
            await self.tell_news()
        except Exception:  # the next look repairs it
            log.exception("session %s could not be read", self.session_pk)
        self.stir()

    def _set_pace(self, late: float) -> None:
        """A loop that comes late to its tick has too much to do: fewer, larger frames."""
        usual, most = TICK_SECONDS
        self._pace = min(most, self._pace * 1.5) if late > 0.05 else max(usual, self._pace * 0.9)

    async def tell_news(self) -> None:
        """Tell authors what became of their waiting messages: one query for all of them, more only for news."""
        mailboxes = [mailbox for mailbox in self.mailboxes if mailbox.waiting]
        if not mailboxes:
            return
        waiting = {ref for mailbox in mailboxes for ref in mailbox.waiting}
        settled = waiting - await in_thread(queries.still_held, waiting)
        for mailbox in mailboxes:
            if mine := mailbox.waiting & settled:
                mailbox.waiting -= mine
                news = await in_thread(_news, sorted(mine), mailbox.visitor.language)
                mailbox.put(protocol.wire(protocol.Me(news)))

    # --- the volatile lane ------------------------------------------------------------------------------

    def stir(self) -> None:
        """Have the volatile values read again, as soon as it is their turn."""
        if self._stirring is None and self.mailboxes:
            self._stirring = asyncio.ensure_future(self._stir())

    async def _stir(self) -> None:
        loop = asyncio.get_running_loop()
        if (pause := self._next_stir - loop.time()) > 0:
            await asyncio.sleep(pause)
        self._stirring = None
        self._next_stir = loop.time() + VOLATILE_SECONDS
        try:
            await self.read_values()
        except Exception:
            log.exception("the volatile values of session %s could not be read", self.session_pk)

    async def read_values(self) -> None:
        """Read the volatile values, and give everybody those that are others than before."""
        found = await self._values.ask(self.session_pk)
        before, self.values = self.values or {}, {}
        for kind, (rev, data) in found.items():
            old = before.get(kind)
            same = old is not None and old[1] == data
            self.values[kind] = old if same else (rev, data)
            if not same:
                self._give_latest(kind, rev, data)
        for kind in before.keys() - found.keys():
            self._give_latest(kind, before[kind][0], None)

    def _give_latest(self, kind: str, rev: int, data) -> None:
        wire = protocol.wire(protocol.Value(kind, rev, data))
        for mailbox in tuple(self.mailboxes):
            mailbox.put_latest(kind, wire)

    def values_now(self) -> list[dict]:
        """Return the volatile values as a welcome holds them."""
        return [{"of": kind, "rev": rev, "data": data} for kind, (rev, data) in (self.values or {}).items()]

    def values_mark(self) -> str:
        """Return a short name for the values as they are, the same in every process."""
        return mark_of({kind: data for kind, (_rev, data) in (self.values or {}).items()})

    # --- the beat ---------------------------------------------------------------------------------------

    def heartbeat(self, *, moderates: bool) -> Wire:
        """Return the frame that says where the streams stand."""
        pub, mod = self.rooms["pub"], self.rooms["mod"] if moderates else None
        frame = protocol.Heartbeat(
            epoch=pub.epoch,
            head=pub.head,
            mod_epoch=mod.epoch if mod else "",
            mod_head=mod.head if mod else 0,
        )
        return protocol.wire(frame)


def _news(refs: list[str], language: str) -> list[dict]:
    with translation.override(language):
        return queries.news_of(refs)


def mark_of(values: dict) -> str:
    """Return a short name for volatile values: other values, another name."""
    return format(zlib.crc32(repr(sorted(values.items())).encode()), "x")
