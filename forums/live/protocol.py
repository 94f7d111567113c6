"""The frames of the socket, one frozen dataclass each; ``docs/live-protocol.md`` says what they are for.

What comes in is parsed once by :func:`from_wire`: known kinds, exactly the fields below, of exactly these
types. What goes out is made by ``to_wire`` and is the same string for everybody it is sent to.
"""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from forums.live.wire import Wire

PROTO = 1
NAME = f"mobilize.{PROTO}"  # of the protocol, where a handshake offers some
FRAME_BYTES = 16_384
TEXT_LENGTH = 8_000  # letters of any one field; what a message may hold is the domain's affair
COUNT = 2**53  # whole numbers that every client can hold


class BadFrame(Exception):
    """The frame is not one of ours. ``id`` is the frame's own, as far as it could be read."""

    def __init__(self, why: str, id: str = "") -> None:
        super().__init__(why)
        self.id = id


# --- from the client ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hello:
    """Begin, or resume after ``seq`` of the life ``epoch``; moderators name their own stream too."""

    kind: ClassVar[str] = "hello"
    proto: int
    epoch: str = ""
    seq: int = 0
    mod_epoch: str = ""
    mod_seq: int = 0


@dataclass(frozen=True)
class Since:
    """Ask for what came after ``seq``: a frame was missed."""

    kind: ClassVar[str] = "since"
    audience: str
    epoch: str
    seq: int


@dataclass(frozen=True)
class Say:
    """Say something. The same ``id`` is sent again until an ack or a final nack comes."""

    kind: ClassVar[str] = "say"
    id: str
    body: str


@dataclass(frozen=True)
class Withdraw:
    """Take an own message back."""

    kind: ClassVar[str] = "withdraw"
    id: str
    ref: str


@dataclass(frozen=True)
class Rule:
    """Release, return or remove a waiting message, of which ``version`` was read."""

    kind: ClassVar[str] = "rule"
    id: str
    ref: str
    outcome: str
    version: int
    reason: str = ""
    reply: str = ""


@dataclass(frozen=True)
class Pong:
    """Still here: the answer to a heartbeat."""

    kind: ClassVar[str] = "pong"


@dataclass(frozen=True)
class Leave:
    """Going away on purpose."""

    kind: ClassVar[str] = "leave"


INCOMING = {frame.kind: frame for frame in (Hello, Since, Say, Withdraw, Rule, Pong, Leave)}


# --- from the server ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Welcome:
    """The first frame after hello: where the streams stand, what the room is like, and one's own messages.

    ``v`` holds the volatile values as they are; ``ticket`` opens the next connection.
    """

    kind: ClassVar[str] = "welcome"
    epoch: str
    head: int
    mod_epoch: str
    mod_head: int
    state: str
    mode: str
    me: list = field(default_factory=list)
    v: list = field(default_factory=list)
    ticket: str = ""
    time: str = ""


@dataclass(frozen=True)
class Snap:
    """Begin anew with these events: they replace what the client has. Older ones are on the transcript's pages."""

    kind: ClassVar[str] = "snap"
    audience: str
    epoch: str
    seq: int
    first: int
    e: list


@dataclass(frozen=True)
class Batch:
    """Events of one stream, one after the other, without a hole."""

    kind: ClassVar[str] = "b"
    audience: str
    epoch: str
    e: list


@dataclass(frozen=True)
class Ack:
    """Committed. ``st`` is published, held or dup; ``was`` is the state it has; ``seq`` its number once shown.

    ``care``: the words told of danger or harm, and their author is answered at once (rule 16).
    """

    kind: ClassVar[str] = "ack"
    id: str
    st: str
    was: str
    ref: str
    seq: int | None = None
    care: bool = False


@dataclass(frozen=True)
class Nack:
    """Refused, in words for the person. Not ``final``: send it again after ``retry_ms``, with the same id."""

    kind: ClassVar[str] = "nack"
    id: str
    code: str
    text: str
    final: bool
    retry_ms: int = 0


@dataclass(frozen=True)
class Me:
    """News about one's own messages: ``st``, and what a moderator wrote."""

    kind: ClassVar[str] = "me"
    e: list


@dataclass(frozen=True)
class Heartbeat:
    """Where the streams stand, so that a silent loss is noticed."""

    kind: ClassVar[str] = "hb"
    epoch: str
    head: int
    mod_epoch: str
    mod_head: int


@dataclass(frozen=True)
class Value:
    """A volatile value as a whole: the latest one is true, and none is ever missed. ``data`` null: it is over.

    The frame's own kind is ``v``; ``of`` says which value it is.
    """

    kind: ClassVar[str] = "v"
    of: str
    rev: int
    data: Any


@dataclass(frozen=True)
class Ticket:
    """A fresh ticket for the next connection: the one before grows old."""

    kind: ClassVar[str] = "ticket"
    ticket: str


@dataclass(frozen=True)
class Reconnect:
    """This process is about to end: connect anew, ``after_ms`` from now."""

    kind: ClassVar[str] = "reconnect"
    after_ms: int


OUTGOING = {
    frame.kind: frame for frame in (Welcome, Snap, Batch, Ack, Nack, Me, Heartbeat, Value, Ticket, Reconnect)
}


class Close:
    """Why the server closed a socket."""

    LEFT = 1000
    RESTART = 1012  # this process ends: connect anew
    TOO_BIG = 1009  # a frame of more than 16 KiB
    BAD = 4001  # it does not speak the protocol: load the page again
    GONE = 4003  # not allowed any more, or signed out
    SLOW = 4008  # could not keep up: resume
    REPLACED = 4009  # the member opened the room in more places than may be open at once
    FLOOD = 4010  # it sent far more than anybody needs to


def from_wire(words: str | bytes | None) -> object:
    """Return the frame in ``words``. Errors: :class:`BadFrame` for anything that is not exactly one of ours."""
    if not isinstance(words, str):
        raise BadFrame("not text")
    try:
        raw = json.loads(words)
    except (ValueError, RecursionError):
        raise BadFrame("not JSON") from None
    if not isinstance(raw, dict):
        raise BadFrame("not an object")
    name = raw.pop("kind", None)
    told = raw.get("id")
    id = told[:40] if isinstance(told, str) and _is_text(told) else ""
    frame = INCOMING.get(name) if isinstance(name, str) else None
    if frame is None:
        raise BadFrame("unknown kind", id)
    fields = {part.name: part for part in dataclasses.fields(frame)}
    if set(raw) - set(fields):
        raise BadFrame("unknown field", id)
    for part in fields.values():
        if part.name not in raw:
            if part.default is dataclasses.MISSING:
                raise BadFrame(f"{part.name} is missing", id)
            continue
        _check(part, raw[part.name], id)
    return frame(**raw)


def _check(part, value, id: str) -> None:
    if part.type is int:
        # True is an int in Python, and not in anybody's protocol.
        if type(value) is not int or not 0 <= value < COUNT:
            raise BadFrame(f"{part.name} is not a whole number", id)
    elif not isinstance(value, str) or len(value) > (40 if part.name == "id" else TEXT_LENGTH):
        raise BadFrame(f"{part.name} is not a text", id)
    elif part.name == "id" and not value:
        raise BadFrame("id is empty", id)
    elif not _is_text(value):
        raise BadFrame(f"{part.name} holds what is no letter", id)


def _is_text(value: str) -> bool:
    """Tell whether every database can keep ``value``: JSON can spell NUL, and halves of a letter."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def to_wire(frame) -> str:
    """Return ``frame`` as one line of JSON."""
    # Not dataclasses.asdict: it would copy every event of a long list.
    fields = {part.name: getattr(frame, part.name) for part in dataclasses.fields(frame)}
    return json.dumps({"kind": frame.kind, **fields}, ensure_ascii=False, separators=(",", ":"))


def wire(frame) -> Wire:
    """Return ``frame`` ready to travel."""
    return Wire(to_wire(frame))


def event(row) -> dict:
    """Return a line of the log as it travels."""
    return {"seq": row.seq, "kind": row.kind, "ref": row.ref, "at": row.at.isoformat(), "data": row.payload}
