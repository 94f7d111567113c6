"""The short way to a socket: straight into the server's own transport, with a frame that was made once for everybody.

ASGI's ``send`` makes the frame anew for each client and goes through two coroutines: several times the work, for a
thousand clients at once. So where the server is uvicorn's ``websockets-sansio`` (the one we name in every command) its
transport gets the ready bytes. Only while nothing waits and the client keeps up; in every other case, and on every
other server, the frame goes through ``send`` as ASGI has it.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from forums.live.protocol import Wire


class Pipe:
    """The server's end of one socket."""

    __slots__ = ("_closing", "_protocol", "_transport", "_writable", "_write")

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._write = protocol.transport.write
        self._closing = protocol.transport.is_closing
        self._writable = protocol.writable.is_set

    def write(self, wire: Wire) -> bool:
        """Send the frame, or tell that it must wait: the client is behind, or the socket is closing."""
        if not self._writable() or self._closing() or self._protocol.close_sent:
            return False
        self._write(wire.frame)
        return True

    def abort(self) -> None:
        """End the connection without a word to a client that takes none."""
        self._transport.abort()


def behind(send) -> Pipe | None:
    """Return the pipe behind ASGI's ``send`` of an accepted socket, or None on another server or with compression."""
    protocol = getattr(send, "__self__", None)
    if not isinstance(protocol, WebSocketsSansIOProtocol) or protocol.conn.extensions:
        return None
    return Pipe(protocol)
