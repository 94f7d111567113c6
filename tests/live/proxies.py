"""A small TCP proxy before a server: it is the network that a test wants, for all its connections at once."""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from urllib.parse import urlsplit


class Proxy:
    """A way to the server at ``address``.

    ``refuse_sockets``  every upgrade is answered with 403, as strict filters do
    ``hold_back``       an answer is handed on only when it is complete, as virus scanners do
    ``cut_after``       a connection ends after so many bytes of answers, give or take a half; each cut makes that
                        half as much again, or who has missed more would never get through
    ``cut()``           all connections end
    ``reset()``         all connections are reset: whatever was on its way is gone
    ``stall(True)``     nothing gets through either way, and nobody is told; ``stall(False)`` lets it flow again
    ``abandon()``       the server is told that everybody left; the clients are told nothing
    ``let(False)``      takes no new connection
    """

    def __init__(
        self, address: str, *, refuse_sockets: bool = False, hold_back: bool = False, cut_after: int = 0
    ) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        self.refuse_sockets, self.hold_back, self.cut_after = refuse_sockets, hold_back, cut_after
        self.refused = self.cuts = 0
        self.open = True
        self.pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()  # (to client, to server)
        self.abandoned: list[asyncio.StreamWriter] = []
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.flowing: asyncio.Event
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_):
        self.cut()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.own_port}"

    def cut(self) -> None:
        self.loop.call_soon_threadsafe(self._cut)

    def reset(self) -> None:
        self.loop.call_soon_threadsafe(self._reset)

    def abandon(self) -> None:
        self.loop.call_soon_threadsafe(self._abandon)

    def stall(self, stalled: bool) -> None:
        self.loop.call_soon_threadsafe(self.flowing.clear if stalled else self.flowing.set)

    def let(self, through: bool) -> None:
        self.open = through

    def _cut(self) -> None:
        for pair in list(self.pairs):
            for writer in pair:
                writer.transport.abort()
        for writer in self.abandoned:
            writer.transport.abort()

    def _reset(self) -> None:
        for pair in list(self.pairs):
            for writer in pair:
                # To linger for no time at all is to end with a reset.
                line = writer.get_extra_info("socket")
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()

    def _abandon(self) -> None:
        for to_client, to_server in list(self.pairs):
            self.pairs.discard((to_client, to_server))
            self.abandoned.append(to_client)
            to_server.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.flowing = asyncio.Event()
        self.flowing.set()
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.own_port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if not self.open:
                writer.transport.abort()
                return
            head = await reader.readuntil(b"\r\n\r\n")
            if self.refuse_sockets and b"\r\nupgrade: websocket" in head.lower():
                self.refused += 1
                writer.write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                await writer.drain()
                writer.close()
                return
            from_server, to_server = await asyncio.open_connection(self.host, self.port)
            pair = (writer, to_server)
            self.pairs.add(pair)
            if self.hold_back:
                # One answer to a connection: then its end is the answer's end.
                head = head.replace(b"\r\nconnection: keep-alive", b"").replace(
                    b"\r\nConnection: keep-alive", b""
                )
                head = head[:-2] + b"Connection: close\r\n\r\n"
            to_server.write(head)
            await asyncio.gather(self._pump(reader, to_server, pair), self._pump(from_server, writer, pair))
            self.pairs.discard(pair)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair) -> None:
        answers = writer is pair[0]
        left = int(self.cut_after * random.uniform(0.5, 1.5)) if self.cut_after and answers else 0
        held = b""
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self.flowing.wait()
                if self.hold_back and answers:
                    held += data
                    continue
                if left and len(data) >= left:
                    writer.write(data[:left])
                    await writer.drain()
                    self.cuts += 1
                    self.cut_after = int(self.cut_after * 1.5)
                    for one in pair:
                        one.transport.abort()
                    return
                left -= len(data) if left else 0
                writer.write(data)
                await writer.drain()
            if held:
                writer.write(held)
                await writer.drain()
        if pair in self.pairs:
            writer.close()
