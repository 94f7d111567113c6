"""The restore drill: while somebody writes, everything ends at once; how much is lost, and how long until it is back?

python -m bench.restore [--seconds 6] [--only sqlite|postgresql]

Three processes: a writer that says of each row when its commit came back, the copy that follows (`manage.py backup
--follow`), and the clock. The disaster kills both without a warning. From then on nothing is read but the copy.
"""

import argparse
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.bars import bar, note
from bench.stage import ROOT, Stage, free_port

WRITER = """
import itertools, sys, time
from django.utils import timezone
from mobilize.kernel.models import AuditEntry
for number in itertools.count(1):
    row = {"action": "restore.drill", "object_id": str(number), "note": {"filler": "x" * 400}}
    AuditEntry.objects.create(at=timezone.now(), **row)
    print(number, time.time(), flush=True)
    time.sleep(0.005)
"""
KEPT = (
    "SELECT COUNT(*), MAX(CAST(object_id AS INTEGER)) FROM kernel_auditentry WHERE action = 'restore.drill'"
)


@dataclass
class Drill:
    """What came of one drill."""

    written: int
    lost: int
    window: float  # seconds between the last row that came back and the last that was acknowledged
    seconds: float  # from the first command until the data answer
    holes: int  # rows that are missing before the last one that is there: must be none


def shell(code: str) -> list[str]:
    return [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]


class Group:
    """A process and what it starts, killed together."""

    def __init__(self, words: list, env: dict, output: Path) -> None:
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                list(map(str, words)), cwd=ROOT, env=env, stdout=file, stderr=file, start_new_session=True
            )
        self.output = output

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> "Group":
        return self

    def __exit__(self, *_) -> None:
        self.kill()


def acknowledged(path: Path) -> list[tuple[int, float]]:
    """Return (number, moment) of each whole line of the writer."""
    lines = [line.split() for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [(int(words[0]), float(words[1])) for words in lines if len(words) == 2 and words[0].isdigit()]


def until(condition, what: str, *groups: Group, seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        for group in groups:
            if group.process.poll() is not None:
                raise RuntimeError(f"A process of the drill ended early:\n{group.output.read_text()[-3000:]}")
        if time.monotonic() > ends:
            raise RuntimeError(f"Waited in vain for {what}")
        time.sleep(0.05)


def disaster(env: dict, home: Path, copies: Path, alive: Path, *, seconds: float) -> list[tuple[int, float]]:
    """Let one write and one copy for ``seconds`` after the copy began to follow; kill both; return what was written."""
    follow = [sys.executable, "manage.py", "backup", copies, "--follow"]
    with (
        Group(shell(WRITER), env, home / "writer.txt") as writer,
        Group(follow, env, home / "follower.txt") as follower,
    ):
        until(lambda: alive.exists() and acknowledged(writer.output), "the copy", writer, follower)
        began = time.monotonic()
        until(lambda: time.monotonic() - began > seconds, "the clock", writer, follower)
        follower.kill()
        writer.kill()
        return acknowledged(writer.output)


def called(words: list, env: dict) -> str:
    done = subprocess.run(
        list(map(str, words)), cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{words[1:4]} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def kept(env: dict) -> tuple[int, int]:
    """Return how many rows came back and the number of the last, from the database itself."""
    if address := env.get("MOBILIZE_DATABASE_URL"):
        with psycopg.connect(address) as handle:
            count, last = handle.execute(KEPT).fetchone()
    else:
        with contextlib.closing(
            sqlite3.connect(Path(env["MOBILIZE_DATA_DIR"], "mobilize.sqlite3"))
        ) as handle:
            count, last = handle.execute(KEPT).fetchone()
    return count, last or 0


def judged(env: dict, written: list[tuple[int, float]], began: float) -> Drill:
    count, last = kept(env)
    seconds = time.monotonic() - began
    moments = dict(written)
    lost = sum(number > last for number, _moment in written)
    # A row may be there whose acknowledgement never came.
    came_back = moments.get(last, written[0][1]) if lost else written[-1][1]
    window = written[-1][1] - came_back
    return Drill(len(written), lost, window, seconds, holes=last - count)


def drill_sqlite(env: dict, home: Path, *, seconds: float) -> Drill:
    """``env`` names the product that is lost; what comes back lies in ``home``. The keys stay where they are."""
    copies = home / "copies"
    written = disaster(env, home, copies, copies / "live" / "manifest.json", seconds=seconds)
    began = time.monotonic()
    anew = {**env, "MOBILIZE_DATA_DIR": str(home / "restored")}
    called([sys.executable, "manage.py", "restore", copies], anew)
    return judged(anew, written, began)


def drill_postgres(env: dict, home: Path, *, seconds: float) -> Drill:
    """The same: another PostgreSQL is started on what came back. It runs as another user, so it has its own folder."""
    with tempfile.TemporaryDirectory(prefix="mobilize-drill-", dir="/tmp") as folder:
        place = Path(folder)
        place.chmod(0o755)
        written = disaster(env, home, place / "copies", place / "copies" / "wal" / ".alive", seconds=seconds)
        began = time.monotonic()
        anew = {**env, "MOBILIZE_DATA_DIR": str(home / "restored")}
        called([sys.executable, "manage.py", "restore", place / "copies", "--pgdata", place / "data"], anew)
        with started(place) as port:
            head, _, name = env["MOBILIZE_DATABASE_URL"].rpartition("/")
            anew["MOBILIZE_DATABASE_URL"] = f"{head.rpartition(':')[0]}:{port}/{name}"
            called([sys.executable, "manage.py", "restore", "--finish"], anew)
            return judged(anew, written, began)


@contextlib.contextmanager
def started(place: Path):
    """Run a PostgreSQL on ``place/data`` and yield its port."""
    from tests.stage.services import postgres

    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:  # whoever runs PostgreSQL must read the log of changes
        for path in (place / "copies", place / "copies" / "wal", *(place / "copies" / "wal").iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
    port, said = free_port(), place / "data" / "said"
    control = [postgres("pg_ctl"), "-D", str(place / "data"), "-w", "-t", "100", "-s", "-l", str(said)]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place / 'data'}"
    if subprocess.run([*control, "start", "-o", options], cwd=place, check=False, **user).returncode:
        raise RuntimeError(said.read_text()[-3000:] if said.exists() else "PostgreSQL said nothing")
    try:
        yield port
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], cwd=place, check=False, **user)


def tell(name: str, drill: Drill) -> bool:
    note(
        f"{drill.written} rows were acknowledged; {drill.lost} are lost, {drill.holes} of them before the last one"
    )
    good = bar(f"restore_window_{name}", drill.window, "s", most=5)
    good &= bar(f"restore_time_{name}", drill.seconds, "s", most=60)
    return good and drill.holes == 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=6, help="how long somebody writes")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    good = True
    if asked.only != "postgresql":
        with Stage() as stage:
            stage.run("manage.py", "load_demo")
            good &= tell("sqlite", drill_sqlite(stage.env, stage.home, seconds=asked.seconds))
    if asked.only != "sqlite":
        from tests.stage.services import own_postgres

        with own_postgres(durable=True) as address, Stage(MOBILIZE_DATABASE_URL=address) as stage:
            stage.run("manage.py", "load_demo")
            good &= tell("postgresql", drill_postgres(stage.env, stage.home, seconds=asked.seconds))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
