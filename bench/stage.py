"""The real product for a bench: a folder of its own, a database, and server processes on the first core."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = "0"
UVICORN = [
    "--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "16384",
    "--backlog", "4096", "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5",
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += family(int(child))
    return found


class Server:
    """A server process (and its workers) on the first core. ``kill`` is without a warning, ``stop`` with one."""

    def __init__(
        self, words: list, *, port: int, env: dict, cwd: Path = ROOT, log: Path, cores: str = CORE
    ) -> None:
        self.words = ["taskset", "-c", cores, *map(str, words)]
        self.port, self.env, self.cwd, self.log = port, env, cwd, log

    def start(self) -> "Server":
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.words, cwd=self.cwd, env=self.env, stdout=output, stderr=output, start_new_session=True
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            time.sleep(0.02)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()[-2000:]}")

    @property
    def pids(self) -> list[int]:
        return family(self.process.pid)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.stop()


class Stage:
    """Folders and settings for one product on one database; everything goes when the bench ends."""

    def __init__(self, **environment: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mobilize-bench-"))
        self.log = self.home / "server.log"
        self.env = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("MOBILIZE_", "BENCH_"))
            },
            "DJANGO_SETTINGS_MODULE": "mobilize.settings.dev",
            "MOBILIZE_DATA_DIR": str(self.home / "data"),
            "MOBILIZE_KEYS_DIR": str(self.home / "keys"),
            "PORT": "0",  # part of the cookie's name, the same for whoever makes sign-ins and whoever reads them
            "PYTHONPATH": str(ROOT),
            **environment,
        }

    def __enter__(self) -> "Stage":
        self.run("manage.py", "migrate", "-v", "0")
        return self

    def __exit__(self, *_) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
        return done.stdout

    def room(self, members: int, *, bylines: int = 0) -> "Room":
        words = ["open", "--members", str(members), "--bylines", str(bylines)]
        return Room(self, json.loads(self.run("-m", "bench.room", *words)))

    def server(self, workers: int = 1, *, cores: str = CORE, **environment: str) -> Server:
        """Return the product's server; ``bench.served`` is the product with measuring switches."""
        port = free_port()
        words = [sys.executable, "-m", "uvicorn", "bench.served:application", "--port", port, *UVICORN]
        words += ["--http", "mobilize.patience:Patient"]
        words += ["--workers", workers] if workers > 1 else []
        env = {**self.env, **environment}
        return Server(words, port=port, env=env, log=self.log, cores=cores)


class Room:
    """A session with its members' sign-ins, as ``bench.room`` made it."""

    def __init__(self, stage: Stage, made: dict) -> None:
        self.stage, self.session, self.path = stage, made["session"], made["path"]
        self.size = len(made["cookies"])
        self.cookies = stage.home / f"{self.session}.cookies"
        self.cookies.write_text("\n".join(made["cookies"]) + "\n")

    def stored(self) -> dict:
        return json.loads(self.stage.run("-m", "bench.room", "count", self.session))
