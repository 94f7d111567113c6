"""The program as it runs in earnest: server processes that a test may kill without a warning."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from tests.house.files import ROOT

#: Words with which the process that takes them ends itself, if ``tests.stage.trapdoors`` is what it serves.
DIE_BEFORE_THE_HINT = "Die before the hint."
DIE_BEFORE_THE_ACK = "Die before the ack."


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += _family(int(child))
    return found


class Server:
    """A server in a process group of its own: one process on SQLite, a master and two workers on PostgreSQL.

    ``app`` may be ``tests.stage.trapdoors:application``, the product that dies where a test wants it to.
    ``send_buffer``: so many bytes the system may hold for a client that does not read; it would hold megabytes.
    """

    def __init__(
        self,
        folder: Path,
        *,
        app: str = "mobilize.asgi:application",
        send_buffer: int = 0,
        **environment: str,
    ) -> None:
        self.log = folder / "server.log"
        self.app, self.send_buffer, self.environment = app, send_buffer, environment
        self.workers = 2 if connection.vendor == "postgresql" else 1
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        words = [sys.executable, "-m", "uvicorn", self.app, "--backlog", "1024"]
        words += [
            "--http",
            "mobilize.patience:Patient",
            "--ws",
            "websockets-sansio",
            "--ws-per-message-deflate",
            "false",
            "--ws-max-size",
            "16384",
        ]
        words += [
            "--log-level",
            "warning",
            "--timeout-graceful-shutdown",
            "3",
            "--workers",
            str(self.workers),
        ]
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mobilize.settings.test", **self.environment}
        with self.log.open("ab") as output, socket.socket() as door:
            # A port of our own until the server has it: connections take over what is set here.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if self.send_buffer:
                door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.send_buffer)
            self._take_port(door)
            self.process = subprocess.Popen(
                [*words, "--fd", str(door.fileno())],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[door.fileno()],
            )
        for _ in range(1200):
            if self.answers():
                return self
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def _take_port(self, door: socket.socket) -> None:
        """Bind the port; workers of a killed master hold it until they are gone too."""
        for attempt in range(400):
            try:
                door.bind(("127.0.0.1", self.port))
                return
            except OSError:
                if attempt == 399:
                    raise
                time.sleep(0.05)

    def answers(self) -> bool:
        """Tell whether a worker answers: the master of several listens before they do."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 20) as line:
            line.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return line.recv(5) == b"HTTP/"
        return False

    def stand(self) -> None:
        """Start again if the server is down; workers that died are started again by their master."""
        if self.process.poll() is not None:
            self.start()

    @property
    def memory(self) -> int:
        """The memory of all its processes in kB, shared parts counted once."""
        total = 0
        for pid in _family(self.process.pid):
            with contextlib.suppress(OSError):
                rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
        return total

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_) -> None:
        self.kill()
