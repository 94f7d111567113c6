#!/usr/bin/env python3
"""Everything a fresh machine needs, in one file that only wants Python's own library.

python3 dev.py demo          set up, fill and serve a demo community on http://127.0.0.1:$PORT
python3 dev.py serve         serve what ``demo`` has set up
python3 dev.py test [ARGS]   run every check; ARGS go on to pytest
python3 dev.py switched-off  tests of the safeguarding rules, each with its rule off: each must fail
python3 dev.py screens       every page as each role in pictures: var/screens/index.html
python3 dev.py crawl         every page as each role under examination: axe, console, content policy, hosts
python3 dev.py weights       what the first load of a page weighs on the wire
python3 dev.py lighthouse    five pages under Lighthouse, as a phone (needs node and npm)
python3 dev.py bench         every bar of speed beside what others reach, within ten minutes
python3 dev.py soak          the long form of the fault tests, about an hour
python3 dev.py lock          resolve the requirements again into requirements/*.txt
"""

import contextlib
import functools
import hashlib
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OURS = ("mobilize", "people", "moderation", "forums", "committees", "cms")
LOCKS = ROOT / "requirements"
DATA_DIR = Path(os.environ.get("MOBILIZE_DATA_DIR", ROOT / "var" / "data"))
STARTED = time.monotonic()
#: What looks at the whole product, in the environment of the tests: command -> module and words.
EXAMINERS = {
    "switched-off": ["pytest", "-q", "--switched-off"],
    "screens": ["bench.screens"],
    "crawl": ["bench.screens", "--check"],
    "weights": ["bench.weights"],
    "lighthouse": ["bench.lighthouse"],
    "bench": ["bench.everything"],
    "soak": ["bench.soak"],
}


class Stop(Exception):
    """The work cannot go on: a sentence for the reader and an exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


@contextlib.contextmanager
def step(words: str):
    """Print one progress line with the seconds that the step took."""
    began = time.monotonic()
    print(f"  {words} ...", flush=True)
    yield
    print(f"  {words}: done in {time.monotonic() - began:.1f} s", flush=True)


def run(*words, env: dict | None = None, check: bool = True, quiet: bool = False, **options) -> int:
    """Run a command in the project's folder and end it when we are ended."""
    silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
    child = subprocess.Popen(
        [str(word) for word in words],
        env={**os.environ, **(env or {})},
        **{"cwd": ROOT, **silence, **options},
    )
    try:
        code = child.wait()
    except BaseException:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(20)
        child.kill()
        raise
    if check and code:
        raise Stop(f"This command failed with code {code}: {' '.join(str(word) for word in words)}")
    return code


def digest(*paths: Path, salt: str = "") -> str:
    """Return one sha256 over the names and contents of files."""
    total = hashlib.sha256(salt.encode())
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


# --- Environments -------------------------------------------------------------------------------------------


def python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(
    venv: Path, lock: Path, *, base: str = sys.executable, version: str = platform.python_version()
) -> Path:
    """Make ``venv`` hold exactly what ``lock`` names, and return its Python."""
    python = python_of(venv)
    wanted = digest(lock, LOCKS / "uv.txt")
    stamp, about = venv / "lock.sha256", venv / "pyvenv.cfg"
    # A machine's upgrade leaves an environment of another Python behind; that one is made anew.
    fits = python.exists() and f"version = {version}\n" in about.read_text()
    if fits and stamped(stamp, wanted):
        return python
    if not fits:
        with step(f"Making the environment {venv.name}"):
            shutil.rmtree(venv, ignore_errors=True)
            if run(base, "-m", "venv", venv, check=False):
                raise Stop("Python could not make an environment. On Debian: apt-get install python3-venv")
    with step(f"Installing the packages of requirements/{lock.name}"):
        stamp.unlink(missing_ok=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes"]
        uv = python.with_name("uv.exe" if os.name == "nt" else "uv")
        has_uv = uv.exists() or not run(*pip, "-r", LOCKS / "uv.txt", check=False, quiet=True)
        sync = [uv, "pip", "sync", "-q", "--compile-bytecode", "--python", python, "--require-hashes", lock]
        if not has_uv or run(*sync, check=False):
            print("  uv could not do it; plain pip does the same more slowly.", flush=True)
            run(*pip, "-r", lock)
    stamp.write_text(wanted)
    return python


def lock() -> None:
    """Resolve again for every Python from 3.11 and every system; no address enters the files."""
    python = make_environment(ROOT / ".venv", LOCKS / "runtime.txt")
    compiling = ["pip", "compile", "-q", "--upgrade", "--universal", "--generate-hashes"]
    compiling += ["--no-emit-index-url", "--no-header"]
    tests = ["pyproject.toml", "requirements/test.in", "-c"]
    for sources, version, target in (
        (["requirements/uv.in"], "3.11", "uv.txt"),
        (["pyproject.toml", "-c", "requirements/django52.in"], "3.11", "runtime.txt"),
        ([*tests, "requirements/runtime.txt"], "3.11", "test.txt"),
        ([*tests, "requirements/django61.in"], "3.12", "django61.txt"),
    ):
        with step(f"Resolving requirements/{target}"):
            words = [*compiling, "--python-version", version, *sources, "-o", f"requirements/{target}"]
            run(python.with_name("uv"), *words, stdout=subprocess.DEVNULL)


# --- The demo -----------------------------------------------------------------------------------------------


def chosen_port() -> int:
    """Return the port of the demo; complain before any work when somebody else has it."""
    try:
        port = int(os.environ.get("PORT", "8000"))
    except ValueError:
        raise Stop(f"PORT must be a number, not {os.environ['PORT']!r}.") from None
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Stop(
                f"Port {port} cannot be used ({error}). Choose another one: PORT={port % 60000 + 1} make demo"
            ) from None
    return port


def demo() -> None:
    port = chosen_port()
    python = make_environment(ROOT / ".venv", LOCKS / "runtime.txt")
    env = {"DJANGO_SETTINGS_MODULE": "mobilize.settings.dev", "PORT": str(port)}
    sources = [path for app in OURS for path in (ROOT / app).rglob("*.py")]
    tables = [path for path in sources if path.parent.name == "migrations"]
    # A database behind an address may have been emptied since: only our own file can be trusted to a stamp.
    ours = "MOBILIZE_DATABASE_URL" not in os.environ and (DATA_DIR / "mobilize.sqlite3").is_file()
    for words, command, value in (
        ("Preparing the database", "migrate", digest(*tables, LOCKS / "runtime.txt")),
        # A living community has a today: it is looked after once a day, and when the code has changed.
        ("Filling the demo community", "load_demo", digest(*sources, salt=time.strftime("%Y-%m-%d"))),
    ):
        stamp = DATA_DIR / f"{command}.sha256"
        if ours and stamped(stamp, value):
            continue
        with step(words):
            run(python, "manage.py", command, *(["-v", "0"] if command == "migrate" else []), env=env)
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        stamp.write_text(value)
    serve(port, cards=True)


def serve(port: int | None = None, cards: bool = False) -> None:
    """Serve on one process until Ctrl-C or SIGTERM; say when the first page has been answered."""
    port = port or chosen_port()
    python = python_of(ROOT / ".venv")
    if not python.exists():
        raise Stop("There is nothing to serve yet. Set it up first: make demo")
    words = [python, "-m", "uvicorn", "mobilize.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    words += ["--http", "mobilize.patience:Patient"]
    words += ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "16384"]
    words += ["--timeout-graceful-shutdown", "15", "--no-access-log", "--log-level", "warning"]
    env = {"DJANGO_SETTINGS_MODULE": "mobilize.settings.dev", "PORT": str(port)}
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen([str(word) for word in words], cwd=ROOT, env={**os.environ, **env})
    started = [server]
    try:
        with step("Starting the server"):
            if cards:  # while the server starts
                run(python, "manage.py", "demo_people", env=env)
            while not answers(address):
                if server.poll() is not None:
                    raise Stop(f"The server ended before it answered, with code {server.returncode}.")
                time.sleep(0.1)
        seconds = time.monotonic() - STARTED
        print(f"\n  Ready after {seconds:.1f} s: {address}   (Ctrl-C ends it)\n", flush=True)
        # Beside it the worker: closings on time, scheduled pages, notices. It is no part of being ready.
        started.append(subprocess.Popen([python, "manage.py", "work"], cwd=ROOT, env={**os.environ, **env}))
        server.wait()
    except (KeyboardInterrupt, SystemExit):
        print("\n  Ending the server ...", flush=True)
    finally:
        # Ctrl-C reached the server as well; a second SIGTERM changes nothing there.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in started:
            child.terminate()
        for child in started:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
    if server.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise Stop(f"The server ended with code {server.returncode}.")
    print("  The demo has ended.", flush=True)


def answers(address: str) -> bool:
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=20).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


# --- The checks ---------------------------------------------------------------------------------------------


def test(*words: str) -> None:
    from tests.stage import checks

    checks.test(*words)


def examine(name: str, *words: str) -> None:
    """Run one of the examiners on the demo; its exit code is ours."""
    from tests.stage.services import need_system_packages

    need_system_packages()
    python = make_environment(ROOT / ".venv-test", LOCKS / "test.txt")
    code = run(python, "-m", *EXAMINERS[name], *words, check=False)
    if code:
        raise SystemExit(code)


def main(arguments: list[str]) -> int:
    commands = {"demo": demo, "serve": serve, "test": test, "lock": lock}
    commands |= {name: functools.partial(examine, name) for name in EXAMINERS}
    takes_words = {"test", *EXAMINERS}
    if not arguments or arguments[0] not in commands or (arguments[1:] and arguments[0] not in takes_words):
        print(__doc__.strip())
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036
        print("Mobilize needs Python 3.11 or newer. Name one: make demo PYTHON=python3.12")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        commands[arguments[0]](*arguments[1:])
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    # The checks import this file by its name: one module, so that one Stop is caught everywhere.
    import dev

    sys.exit(dev.main(sys.argv[1:]))
