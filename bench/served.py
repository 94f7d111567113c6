"""The product with switches for measuring, each off unless its variable is set.

BENCH_TICK=0        how long the hub gathers messages, in seconds: 0 sends each alone
BENCH_FAN_OUT=1     a second door, where what a client says goes to the session's room without being written: it
                    measures the delivery alone, through the same rooms, mailboxes, writers and sockets
BENCH_PROFILE=FILE  profile the event loop's thread and write it to FILE when the server ends
"""

import cProfile
import json
import os
import re

from mobilize.asgi import application as product
from mobilize.settled import settle

if "BENCH_TICK" in os.environ:
    from forums.live import halls

    halls.TICK_SECONDS = (float(os.environ["BENCH_TICK"]), float(os.environ["BENCH_TICK"]))

_PROFILE = os.environ.get("BENCH_PROFILE")
_DOOR = re.compile(r"^/fan-out/(?P<session>\w+)$")


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif (
        os.environ.get("BENCH_FAN_OUT")
        and scope["type"] == "websocket"
        and (found := _DOOR.match(scope["path"]))
    ):
        await _fan_out(found["session"], receive, send)
    else:
        await product(scope, receive, send)


async def _lifespan(receive, send) -> None:
    profile = cProfile.Profile() if _PROFILE else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            settle()
            if profile:
                profile.enable()
        if message["type"] == "lifespan.shutdown" and profile:
            profile.disable()
            profile.dump_stats(_PROFILE)
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _fan_out(session: str, receive, send) -> None:
    """Give each text to the one room of this process as the next line of the log, encoded as the hub does."""
    from forums.live import hub, rooms

    await receive()
    await send({"type": "websocket.accept"})
    number = None
    while (message := await receive())["type"] == "websocket.receive":
        (room,) = [hall.rooms["pub"] for hall in hub.of_loop().halls.values()]
        number = room.head + 1 if number is None else number + 1
        data = {
            "by": "b" * 16,
            "name": "Amber Otter",
            "side": "youth",
            "role": "",
            "shape": "3",
            "initials": "",
            "lang": "en",
        }
        line = {"seq": number, "kind": "message", "ref": "r" * 16, "at": "2026-11-24T09:00:00+00:00"}
        line["data"] = {**data, "body": json.loads(message["text"])["body"]}
        room._give(room._batch([rooms._encode(line)]))
