"""A small TCP proxy before a server: it refuses what a strict network refuses, or cuts everybody off."""

import asyncio
import contextlib
import threading
from urllib.parse import urlsplit


class Proxy:
    """``refuse_sockets`` answers every upgrade with 403; ``cut()`` ends all connections; ``let(False)`` takes none."""

    def __init__(self, address: str, *, refuse_sockets: bool = False) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        self.refuse_sockets = refuse_sockets
        self.refused = 0
        self.open = True
        self.writers: set[asyncio.StreamWriter] = set()
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()
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

    def let(self, through: bool) -> None:
        self.open = through

    def _cut(self) -> None:
        for writer in list(self.writers):
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
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
            to_reader, to_writer = await asyncio.open_connection(self.host, self.port)
            self.writers |= {writer, to_writer}
            to_writer.write(head)
            await asyncio.gather(self._pump(reader, to_writer), self._pump(to_reader, writer))
            self.writers -= {writer, to_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()
