"""The bell rings: a whole school votes within five seconds, on PostgreSQL, with two workers.

python -m bench.bell [--voters 500] [--seconds 4] [--server uvicorn|gunicorn]

Each voter has opened the ballot paper before. In the seconds after the bell each one, at a moment of their own, opens
a connection, sends the form, and reads the page with the receipt that the answer leads to. Afterwards the rows are
counted.
"""

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.bars import bar, note
from bench.stage import ROOT, Server, Stage, free_port

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
_COOKIE = re.compile(r"csrftoken=(\w+)")
_WORDS = re.compile(rb'id="receipt-words"[^>]*>([^<]+)<')


class Connection:
    """One connection of one voter, with as little of HTTP as a keep-alive exchange needs."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookies = port, {"session": cookie}

    async def __aenter__(self) -> "Connection":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_) -> None:
        self.writer.close()

    async def ask(self, method: str, path: str, form: dict | None = None) -> tuple[int, list[str], bytes]:
        """Return status, header lines and body of one exchange."""
        body = urlencode(form, doseq=True).encode() if form else b""
        words = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: text/html"]
        words += [f"Origin: http://127.0.0.1:{self.port}", f"Cookie: {'; '.join(self.cookies.values())}"]
        if form:
            words += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.writer.write("\r\n".join([*words, "", ""]).encode() + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:] if line}
        if fields.get("transfer-encoding") == "chunked":
            answer = b""
            while size := int(await self.reader.readline(), 16):
                answer += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            answer = await self.reader.readexactly(int(fields.get("content-length", 0)))
        for line in head:
            if line.lower().startswith("set-cookie:"):
                pair = line.split(":", 1)[1].strip().split(";")[0]
                self.cookies[pair.split("=")[0]] = pair
        return int(head[0].split()[1]), head, answer


@dataclass
class Ring:
    """What the voters met."""

    answered: list[float] = field(default_factory=list)  # seconds from the tap to the answer of the vote
    shown: list[float] = field(default_factory=list)  # and to the page with the receipt
    statuses: Counter = field(default_factory=Counter)
    resets: int = 0
    receipts: list[str] = field(default_factory=list)
    took: float = 0.0  # from the bell to the last answer of a vote


async def open_papers(port: int, path: str, cookies: list[str], *, at_once: int = 8) -> list[dict]:
    """Open the ballot paper of each voter; return the cookies and the token of each form."""
    gate = asyncio.Semaphore(at_once)

    async def look(cookie: str) -> dict:
        async with gate, Connection(port, cookie) as line:
            status, _head, page = await line.ask("GET", path)
            if status != 200:
                raise RuntimeError(f"The ballot paper answered {status}.")
            return {"cookies": line.cookies, "token": _TOKEN.search(page)[1].decode()}

    return await asyncio.gather(*map(look, cookies))


async def ring(port: int, path: str, papers: list[dict], choices: list[list[str]], *, seconds: float) -> Ring:
    """Let each voter cast at a random moment within ``seconds``, and read on to the receipt."""
    met = Ring()
    bell = time.perf_counter()

    async def cast(paper: dict, choice: list[str]) -> None:
        await asyncio.sleep(random.random() * seconds)
        begun = time.perf_counter()
        try:
            async with Connection(port, "") as line:
                line.cookies = paper["cookies"]
                form = {"goal": choice, "csrfmiddlewaretoken": paper["token"]}
                status, _head, _body = await line.ask("POST", path, form)
                met.answered.append(time.perf_counter() - begun)
                met.took = max(met.took, time.perf_counter() - bell)
                met.statuses[status] += 1
                if status == 303:
                    _status, _head, page = await line.ask("GET", path)
                    met.shown.append(time.perf_counter() - begun)
                    met.receipts.append(_WORDS.search(page)[1].decode())
        except (OSError, EOFError):
            met.resets += 1

    await asyncio.gather(*map(cast, papers, choices))
    return met


def share(times: list[float], part: float) -> float:
    """Return the time within which ``part`` of all were answered."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def serve(stage: Stage, kind: str) -> Server:
    """Return two workers of the product, on both cores: as sockets and pages together, or pages alone."""
    if kind == "uvicorn":
        return stage.server(2, cores="0-1")
    port = free_port()
    words = [sys.executable, "-m", "gunicorn", "mobilize.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    words += ["--workers", "2", "--worker-class", "gthread", "--threads", "8", "--backlog", "4096"]
    return Server(words, port=port, env=stage.env, log=stage.log, cores="0-1")


def seconds_of(pids: list[int]) -> float:
    """Return the processor time of processes."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            total += sum(map(int, file.read().rpartition(")")[2].split()[11:13]))
    return total / 100


def play(voters: int, seconds: float, kind: str) -> bool:
    from tests.stage.services import own_postgres

    with own_postgres(durable=True) as database, Stage(MOBILIZE_DATABASE_URL=database) as stage:
        made = json.loads(stage.run("-m", "bench.ballots", "open", "--voters", str(voters)))
        choices = [random.sample(made["goals"], random.randint(0, 3)) for _ in range(voters)]
        with serve(stage, kind) as server:
            papers = asyncio.run(open_papers(server.port, made["path"], made["cookies"]))
            before = seconds_of(server.pids)
            met = asyncio.run(ring(server.port, made["path"], papers, choices, seconds=seconds))
            used = seconds_of(server.pids) - before
        done = subprocess.run(
            [sys.executable, "-m", "bench.ballots", "count", made["poll"]],
            cwd=ROOT, env=stage.env, input=json.dumps(met.receipts), capture_output=True, text=True, check=True,
        )  # fmt: skip
        there = json.loads(done.stdout)
        wrong = stage.log.read_text().count("Traceback")
    times = ", ".join(
        f"{name} {share(met.answered, part):.3f}" for name, part in (("p50", 0.5), ("p95", 0.95), ("max", 1))
    )
    note(
        f"{kind}, {voters} voters in {seconds:g} s: the vote {times} s; the receipt p95 {share(met.shown, 0.95):.3f} s"
    )
    note(
        f"answers {dict(met.statuses)}; server {1000 * used / voters:.1f} ms of processor time for each vote and page"
    )
    sent = Counter(json.dumps(sorted(choice)) for choice in choices)
    once = (
        there["revisions"] == {"1": voters}
        and there["ballots"] == there["tally"] == there["receipts"] == voters
        and there["choices"] == sent
        and there["faults"] == []
    )
    if not once:
        note(f"what is there: {there}")
    return all(
        [
            bar("bell.counted_once", voters if once else 0, "ballots", least=voters),
            bar("bell.p95", share(met.answered, 0.95), "s", most=1),
            bar("bell.last_answer", met.took, "s", most=5),
            bar("bell.resets", met.resets, "resets", most=0),
            bar("bell.not_303", met.statuses.total() - met.statuses[303] + wrong, "answers", most=0),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voters", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=4, help="how long the taps are spread")
    parser.add_argument("--server", choices=["uvicorn", "gunicorn"], default="uvicorn")
    options = parser.parse_args()
    return 0 if play(options.voters, options.seconds, options.server) else 1


if __name__ == "__main__":
    sys.exit(main())
