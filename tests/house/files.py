"""Which files are ours."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("mobilize", "people", "moderation", "forums", "committees", "cms")
NOT_OURS = {
    ".git",
    ".venv",
    ".venv-test",
    ".venv-test61",
    ".cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "var",
    "__pycache__",
    "node_modules",
}
BINARY = {".mo", ".png", ".jpg", ".webp", ".ico", ".woff2", ".sqlite3", ".pyc"}


def files(*endings: str, under: tuple[str, ...] = (".",)) -> Iterator[Path]:
    """Yield our text files with one of the endings (all of them when none is named)."""
    for top in under:
        for folder, inner, names in os.walk(ROOT / top):
            inner[:] = sorted(set(inner) - NOT_OURS)
            for path in (Path(folder, name) for name in sorted(names)):
                if path.suffix not in BINARY and (not endings or path.suffix in endings):
                    yield path


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def findings(pattern, paths, text=Path.read_text) -> list[str]:
    """Return ``file:line: what was found`` for each match, so that a failing test shows where to go."""
    found = []
    for path in paths:
        words = text(path)
        for match in pattern.finditer(words):
            found.append(
                f"{named(path)}:{words.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}"
            )
    return found
