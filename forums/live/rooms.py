"""One stream of one session in this process: the last lines, already encoded, and who listens."""

import json
from collections import deque
from dataclasses import dataclass

from forums.live import protocol, queries
from forums.live.enums import EventKind, MessageState
from forums.live.mailbox import Mailbox
from forums.live.models import LiveEvent
from forums.live.threads import Together
from forums.live.wire import Wire
from mobilize.kernel.prepared import Prepared

KEPT = 500  # lines in memory
REPLAYED = 300  # further behind than this, a client begins anew
SNAPPED = 200  # lines of a snapshot; older ones are on the transcript's pages


@dataclass
class Line:
    """A line of the log as it travels, encoded once for everybody."""

    seq: int
    ref: str
    words: str


_LINES_AFTER: Prepared[LiveEvent] = Prepared(
    lambda stream, seq: LiveEvent.objects.filter(stream=stream, seq__gt=seq).order_by("seq")[: KEPT + 1]
)


def _encode(event: dict) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _read(room: "Room"):
    """Return (epoch, facts to begin anew with, lines): the new lines, or the last ones of an unknown stream."""
    if not room.strange:
        rows = _LINES_AFTER.rows(stream=room.stream_id, seq=room.head)
        if len(rows) <= KEPT and (not rows or rows[0].seq == room.head + 1):
            return room.epoch, None, rows
    epoch, _last = queries.heads([room.stream_id])[room.stream_id]
    # The facts first: what changes them while we read is among the lines and comes after.
    facts = queries.facts_of(room.session_pk)
    return epoch, facts, queries.last_lines(room.stream_id, KEPT)


class Room:
    """The lines of one stream up to ``head``, and the mailboxes they go to."""

    def __init__(self, session_pk: int, audience: str, stream_id: int) -> None:
        self.session_pk = session_pk
        self.audience = audience
        self.stream_id = stream_id
        self.strange = True  # nothing of this stream is known here, or it has begun another life
        self.epoch = ""
        self.head = 0
        self.state = ""  # as of the head
        self.mode = ""
        self.lines: deque[Line] = deque(maxlen=KEPT)
        self.mailboxes: dict[Mailbox, None] = {}
        self._reading = Together(lambda rooms: {self: _read(self)}, lambda found: self._take(*found[self]))
        self._made: dict[
            int, Wire
        ] = {}  # replays at this head, by the number they begin after; -1: the snapshot

    async def catch_up(self) -> None:
        """Read what was committed up to this call, and give it to everybody here. Calls that wait share one reading."""
        await self._reading.ask(self)

    def compare(self, epoch: str, last: int, *, had: int) -> bool:
        """Tell whether this room must read. The stream stood at ``last`` when the room stood at ``had`` or later.

        While the answer was on its way the room may have gone on: only a stream that is behind ``had`` lost lines.
        """
        self.strange = self.strange or epoch != self.epoch or last < had
        return self.strange or last > self.head

    def _take(self, epoch: str, facts: tuple[str, str] | None, rows: list) -> None:
        anew = facts is not None
        if not rows and not anew:
            return
        self._made.clear()
        known = bool(self.epoch)
        if anew:
            self.strange = False
            self.lines.clear()
            self.epoch, self.head = epoch, 0
            self.state, self.mode = facts
        fresh = []
        for row in rows:
            self._forget_words(row)
            line = Line(row.seq, row.ref, _encode(protocol.event(row)))
            self.lines.append(line)
            fresh.append(line.words)
            self.head = row.seq
            self.state = row.payload.get("state", self.state) if row.kind == EventKind.STATE else self.state
            self.mode = row.payload.get("mode", self.mode) if row.kind == EventKind.MODE else self.mode
        if anew and known:
            self._give(self.snapshot())
        elif not anew:
            self._give(self._batch(fresh))

    def _forget_words(self, row) -> None:
        """Take the words of a message that is gone out of the lines kept here, as the log did."""
        shown = row.kind == EventKind.SETTLED and row.payload.get("state") == MessageState.PUBLISHED
        if row.kind not in {EventKind.REMOVED, EventKind.SETTLED} or shown:
            return
        for line in self.lines:
            event = json.loads(line.words) if line.ref == row.ref else {}
            if event.get("data", {}).get("body"):
                event["data"] = {**event["data"], "body": "", "lang": "", "gone": True}
                line.words = _encode(event)

    def _give(self, wire: Wire) -> None:
        for mailbox in tuple(self.mailboxes):
            mailbox.put(wire)

    def _wire(self, frame, words: list[str]) -> Wire:
        """Return a frame with lines that are encoded already."""
        text = protocol.to_wire(frame)[:-3] + "[" + ",".join(words) + "]}"
        return Wire(text, f"{self.epoch}:{self.head}" if self.audience == "pub" else "")

    def _batch(self, words: list[str]) -> Wire:
        return self._wire(protocol.Batch(self.audience, self.epoch, []), words)

    def snapshot(self) -> Wire:
        """Return the frame to begin anew with: made once for everybody who needs it at this head."""
        if -1 not in self._made:
            lines = list(self.lines)[-SNAPPED:]
            first = lines[0].seq if lines else 0
            frame = protocol.Snap(self.audience, self.epoch, self.head, first, [])
            self._made[-1] = self._wire(frame, [line.words for line in lines])
        return self._made[-1]

    def replay(self, epoch: str, seq: int) -> Wire | None:
        """Return the frame that brings a client from (epoch, seq) to the head; None if it is there already."""
        if epoch != self.epoch or seq > self.head:
            return self.snapshot()
        if seq == self.head:
            return None
        if self.head - seq > REPLAYED or not self.lines or self.lines[0].seq > seq + 1:
            return self.snapshot()
        if seq not in self._made:
            self._made[seq] = self._batch([line.words for line in self.lines if line.seq > seq])
        return self._made[seq]
