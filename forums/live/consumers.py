"""The socket of a community session: a thin edge between a client, the hub and the domain."""

import asyncio
import time

from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone, translation

from forums.live import actions, hub, origin, protocol, queries, standing
from forums.live.domain import presence
from forums.live.mailbox import Mailbox
from forums.live.protocol import Close
from forums.live.threads import in_thread
from mobilize.kernel.refusal import Refused

SEND_SECONDS = 10.0
HELLO_SECONDS = 10.0
BURST = 40  # frames that may come at once
PER_SECOND = 10.0  # and how many more each second
WRITES = (protocol.Say, protocol.Withdraw, protocol.Rule)


class SessionConsumer(AsyncWebsocketConsumer):
    """One client. It authenticates at the handshake and again at each action; only its writer sends."""

    # An alias that no setting has: no channel layer, so no channel and no membership per client.
    channel_layer_alias = "__none__"

    async def __call__(self, scope, receive, send):
        self.mailbox: Mailbox | None = None
        self.writer: asyncio.Task | None = None
        self.deadline: asyncio.TimerHandle | None = None
        self.greeted = False
        try:
            return await super().__call__(scope, receive, send)
        finally:
            # However it ended (a disconnect is not promised), the hub forgets this client.
            self._let_go()

    async def connect(self) -> None:
        self.tokens, self.filled_at = float(BURST), time.monotonic()
        self.names = self.scope["url_route"]["kwargs"]
        self.arrival = None
        if origin.is_ours(self.scope):
            self.arrival = await in_thread(
                standing.arrive,
                self.scope,
                community=self.names["community"],
                session=self.names["session"],
                now=timezone.now(),
            )
        if self.arrival is None:
            await self.close()  # before accepting: the handshake is answered with 403, whatever the reason
            return
        await self.accept()
        self.mailbox = Mailbox(self.arrival.visitor)
        self.writer = asyncio.ensure_future(self._write())
        self.deadline = asyncio.get_running_loop().call_later(HELLO_SECONDS, self.mailbox.close, Close.BAD)

    async def dispatch(self, message: dict) -> None:
        if message["type"] == "websocket.receive":
            # The hot road. Database work goes through threads that look after their own connections, so the
            # general dispatch, which closes old connections on another thread before each frame, is not needed.
            await self.websocket_receive(message)
        else:
            await super().dispatch(message)

    def _let_go(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        if self.mailbox is not None:
            hub.of_loop().leave(self.mailbox)
            self.mailbox.close(Close.LEFT)
        if self.writer is not None:
            self.writer.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.mailbox is None or self.mailbox.closed:
            return
        if len(bytes_data or (text_data or "").encode()) > protocol.FRAME_BYTES:
            self.mailbox.close(Close.TOO_BIG)
            return
        try:
            frame = protocol.from_wire(text_data)
        except protocol.BadFrame as bad:
            self._answer(actions.bad_frame(bad.id))
            return
        if not self._may_come():
            self._answer(actions.nack(getattr(frame, "id", ""), Refused("too_fast")))
            return
        if isinstance(frame, protocol.Leave):
            await self._with_standing(self._left)
            self.mailbox.close(Close.LEFT)
        elif not self.greeted and not isinstance(frame, protocol.Hello):
            self._answer(actions.bad_frame(getattr(frame, "id", "")))
        elif isinstance(frame, protocol.Hello):
            await self._hello(frame)
        elif isinstance(frame, WRITES):
            await self._act(frame)
        elif isinstance(frame, protocol.Since):
            if await self._with_standing(None):
                hub.of_loop().since(self.mailbox, frame.audience, frame.epoch, frame.seq)
        elif isinstance(frame, protocol.Pong):
            await self._with_standing(self._seen)

    async def _hello(self, frame: protocol.Hello) -> None:
        if frame.proto != protocol.PROTO or self.greeted:
            self.mailbox.close(Close.BAD)
            return
        news = await self._with_standing(self._look)
        if news is None:
            return
        self.greeted = True
        self.deadline.cancel()
        self.mailbox.waiting = {own["ref"] for own in news if own["st"] == "held"}
        places = {"pub": (frame.epoch, frame.seq)}
        if self.mailbox.visitor.moderates:
            places["mod"] = (frame.mod_epoch, frame.mod_seq)

        def welcome(rooms: dict) -> str:
            return protocol.to_wire(actions.welcome(rooms, news))

        await hub.of_loop().enter(self.mailbox, places, welcome=welcome, socket=True)

    async def _act(self, frame) -> None:
        answer = await self._with_standing(lambda actor, session: self._do(actor, session, frame))
        if answer is None:
            return
        if isinstance(answer, protocol.Ack) and isinstance(frame, protocol.Say) and answer.was == "held":
            self.mailbox.waiting.add(answer.ref)
        self._answer(answer)

    async def _with_standing(self, work):
        """Run ``work(actor, session)`` for whoever this is by now; close a client that may not be here any more."""

        def look_and_work():
            now = timezone.now()
            found = standing.look_again(self.arrival.actor.user, **self.names, now=now)
            if found is None:
                return None
            with translation.override(self.arrival.visitor.language):
                return work(*found) if work else True

        result = await in_thread(look_and_work)
        if result is None:
            self.mailbox.close(Close.GONE)
        return result

    @staticmethod
    def _look(actor, session):
        presence.seen(actor, session=session, now=actor.at)
        return queries.own_news(actor, session)

    @staticmethod
    def _seen(actor, session) -> bool:
        presence.seen(actor, session=session, now=actor.at)
        return True

    @staticmethod
    def _left(actor, session) -> bool:
        presence.left(actor, session=session)
        return True

    @staticmethod
    def _do(actor, session, frame):
        return actions.act(actor, session, frame, now=actor.at)

    def _answer(self, frame) -> None:
        self.mailbox.put(protocol.to_wire(frame))

    def _may_come(self) -> bool:
        """Take one token for a frame; a client that sends without end is told to wait."""
        now = time.monotonic()
        self.tokens = min(float(BURST), self.tokens + (now - self.filled_at) * PER_SECOND)
        self.filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    async def _write(self) -> None:
        """Send what is in the mailbox, one frame after the other; whoever cannot take it is closed."""
        try:
            while (frame := await self.mailbox.take()) is not None:
                await asyncio.wait_for(self.send(text_data=frame), SEND_SECONDS)
        except TimeoutError:
            self.mailbox.close(Close.SLOW)
        except Exception:
            # The connection went away under us; its disconnect follows, or the look finds it.
            self.mailbox.close(Close.LEFT)
            hub.of_loop().leave(self.mailbox)
            return
        hub.of_loop().leave(self.mailbox)
        try:
            await asyncio.wait_for(self.close(code=self.mailbox.closed), SEND_SECONDS)
        except Exception:
            self.mailbox.close(Close.LEFT)
