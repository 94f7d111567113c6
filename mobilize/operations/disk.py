"""Files that are whole or not there, and stay when the power goes."""

import hashlib
import json
import os
import shutil
from pathlib import Path

BLOCK = 1 << 16


def sync(path: Path) -> None:
    """Return when ``path`` (a file or a folder) is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file in one piece: whoever looks sees the old content or the new."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    sync(path.parent)


def put_json(path: Path, content: dict) -> None:
    put(path, json.dumps(content, indent=1, sort_keys=True).encode())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def patch(source: Path, target: Path) -> str:
    """Make ``target`` equal to ``source`` by writing the blocks that differ; return the SHA-256 of both."""
    total, place = hashlib.sha256(), 0
    with source.open("rb") as new, os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as old:
        while block := new.read(BLOCK):
            total.update(block)
            old.seek(place)
            if old.read(len(block)) != block:
                old.seek(place)
                old.write(block)
            place += len(block)
        old.truncate(place)
        old.flush()
        os.fsync(old.fileno())
    return total.hexdigest()


def mirror(source: Path, target: Path, known: dict | None = None) -> dict:
    """Make the folder ``target`` equal to ``source``; return ``{name: {size, changed, sha256}}`` of its files.

    Files that are ``known`` with the same size and time of change are left as they are.
    """
    found: dict[str, dict] = {}
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(source).as_posix()
        about = path.stat()
        entry = {"size": about.st_size, "changed": about.st_mtime_ns}
        copy, before = target / name, (known or {}).get(name, {})
        if before.get("changed") != entry["changed"] or before.get("size") != entry["size"]:
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = copy.with_name(f".{copy.name}.draft")
            shutil.copyfile(path, draft)
            sync(draft)
            os.replace(draft, copy)
            before = {"sha256": digest(copy)}
        found[name] = {**entry, "sha256": before["sha256"]}
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(target).as_posix() not in found:
            path.unlink()
    return found
