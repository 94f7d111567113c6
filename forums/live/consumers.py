"""The socket of a community session: a thin edge between a client, the hub and the domain."""

import asyncio

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from django.utils import timezone, translation

from forums.live import actions, arrivals, buckets, hub, origin, pipe, protocol, speaking, standing
from forums.live.domain import presence
from forums.live.mailbox import Mailbox
from forums.live.protocol import Close

SEND_SECONDS = 10.0
HELLO_SECONDS = 10.0
WRITES = (protocol.Say, protocol.Withdraw, protocol.Rule)


class SessionConsumer(AsyncWebsocketConsumer):
    """One client. It authenticates at the handshake and again at each action.

    Frames go out through the mailbox alone: straight into the pipe while nothing waits, else by one writer, which
    lives as long as something does.
    """

    channel_layer = None  # no channel and no membership per client

    async def __call__(self, scope, receive, send):
        self.scope, self.base_send = scope, send
        self.mailbox: Mailbox | None = None
        self.writer: asyncio.Task | None = None
        self.deadline: asyncio.TimerHandle | None = None
        self.greeted = False
        try:
            # Without a channel layer there is one source of messages, so no task per source is needed.
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        finally:
            # However it ended (a disconnect is not promised), the hub forgets this client.
            self._let_go()

    async def connect(self) -> None:
        self.names = self.scope["url_route"]["kwargs"]
        ticket = standing.ticket_of(self.scope)
        visitor = None
        from_here = origin.is_ours(self.scope) or (ticket and origin.is_missing(self.scope))
        if from_here and not hub.of_loop().closing:
            visitor = await arrivals.visitor_of(self.scope, ticket=ticket, **self.names)
        if visitor is None:
            await self.close()  # before accepting: the handshake is answered with 403, whatever the reason
            return
        offered = self.scope["subprotocols"]
        await self.accept(protocol.NAME if protocol.NAME in offered else None)
        self.flood = buckets.Flood()
        self.pipe = pipe.behind(self.base_send)
        self.mailbox = Mailbox(
            visitor,
            write=self.pipe.write if self.pipe else None,
            wake=self._wake_writer,
            renew=arrivals.renewing(**self.names),
        )
        self.deadline = asyncio.get_running_loop().call_later(HELLO_SECONDS, self.mailbox.close, Close.BAD)

    async def dispatch(self, message: dict) -> None:
        # Database work goes through threads that look after their own connections, so the general dispatch, which
        # closes old connections on another thread before each message, is not needed.
        await getattr(self, message["type"].replace(".", "_"))(message)

    def _let_go(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        if self.mailbox is not None:
            hub.of_loop().leave(self.mailbox)
            self.mailbox.close(Close.LEFT)
        if self.writer is not None:
            self.writer.cancel()

    # --- in ---------------------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.mailbox is None or self.mailbox.closed:
            return
        if self.flood.over():
            self.mailbox.close(Close.FLOOD)
            return
        if len(bytes_data or (text_data or "").encode()) > protocol.FRAME_BYTES:
            self.mailbox.close(Close.TOO_BIG)
            return
        try:
            frame = protocol.from_wire(text_data)
        except protocol.BadFrame as bad:
            self._answer(actions.bad_frame(bad.id))
            return
        if not self.greeted and not isinstance(frame, protocol.Hello | protocol.Leave):
            self._answer(actions.bad_frame(getattr(frame, "id", "")))
        elif isinstance(frame, WRITES):
            await self._act(frame)  # counts for itself, on every road
        elif wait := buckets.take(*self._who(), frame.kind):
            self._answer(actions.too_fast("", wait))
        else:
            await self._listen(frame)

    async def _listen(self, frame) -> None:
        """Take a frame of a client that listens: none of them writes down what somebody said."""
        if isinstance(frame, protocol.Hello):
            await self._hello(frame)
        elif isinstance(frame, protocol.Since):
            if await self._may_stay():
                await hub.of_loop().since(self.mailbox, frame.audience, frame.epoch, frame.seq)
        elif isinstance(frame, protocol.Pong):
            if self.mailbox.visitor.seated:
                await self._with_standing(arrivals.seen)
        elif isinstance(frame, protocol.Leave):
            if self.mailbox.visitor.seated:
                await self._with_standing(lambda actor, session: presence.left(actor, session=session))
            self.mailbox.close(Close.LEFT)

    async def _hello(self, frame: protocol.Hello) -> None:
        if frame.proto != protocol.PROTO or self.greeted:
            self.mailbox.close(Close.BAD)
            return
        self.greeted = True
        self.deadline.cancel()
        news = await arrivals.news_of(self.mailbox.visitor)
        if news is None or not await self._may_stay():
            self.mailbox.close(Close.GONE)
            return
        places = {"pub": (frame.epoch, frame.seq), "mod": (frame.mod_epoch, frame.mod_seq)}
        await arrivals.enter(self.mailbox, places, news, **self.names, socket=True)

    async def _act(self, frame) -> None:
        try:
            answer = await (self._say(frame) if isinstance(frame, protocol.Say) else self._do(frame))
        except DatabaseError:
            answer = actions.busy(frame.id)
        if answer is None:
            return
        if isinstance(answer, protocol.Ack) and isinstance(frame, protocol.Say) and answer.was == "held":
            self.mailbox.waiting.add(answer.ref)
        self._answer(answer)

    async def _do(self, frame):
        return await self._with_standing(
            lambda actor, session: actions.act(actor, session, frame, now=actor.at)
        )

    async def _say(self, frame: protocol.Say):
        """Say something together with all who speak in this moment."""
        visitor = self.mailbox.visitor
        answer = await hub.of_loop().speaking.run(visitor.session_pk, speaking.Spoken(visitor, frame))
        if answer is None:
            self.mailbox.close(Close.GONE)
        return answer

    async def _may_stay(self) -> bool:
        """Look again at this client, together with all who are looked at in this moment."""
        visitor = await hub.of_loop().standings.ask(self.mailbox.visitor)
        if visitor is None:
            self.mailbox.close(Close.GONE)
        return visitor is not None

    async def _with_standing(self, work):
        """Run ``work(actor, session)`` for whoever this is by now; close a client that may not be here any more."""
        visitor = self.mailbox.visitor

        def look_and_work():
            found = standing.look_again(visitor, now=timezone.now())
            if found is None:
                return False, None
            with translation.override(visitor.language):
                return True, work(*found)

        here, result = await hub.of_loop().writing.run(look_and_work)
        if not here:
            self.mailbox.close(Close.GONE)
        return result

    def _who(self) -> tuple[int, int]:
        return self.mailbox.visitor.session_pk, self.mailbox.visitor.membership_pk

    # --- out --------------------------------------------------------------------------------------------

    def _answer(self, frame) -> None:
        self.mailbox.put(protocol.wire(frame))

    def _wake_writer(self) -> None:
        if not self.mailbox.busy:
            self.mailbox.busy = True
            self.writer = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        """Send what is in the mailbox, one frame after the other; whoever cannot take it is closed."""
        try:
            while (wire := self.mailbox.pop()) is not None:
                await asyncio.wait_for(
                    self.base_send({"type": "websocket.send", "text": wire.text}), SEND_SECONDS
                )
        except TimeoutError:
            self.mailbox.close(Close.SLOW)
        except Exception:
            # The connection went away under us; its disconnect follows, or the look finds it.
            self.mailbox.close(Close.LEFT)
            hub.of_loop().leave(self.mailbox)
            return
        if not self.mailbox.closed:
            self.mailbox.busy = False
            return
        hub.of_loop().leave(self.mailbox)
        try:
            await asyncio.wait_for(self.close(code=self.mailbox.closed), SEND_SECONDS)
        except Exception:
            if self.pipe is not None:
                self.pipe.abort()
