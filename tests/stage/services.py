"""The programs and servers that the checks need beside Python. Only Python's own library is used here."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dev import Stop, run, step


def postgres(program: str) -> str | None:
    """Return the path of one of PostgreSQL's programs; Debian keeps them off the PATH."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(versions, key=lambda path: int(path.parts[4]), default=None)
    return str(newest) if newest else shutil.which(program)


def need_system_packages() -> None:
    chromium = os.environ.get("MOBILIZE_CHROMIUM") or shutil.which("chromium")
    found = {
        "chromium": chromium,
        "postgresql": postgres("initdb"),
        "redis-server": shutil.which("redis-server"),
        "gettext": shutil.which("msgfmt"),
    }
    missing = [package for package, path in found.items() if not path]
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    # Only a person at a terminal can be asked for a password.
    admin = [] if os.geteuid() == 0 else ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    may = not admin or (shutil.which("sudo") and not run(*admin, "true", check=False))
    if not may or not shutil.which("apt-get"):
        raise Stop(f"Some programs are missing and I may not install them. Please run: sudo {line}", 3)
    with step(f"Installing {', '.join(missing)}"):
        # sudo keeps no environment, so the setting travels as a word.
        admin += ["env", "DEBIAN_FRONTEND=noninteractive"]
        if run(*admin, *line.split(), check=False, stdout=subprocess.DEVNULL):
            run(*admin, "apt-get", "update", "-q", stdout=subprocess.DEVNULL)
            run(*admin, *line.split(), stdout=subprocess.DEVNULL)


def free_port() -> int:
    """Return a port that nobody has; somebody may take it in between, so try a few times."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A Redis of our own that a test may stop and start again on the same port."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mobilize-redis-", dir="/tmp"))
        self.port = free_port()
        self._server: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty, and return when it answers. Errors: ``Stop`` with what it said."""
        words = f"redis-server --port {self.port} --bind 127.0.0.1 --dir {self.home} --appendonly no".split()
        log = self.home / "log"
        with log.open("ab") as output:
            self._server = subprocess.Popen([*words, "--save", ""], stdout=output, stderr=subprocess.STDOUT)
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.sendall(b"PING\r\n")
                if line.recv(16).startswith(b"+PONG"):
                    return
            if self._server.poll() is not None:
                break
            time.sleep(0.05)
        raise Stop(f"Redis did not start:\n{log.read_text(errors='replace')[-2000:]}")

    def hang(self) -> None:
        """Let it take connections and answer nothing, as a machine does that is out of memory."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        if self._server is not None:
            self._server.kill()
            self._server.wait(10)
            self._server = None


@contextlib.contextmanager
def own_redis():
    """Start a Redis of our own on a free port, yield it, and leave nothing behind."""
    redis = Redis()
    try:
        with step("Starting a Redis of our own"):
            for attempt in range(3):
                try:
                    redis.start()
                    break
                except Stop:  # somebody took the port in between
                    redis.stop()
                    redis.port = free_port()
                    if attempt == 2:
                        raise
        yield redis
    finally:
        redis.stop()
        shutil.rmtree(redis.home, ignore_errors=True)


@contextlib.contextmanager
def own_postgres(*, durable: bool = False):
    """Start a PostgreSQL of our own on a free port, yield its address, and leave nothing behind.

    ``durable``: each commit reaches the disk, as in earnest; tests can do without.
    """
    home = Path(tempfile.mkdtemp(prefix="mobilize-pg-", dir="/tmp"))
    # PostgreSQL refuses to run as root; Debian's package brings the user postgres.
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:
        os.chown(home, pwd.getpwnam("postgres").pw_uid, -1)
    data, log = home / "data", home / "log"
    control = [postgres("pg_ctl"), "-s", "-D", data, "-w", "-l", log]
    try:
        with step("Starting a PostgreSQL of our own"):
            words = f"-U mobilize -A trust -E UTF8 --locale=C.UTF-8 --no-sync -D {data}".split()
            run(postgres("initdb"), *words, cwd=home, stdout=subprocess.DEVNULL, **user)
            for attempt in range(3):
                port = free_port()
                settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}"
                if not durable:
                    settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
                # Somebody may take the free port in between: try another one.
                if not run(*control, "start", "-o", settings, check=attempt == 2, cwd=home, **user):
                    break
        yield f"postgres://mobilize@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop", check=False, quiet=True, cwd=home, **user)
        shutil.rmtree(home, ignore_errors=True)
