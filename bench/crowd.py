"""Call the crowd (``crowd.c``): compile it once, run it on the second core, return what it saw."""

import json
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "crowd.c"
BUILT = HERE.parent / "var" / "bench" / "crowd"
SAY = '{"kind":"say","id":"@ID","body":"@BODY"}'
CORE = "1"


class NoCompiler(Exception):
    """There is no C compiler, so there is no crowd."""


def program() -> str:
    """Return the path of the compiled crowd; compile it when its source is newer."""
    if not BUILT.exists() or BUILT.stat().st_mtime < SOURCE.stat().st_mtime:
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            raise NoCompiler("The crowd is written in C. On Debian: apt-get install gcc libc6-dev")
        BUILT.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([compiler, "-O2", "-o", BUILT, SOURCE], check=True)
    return str(BUILT)


def words(**options) -> list[str]:
    """Return the command line of a crowd: ``listeners=100, at_once=32`` becomes ``--listeners 100 --at-once 32``."""
    command = ["taskset", "-c", CORE, program()]
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if value is True:
            command.append(flag)
        elif value not in (None, False):
            command += [flag, ",".join(map(str, value)) if isinstance(value, list) else str(value)]
    return command


def play(**options) -> dict:
    """Let a crowd play to its end and return what it saw."""
    done = subprocess.run(words(**options), capture_output=True, text=True, check=False, timeout=300)
    if not done.stdout:
        raise RuntimeError(f"The crowd failed: {done.stderr.strip()[:500]}")
    seen = json.loads(done.stdout.splitlines()[-1])
    if done.stderr:
        seen["said_on_the_way"] = done.stderr.strip()[:300]
    return seen


def storm(**options) -> subprocess.Popen:
    """Start a crowd that stays, and connects again when it is cut off; it prints one line of JSON when all are in."""
    return subprocess.Popen(words(storm=True, **options), stdout=subprocess.PIPE, text=True)
