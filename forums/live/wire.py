"""What travels: one encoding of a frame, shared by every road and everybody on it."""

import json
from collections.abc import Collection

from websockets.frames import Frame, Opcode


class Wire:
    """A frame as it travels, made once for everybody who gets it.

    ``mark`` is its place in the public stream, for the road that keeps one: "epoch:seq", or "".
    """

    __slots__ = ("_frame", "mark", "text")

    def __init__(self, text: str, mark: str = "") -> None:
        self.text = text
        self.mark = mark
        self._frame = b""

    @property
    def frame(self) -> bytes:
        """The bytes of a socket's frame."""
        if not self._frame:
            self._frame = Frame(Opcode.TEXT, self.text.encode()).serialize(mask=False)
        return self._frame


def folded(wire: Wire, hidden: Collection[str]) -> Wire:
    """Return the frame for somebody who hid these bylines: that one of them spoke is told, and not what (rule 10)."""
    if not any(name in wire.text for name in hidden):
        return wire
    frame = json.loads(wire.text)
    for event in frame.get("e", ()):
        data = event.get("data") or {}
        if data.get("by") in hidden and data.get("body"):
            event["data"] = {**data, "body": "", "hidden": True}
    return Wire(json.dumps(frame, ensure_ascii=False, separators=(",", ":")), wire.mark)
