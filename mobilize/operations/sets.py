"""A backup set: a folder with the data, and a manifest that says what must be in it."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

from mobilize.kernel import keys
from mobilize.operations import disk
from mobilize.operations.trouble import Trouble

MANIFEST = "manifest.json"
FORMAT = 1
LIVE = "live"


def key_mark() -> str:
    """Return a mark by which the seal key is known again. It says nothing about the key."""
    return keys.derived(keys.SEAL_KEY, "mark in a backup's manifest")[:8].hex()


def write(
    folder: Path, *, made_at: datetime, vendor: str, database: dict, media: dict, applied: list
) -> None:
    """Write the manifest, as the last step: a folder without one is no backup."""
    about = {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "django": django.get_version(),
        "vendor": vendor,
        "database": database,
        "media": media,
        "applied": sorted(applied),
        "seal_key": key_mark(),
    }
    disk.put_json(folder / MANIFEST, about)


def read(folder: Path) -> dict:
    """Return the manifest. Errors: ``not_a_backup``, ``wrong_version``."""
    try:
        about = json.loads((folder / MANIFEST).read_text())
        version, datetime_words = about["format"], about["made_at"]
        datetime.fromisoformat(datetime_words)
    except (OSError, ValueError, KeyError, TypeError):
        raise Trouble("not_a_backup", f"There is no whole backup in {folder}.") from None
    if version != FORMAT:
        raise Trouble(
            "wrong_version", f"The backup has format {version}; this Mobilize reads format {FORMAT}."
        )
    return about


def made_at(about: dict) -> datetime:
    return datetime.fromisoformat(about["made_at"])


def all_in(folder: Path) -> list[Path]:
    """Return the sets in ``folder``, oldest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else []:
        try:
            found.append((made_at(read(path)), path))
        except Trouble:
            continue
    return [path for _made, path in sorted(found)]


def chosen(folder: Path) -> Path:
    """Return ``folder`` if it is a set, else the newest set in it. Errors: ``not_a_backup``."""
    if (folder / MANIFEST).is_file():
        return folder
    if inside := all_in(folder):
        return inside[-1]
    raise Trouble("not_a_backup", f"There is no whole backup in {folder}.")


def check_version(about: dict) -> None:
    """Errors: ``wrong_version`` if the data come from a newer Mobilize than this one."""
    # By the names of files: some migrations of others ask the database as soon as they are imported.
    ours = {app.label: Path(app.path) for app in apps.get_app_configs()}
    ours = {
        label: path / "migrations" for label, path in ours.items() if path.is_relative_to(settings.BASE_DIR)
    }
    newer = [
        f"{app}.{name}"
        for app, name in about["applied"]
        if app in ours and not (ours[app] / f"{name}.py").is_file()
    ]
    if newer:
        raise Trouble(
            "wrong_version",
            f"The backup comes from a newer Mobilize: {newer[0]} is unknown here. Install that version first.",
        )


def check_files(folder: Path, files: dict) -> None:
    """Errors: ``broken`` for the first file that is missing or not what the manifest says."""
    for name, entry in files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != entry["size"] or disk.digest(path) != entry["sha256"]:
            raise Trouble(
                "broken",
                f"{name} of the backup is missing or damaged. Nothing was restored; take an older set.",
            )


def older(folder: Path, *, now: datetime, days: int) -> list[Path]:
    """Return the sets older than ``days``, but never the newest."""
    dated = [path for path in all_in(folder) if path.name != LIVE]
    return [path for path in dated[:-1] if made_at(read(path)) < now - timedelta(days=days)]


def expire(folder: Path, *, now: datetime, days: int) -> int:
    """Delete sets older than ``days`` (rule 57), but never the newest; return how many."""
    old = older(folder, now=now, days=days)
    for path in old:
        (path / MANIFEST).unlink()  # half a set is no set
        shutil.rmtree(path)
    return len(old)
