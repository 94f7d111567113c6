"""A mail server for tests that takes letters, or fails in a way that it is told."""

import asyncio
import socket
import threading
from collections import defaultdict
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP


class MailServer:
    """Notes every letter that it took. ``plan`` says what happens to the next talks: one word each, then all is well.

    Words: "full" (452 to the recipient), "later" (451 after the letter), "nobody" (550 to the recipient),
    "no" (554 after the letter), "drop" (the line breaks at the recipient), "vanish" (it breaks after the letter was
    taken and before we hear of it), "hang" (no answer at all).
    """

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.taken: list = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="mail server", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = self._loop.create_server(lambda: SMTP(self, hostname="mail.test"), sock=self._socket)
        server = self._loop.run_until_complete(serving)
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)

    def copies(self) -> dict[str, int]:
        """How often each letter came, by Message-ID."""
        counted = defaultdict(int)
        for letter in self.taken:
            counted[letter["Message-ID"]] += 1
        return dict(counted)

    async def handle_MAIL(self, server, session, envelope, address, options):
        session.word = self.plan.pop(0) if self.plan else "well"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if session.word == "full":
            return "452 No room now"
        if session.word == "nobody":
            return f"550 {address} lives elsewhere"
        if session.word == "drop":
            server.transport.abort()
            return "421 Gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if session.word == "later":
            return "451 Not now"
        if session.word == "no":
            return "554 Not these words"
        if session.word == "hang":
            await asyncio.Event().wait()
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if session.word == "vanish":
            server.transport.abort()
            return "421 Gone"
        return "250 Taken"
