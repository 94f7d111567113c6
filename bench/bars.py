"""Bars: what a bench must reach. One line each, the same for every bench, and kept in var/bench for who looks later."""

import json
import time
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / "var" / "bench" / "bars.jsonl"


def bar(
    name: str, value: float | None, unit: str, *, least: float | None = None, most: float | None = None
) -> bool:
    """Print ``bar NAME VALUE UNIT reach TARGET ok|short`` and tell whether it is reached.

    A value of None means that it could not be measured here; that is never ok.
    """
    target = f">= {least:g}" if least is not None else f"<= {most:g}"
    good = value is not None and (value >= least if least is not None else value <= most)
    shown = "-" if value is None else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    print(f"bar {name} {shown} {unit} reach {target} {'ok' if good else 'short'}", flush=True)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    row = {"bar": name, "value": value, "unit": unit, "reach": target, "ok": good, "at": time.time()}
    with KEPT.open("a") as file:
        file.write(json.dumps(row) + "\n")
    return good


def note(words: str) -> None:
    """Print a line that explains a bar."""
    print(f"    {words}", flush=True)
