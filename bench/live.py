"""The live floor, measured: the real product, signed-in members, the real protocol, beside what others reach.

python -m bench.live [--only fan_out,load] [--times 2]

The server runs on the first core, the crowd on the second. What is compared is processor time: it can be trusted on a
busy machine, the clock cannot. After each run the rows are counted: what was acknowledged is stored once and nothing
else is, or the bench ends with 1.
"""

import argparse
import contextlib
import json
import signal
import statistics
import sys
import time
from collections.abc import Callable

from bench import baselines, crowd
from bench.bars import bar, note
from bench.stage import Room, Server, Stage

ORIGIN = "http://127.0.0.1:"
ADULTS = 3  # of each room, first among its sign-ins; they lead and say nothing
SPEAKERS = 400  # members who have a byline already, as in the middle of a talk


class Lost(Exception):
    """What is stored is not what was sent."""


def listen(server: Server, room: Room, *, messages: int, rate: float = 0, beside=(), **options) -> dict:
    """Let the members of ``room`` talk by the protocol, each message due at its own moment, and count the rows.

    ``beside``: processes whose time counts beside the server's own.
    """
    before = room.stored()
    options = {"warm": 10, "listeners": room.size, "longest": 90, **options}
    seen = crowd.play(
        port=server.port,
        path=room.path,
        cookies=room.cookies,
        origin=ORIGIN,
        talkers=min(SPEAKERS, options["listeners"] - ADULTS),
        silent_first=ADULTS,
        greet=True,
        talk=crowd.SAY,
        messages=messages,
        rate=rate,
        tag=f"t{time.monotonic_ns()}",
        pids=[*server.pids, *beside],
        **options,
    )
    after = room.stored()
    sent, stored = seen["said"] + seen["warm"], after["messages"] - before["messages"]
    note(
        f"{room.size} members, {seen['said']} messages in {seen['seconds']:.1f} s: {seen['us_each']:.1f} us each, "
        f"p50 {seen['p50_ms']:.0f} p99 {seen['p99_ms']:.0f} ms, ack p99 {seen['ack_p99_ms']:.0f} ms, "
        f"lost {seen['lost']}, wrong {seen['wrong']}, sent {sent}, stored {stored}, "
        f"server {seen['server_busy']:.2f} crowd {seen['client_busy']:.2f} of a core"
    )
    shown = after["messages"] - after["waiting"]
    if after["names"] != after["messages"] or after["lines"] != shown or after["last"] != after["all"]:
        raise Lost(f"a message is stored twice, or not in the log: {after}")
    if seen["put_off"]:
        note(f"{seen['put_off']} times somebody was asked to send a little later")
    if after["waiting"] > before["waiting"]:
        # A minute without a sign of the moderator: what is said then waits for a person, as it must.
        note(
            f"{after['waiting'] - before['waiting']} messages wait: the server came too late to its heartbeats"
        )
    if stored != sent or seen["acks"] != seen["said"]:
        raise Lost(
            f"{sent} were sent, {stored} are stored, {seen['said'] - seen['acks']} without an answer; "
            f"{seen.get('said_on_the_way', '')}"
        )
    return seen


def per_second(seen: dict) -> float:
    """Deliveries in a second of the server's processor time."""
    return seen["delivered"] / seen["server_s"] if seen["server_s"] else 0.0


def median(measure: Callable[[], float], times: int) -> float:
    return statistics.median(measure() for _ in range(times))


class Bench:
    """One product on SQLite for all measurements but those on PostgreSQL."""

    def __init__(self, stage: Stage, times: int) -> None:
        self.stage, self.times = stage, times
        self.rooms: dict[int, Room] = {}

    def room(self, members: int) -> Room:
        """Return a room with so many members, its adults among them; the same one for the same number."""
        if members not in self.rooms:
            speakers = min(SPEAKERS, members - ADULTS)
            self.rooms[members] = self.stage.room(members - ADULTS, bylines=speakers)
        return self.rooms[members]

    def broadcast(self, listeners: int = 1000) -> float:
        with baselines.broadcast(self.stage.log) as server:
            return per_second(baselines.play(server, listeners, 150_000 // listeners))

    def tutorial(self, listeners: int) -> float:
        with baselines.tutorial(self.stage.log) as server:
            seen = baselines.play(server, listeners, max(10, 15_000 // listeners), ending="/naive", window=1)
            return per_second(seen)

    def fan_out_alone(self, listeners: int, **more) -> dict:
        """Deliver one message at a time to a room, without writing them."""
        room = self.room(listeners)
        with self.stage.server(BENCH_FAN_OUT="1") as server:
            return crowd.play(
                port=server.port,
                path=room.path,
                cookies=room.cookies,
                origin=ORIGIN,
                talk_path=f"/fan-out/{room.session}",
                talk=crowd.SAY,
                listeners=listeners,
                warm=20,
                greet=True,
                silent=True,
                longest=30,
                pids=server.pids,
                **more,
            )

    # --- the bars ---------------------------------------------------------------------------------------

    def fan_out(self) -> None:
        """One message at a time, N = 1,000: the delivery alone, beside ``websockets.broadcast()``."""
        theirs = [self.broadcast() for _ in range(self.times)]
        seen = [self.fan_out_alone(1000, messages=150, window=4) for _ in range(self.times)]
        ours = statistics.median(map(per_second, seen))
        note(f"deliveries per processor second: ours {ours:,.0f}, broadcast {statistics.median(theirs):,.0f}")
        bar("live.fan_out_vs_broadcast", ours / statistics.median(theirs), "x", least=0.7)

    def one_at_a_time(self) -> None:
        """One message at a time, N = 1,000, with the commit, the checks and the moderation; and memory."""
        theirs = self.broadcast()
        with self.stage.server(BENCH_TICK="0") as server:
            seen = listen(server, self.room(1000), messages=80, window=1)
        bar("live.committed_vs_broadcast", per_second(seen) / theirs, "x", least=0.5)
        bar("live.memory_per_member", seen["kb_each"], "kB", most=40)

    def load(self) -> None:
        """400 messages a second to 1,000 members, with the tick."""
        theirs = self.broadcast()
        with self.stage.server() as server:
            seen = listen(server, self.room(1000), messages=2400, rate=400, warm=100)
        bar("live.load_vs_broadcast", per_second(seen) / theirs, "x", least=3)
        bar("live.load_p99", seen["p99_ms"], "ms", most=150)
        bar("live.load_lost", seen["lost"] + seen["wrong"], "messages", most=0)

    def tutorial_pattern(self) -> None:
        """The delivery alone beside the pattern of the tutorials (which does nothing but deliver)."""
        for listeners, least in ((100, 8), (1000, 30), (2000, 35)):
            theirs = self.tutorial(listeners)
            ours = per_second(self.fan_out_alone(listeners, messages=max(60, 60_000 // listeners), window=4))
            note(f"{listeners}: deliveries per processor second: ours {ours:,.0f}, theirs {theirs:,.0f}")
            bar(f"live.vs_tutorial_{listeners}", ours / theirs, "x", least=least)

    def twenty_a_second(self) -> None:
        """End to end by the protocol at 1,000 members and 20 messages a second."""
        with self.stage.server() as server:
            seen = listen(server, self.room(1000), messages=200, rate=20)
        bar("live.p99_end_to_end", seen["p99_ms"], "ms", most=250)

    def stalled(self) -> None:
        """Twenty of 200 members do not read any more: the others must not feel it."""
        calm_room, room = self.room(180), self.room(200)
        with self.stage.server() as server:
            calm = listen(server, calm_room, messages=200, rate=25, size=900)
        with self.stage.server() as server:
            seen = listen(server, room, messages=200, rate=25, size=900, listeners=180, stalled=20)
        grew = (seen["after_kb"] - seen["settled_kb"]) - (calm["after_kb"] - calm["settled_kb"])
        bar("live.stalled_others_p99", seen["p99_ms"] / calm["p99_ms"], "x", most=2)
        bar("live.stalled_memory_each", max(0, grew) / 20 / 1024, "MB", most=1)

    def storm(self, members: int = 3000) -> None:
        """Everybody is there, the server is killed and starts again: how long until all are there again."""
        room = self.room(members)
        with self.stage.server() as server:
            there = crowd.storm(
                port=server.port,
                path=room.path,
                cookies=room.cookies,
                origin=ORIGIN,
                listeners=room.size,
                greet=True,
                longest=120,
            )
            with contextlib.closing(there.stdout):
                first = json.loads(there.stdout.readline())
                server.kill()
                killed = time.monotonic_ns()
                server.start()
                seen = json.loads(there.stdout.readline())
                there.wait()
        took = (seen["rose_ns"] - killed) / 1e9 if seen["rose_ns"] else None
        note(f"{first['live']} were there, {seen['lowest']} after the kill, {seen['live']} again")
        bar("live.reconnect_storm", took, "s", most=25)

    def five_thousand(self) -> None:
        """5,000 members in one session, four frames a second, a minute long."""
        with self.stage.server() as server:
            seen = listen(server, self.room(5000), messages=240, rate=4, warm=4, longest=110)
        bar("live.5000_held", seen["live"] / 5000, "of all", least=1)
        bar("live.5000_p99", seen["p99_ms"], "ms", most=1000)
        bar("live.5000_lost", seen["lost"] + seen["wrong"], "messages", most=0)

    def two_workers(self) -> None:
        """PostgreSQL and Redis with two workers, beside the same with one worker and no Redis."""
        import redis

        from tests.stage.services import own_postgres, own_redis

        with own_postgres(durable=True) as database, own_redis() as hints:
            with Stage(MOBILIZE_DATABASE_URL=database) as stage:
                room = stage.room(1000 - ADULTS, bylines=SPEAKERS)
                with stage.server() as server:
                    one = listen(server, room, messages=160, rate=20)
                with (
                    redis.Redis.from_url(hints.url) as client,
                    stage.server(2, MOBILIZE_REDIS_URL=hints.url) as server,
                ):
                    redis_pid = client.info()["process_id"]
                    two = listen(server, room, messages=160, rate=20, beside=[redis_pid])
        note(f"one worker {one['us_each']:.1f} us a delivery, two workers and Redis {two['us_each']:.1f} us")
        bar("live.two_workers_and_redis", two["us_each"] / one["us_each"], "x", most=1.3)


MEASUREMENTS = (
    "fan_out", "one_at_a_time", "load", "twenty_a_second", "tutorial_pattern", "stalled", "storm",
    "two_workers", "five_thousand",
)  # fmt: skip
BESIDE_OTHERS = {"fan_out", "one_at_a_time", "load", "tutorial_pattern"}


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started here is ended here
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help=f"some of: {', '.join(MEASUREMENTS)}")
    parser.add_argument("--times", type=int, default=2, help="how often ratios are taken; the median counts")
    asked = parser.parse_args()
    wanted = [name for name in asked.only.split(",") if name] or MEASUREMENTS
    if unknown := set(wanted) - set(MEASUREMENTS):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    lost = broken = 0
    with Stage() as stage:
        bench = Bench(stage, asked.times)
        for name in wanted:
            measure, began = getattr(bench, name), time.monotonic()
            print(f"\n{name}: {measure.__doc__.splitlines()[0]}", flush=True)
            if name in BESIDE_OTHERS and not baselines.are_here():
                note(f"there are no servers to compare with in {baselines.SHARED}")
                continue
            try:
                measure()
            except Lost as loss:
                lost += 1
                print(f"LOST in {name}: {loss}", flush=True)
            except Exception as error:
                broken += 1
                print(f"BROKEN in {name}: {error!r}", flush=True)
            note(f"took {time.monotonic() - began:.0f} s")
    return 1 if lost or broken else 0


if __name__ == "__main__":
    sys.exit(main())
