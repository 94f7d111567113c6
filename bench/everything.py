"""All bars in one run, within ten minutes: ``make bench``.

python -m bench.everything [--minutes 10] [--resume] [--only live,pages,bell]

Each measurement prints ``bar NAME VALUE UNIT reach TARGET ok|short``; all bars stand together at the end. Where the
time runs out, or somebody stops it, ``--resume`` takes the measurements that are still missing for the same commit. It
ends with 1 if anything was lost, broken or not measured; a bar that is short is only said: it is the machine's as well.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.live import MEASUREMENTS
from bench.stage import ROOT

KEPT = ROOT / "var" / "bench" / "run.json"
LIVE = [f"live.{name}" for name in MEASUREMENTS]
#: Benches that are one measurement each: name -> module and words.
OTHERS = {"pages": ["bench.pages"], "bell": ["bench.bell"]}
_BEGIN = re.compile(r"^(\w+): ")
_LOST = re.compile(r"^(LOST|BROKEN) in ")


def commit() -> str:
    """Return the commit that is measured; with a plus when files differ from it."""
    words = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    with contextlib.suppress(OSError):
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return ""


class Run:
    """What was measured so far, kept in ``var/bench/run.json``."""

    def __init__(self, *, resume: bool) -> None:
        self.bars: dict[str, list[str]] = {}
        self.faults: list[str] = []
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(KEPT.read_text())
            if resume and kept["commit"] == commit():
                self.bars = kept["bars"]

    def keep(self, name: str, bars: list[str]) -> None:
        self.bars[name] = bars
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps({"commit": commit(), "bars": self.bars}, indent=1))


def follow(words: list[str], seconds: float):
    """Run a bench, show what it says and yield it line by line; end it when its time is over."""
    child = subprocess.Popen(
        [sys.executable, "-u", "-m", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )

    def end() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)

    clock = threading.Timer(seconds, end)
    clock.start()
    try:
        for line in child.stdout:
            print(line, end="", flush=True)
            yield line
    finally:
        clock.cancel()
        end()
        child.wait()
    if child.returncode:
        yield f"BROKEN in {words[0]}: it ended with {child.returncode}"


def live(run: Run, names: list[str], seconds: float) -> None:
    """Take the measurements of ``bench.live`` and keep each as soon as it is whole."""
    name, bars = "", []
    only = ",".join(one.removeprefix("live.") for one in names)
    for line in follow(["bench.live", "--only", only], seconds):
        if (begins := _BEGIN.match(line)) and f"live.{begins[1]}" in LIVE:
            name, bars = f"live.{begins[1]}", []
        elif line.startswith("bar "):
            bars.append(line.strip())
        elif _LOST.match(line):
            run.faults.append(line.strip())
            bars = []
        elif line.lstrip().startswith("took ") and name and bars:
            run.keep(name, bars)


def other(run: Run, name: str, seconds: float) -> None:
    bars = []
    for line in follow(OTHERS[name], seconds):
        if line.startswith("bar "):
            bars.append(line.strip())
        elif _LOST.match(line):
            run.faults.append(line.strip())
            return
    run.keep(name, bars)


def machine() -> str:
    """Say in one line what was measured on: figures without it mean nothing."""
    model = ""
    with contextlib.suppress(OSError, StopIteration):
        rows = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(row.split(":")[1].strip() for row in rows if row.startswith("model name"))
    load = os.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, commit {commit()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} x {model or platform.machine()}, load {load:.1f} at the start"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--only", default="", help="some of: live, pages, bell, or a measurement: live.storm")
    asked = parser.parse_args()
    chosen = [word for word in asked.only.split(",") if word]
    everything = [*OTHERS, *LIVE]
    wanted = [one for one in everything if not chosen or one in chosen or one.partition(".")[0] in chosen]
    run, ends = Run(resume=asked.resume), time.monotonic() + asked.minutes * 60
    about = machine()
    print(about, flush=True)
    missing = [name for name in wanted if name not in run.bars]
    for name in [name for name in missing if name in OTHERS]:
        if (left := ends - time.monotonic()) > 5:
            print(f"\n== {name}", flush=True)
            other(run, name, left)
    if (names := [name for name in missing if name in LIVE]) and (left := ends - time.monotonic()) > 5:
        print("\n== live", flush=True)
        live(run, names, left)
    missing = [name for name in wanted if name not in run.bars]
    print(f"\n{about}")
    bars = [bar for name in wanted for bar in run.bars.get(name, [])]
    print("\n".join(bars))
    for fault in run.faults:
        print(fault)
    if missing:
        print(f"not measured: {', '.join(missing)} (go on with --resume)")
    good = sum(bar.endswith(" ok") for bar in bars)
    print(f"{good} of {len(bars)} bars are reached.")
    return 1 if run.faults or missing else 0


if __name__ == "__main__":
    sys.exit(main())
