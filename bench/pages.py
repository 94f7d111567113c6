"""Pages: what a thread page and a post cost, beside a common forum under the same conditions.

``python -m bench.pages`` starts the real product, signed in, by WSGI on the first core, and in the same run the
baseline of ``../shared/bench`` (``setup.sh`` there makes it in $BENCH_HOME). Processor time counts first: the wall
clock of a shared machine does not.
"""

import argparse
import http.client
import json
import os
import statistics
import sys
import threading
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from bench.bars import bar, note
from bench.baselines import SHARED
from bench.page_stage import LARGE, SMALL, WRITERS
from bench.stage import Server, Stage, free_port

HOME = Path(os.environ.get("BENCH_HOME", Path.home() / ".cache" / "mobilize-bench"))
MACHINA = SHARED.parent / "peers" / "machina"
TOKEN = "a" * 32  # a form's token is its cookie, whatever it is
TICKS = os.sysconf("SC_CLK_TCK")


def gunicorn(
    python: object, application: str, *, env: dict, cwd: Path, log: Path, threads: int = 4
) -> Server:
    port = free_port()
    words = [python, "-m", "gunicorn", "-w", 1, "-k", "gthread", "--threads", threads, "--keep-alive", 30]
    words += ["-b", f"127.0.0.1:{port}", "--log-level", "error", application]
    return Server(words, port=port, env=env, cwd=cwd, log=log)


def cpu_ms(pids: list[int]) -> float:
    """Return the processor time of processes so far, of the threads that ended too."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / TICKS


class Case:
    """One page of one server, asked again and again."""

    def __init__(self, name: str, server: Server, path: str, cookie: str = "", times: int = 60) -> None:
        self.name, self.server, self.path, self.times = name, server, path, times
        self.headers = {"Cookie": cookie} if cookie else {}
        self.seen: list[float] = []
        self.size = 0

    def ask(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", self.path, headers=self.headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body.count(b"Post number ") < 50:
            raise RuntimeError(f"{self.name}: {answer.status}, not a page of 50 posts")
        self.size = len(body)

    def round(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        for _ in range(5):
            self.ask(connection)
        pids = self.server.pids
        before = cpu_ms(pids)
        for _ in range(self.times):
            self.ask(connection)
        self.seen.append((cpu_ms(pids) - before) / self.times)
        connection.close()

    @property
    def cost(self) -> float:
        return statistics.median(self.seen)


def reading(stack: ExitStack, stage: Stage, ours: Server, made: dict, rounds: int) -> dict[str, Case]:
    """Ask all pages in turn, several rounds, and return them with their costs."""
    cookie, base = made["readers"][0], made["base"]
    small, large = (f"{base}{made['forums'][str(size)]}/" for size in (SMALL, LARGE))
    cases = {
        "first": Case("first page of 5,000", ours, small, cookie),
        "last": Case("last page of 5,000", ours, f"{small}?after=0", cookie),
        "large first": Case("first page of 100,000", ours, large, cookie),
        "large last": Case("last page of 100,000", ours, f"{large}?after=0", cookie),
    }
    python = HOME / "machina" / "bin" / "python"
    if python.exists() and MACHINA.is_dir() and (HOME / "machina.sqlite3").exists():
        env = {**os.environ, "BENCH_HOME": str(HOME), "PYTHONDONTWRITEBYTECODE": "1"}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        peer = stack.enter_context(gunicorn(python, "wsgi:application", env=env, cwd=MACHINA, log=stage.log))
        topic = "/forum/forum/youth-1/topic/topic-with-{}-posts-{}/?page={}"
        cases["machina"] = Case("django-machina, 50 posts", peer, topic.format(50, 1, 1), times=20)
        cases["machina last"] = Case(
            "django-machina, last page of 5,000", peer, topic.format(5000, 3, 100), times=10
        )
    else:
        note(f"No baseline: run {SHARED.parent}/setup.sh first (BENCH_HOME is {HOME}). Only ours is told.")
    for _ in range(rounds):
        for case in cases.values():
            case.round()
    for case in cases.values():
        note(f"{case.name}: {case.cost:.2f} ms of processor time a page, {case.size} bytes")
    return cases


class Writer(threading.Thread):
    """Posts one thing after the other, and notes how long each took."""

    def __init__(self, port: int, path: str, cookie: str, posts: int) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.cookie, self.posts = port, path, cookie, posts
        self.times: list[float] = []
        self.fault = ""

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"{self.cookie}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        for number in range(self.posts):
            form = {
                "csrfmiddlewaretoken": TOKEN,
                "body": f"A lamp at the gate, please. {number} " * 12,
                "client_id": uuid.uuid4().hex,
            }
            began = time.perf_counter()
            connection.request("POST", self.path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            self.times.append(time.perf_counter() - began)
            if answer.status not in {302, 303}:
                self.fault = f"a post was answered with {answer.status}"
                return
        connection.close()


def writing(stage: Stage, ours: Server, made: dict, *, posts: int) -> tuple[float, float, int]:
    """Let all writers post at once; return the p95 in ms, the processor time a post, and how many were lost."""
    path = f"{made['base']}{made['writing']}/"
    before = int(stage.run("-m", "bench.page_stage", "count", made["writing"]))
    for cookie in made["writers"]:  # each thread of the server has its first request behind it
        warm = Writer(ours.port, path, cookie, 1)
        warm.run()
    cpu = cpu_ms(ours.pids)
    writers = [Writer(ours.port, path, cookie, posts) for cookie in made["writers"] + made["held"]][::2]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    cpu = cpu_ms(ours.pids) - cpu
    if faults := [writer.fault for writer in writers if writer.fault]:
        raise RuntimeError(faults[0])
    times = sorted(taken for writer in writers for taken in writer.times)
    sent = len(times) + len(made["writers"])
    after = int(stage.run("-m", "bench.page_stage", "count", made["writing"]))
    return times[int(len(times) * 0.95)] * 1000, cpu / len(times), sent - (after - before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=25, help="how many each of the writers sends")
    options = parser.parse_args()
    began = time.monotonic()
    good = []
    with ExitStack() as stack:
        stage = stack.enter_context(Stage())
        made = json.loads(stage.run("-m", "bench.page_stage"))
        note(f"filled in {time.monotonic() - began:.0f} s")
        ours = stack.enter_context(
            gunicorn(
                sys.executable,
                "mobilize.wsgi:application",
                env=stage.env,
                cwd=stage.home,
                log=stage.log,
                threads=8,
            )
        )
        cases = reading(stack, stage, ours, made, options.rounds)
        peer, deep = cases.get("machina"), cases.get("machina last")
        first, last = cases["first"].cost, cases["last"].cost
        good += [
            bar("thread-page-of-50-vs-machina", peer and peer.cost / first, "x", least=6),
            bar("last-page-of-5000-vs-machina", deep and deep.cost / last, "x", least=15),
            bar(
                "last-page-of-100000-vs-first",
                cases["large last"].cost / cases["large first"].cost,
                "x",
                most=1.15,
            ),
        ]
        cost = json.loads(stage.run("-m", "bench.post_cost"))
        good += [
            bar("queries-on-a-thread-page", cost["page_queries"], "queries", most=8),
            bar("queries-of-a-post", cost["post_queries"], "queries", most=10),
            bar("post-vs-bare-insert", cost["post_ms"] / cost["insert_ms"], "x", most=10),
        ]
        note(
            f"processor time: published {cost['published_ms']:.2f} ms, held {cost['held_ms']:.2f} ms, "
            f"a bare insert {cost['insert_ms']:.2f} ms; with the sign-in a post asks {cost['request_queries']} times"
        )
        p95, cpu, lost = writing(stage, ours, made, posts=options.posts)
        note(f"a post over HTTP: {cpu:.2f} ms of processor time")
        good += [
            bar(f"post-p95-at-{WRITERS}-writers", p95, "ms", most=80),
            bar("posts-lost", lost, "posts", most=0),
        ]
    note(f"{time.monotonic() - began:.0f} s in all")
    return 0 if lost == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
