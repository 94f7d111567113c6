"""How long a client may take to say what it wants: uvicorn itself would listen for ever.

Serve with ``uvicorn --http mobilize.patience:Patient``. A client that has not finished its request line and headers
after MOBILIZE_HEAD_SECONDS (10), or its whole request after MOBILIZE_REQUEST_SECONDS (60), is answered with 408.
"""

import asyncio
import os

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = float(os.environ.get("MOBILIZE_HEAD_SECONDS", "10"))
REQUEST_SECONDS = float(os.environ.get("MOBILIZE_REQUEST_SECONDS", "60"))
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Patient(HttpToolsProtocol):
    """uvicorn's HTTP with an end to its patience. Sockets, once opened, have rules of their own."""

    _alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc) -> None:
        self._wait(None)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._alarm is None:  # a further request on a connection that stayed open
            self._wait(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        self._wait(REQUEST_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._wait(None)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._wait(None)
        super().handle_websocket_upgrade()

    def _wait(self, seconds: float | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self.loop.call_later(seconds, self._give_up) if seconds else None

    def _give_up(self) -> None:
        self._alarm = None
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started:
            self.transport.write(_TOO_SLOW)
        self.transport.close()
