"""OneRoster packages, versions 1.1 and 1.2 (1EdTech, CSV binding): a ZIP file or a folder of tables with a manifest.

Nothing is ever unpacked onto the disk. Of the tables only what is needed is read; passwords, telephone numbers and
all demographics but the day of birth are not.
"""

import io
import stat
import zipfile
import zlib
from datetime import date
from pathlib import Path

from people.domain.roster import sheets
from people.domain.roster.problems import Problems
from people.domain.roster.sheets import Line, Sheet, plain

MOST_BYTES = 10_000_000  # as the file comes
MOST_UNPACKED = 60_000_000
_MOST_FILES = 100
MANIFEST = "manifest.csv"
#: Tables that are read; others may be there.
TABLES = (
    "orgs", "users", "roles", "demographics", "academicsessions", "courses", "classes", "enrollments",
)  # fmt: skip


def megabytes(size: int) -> int:
    return size // 1_000_000


class Package:
    """The tables of a package, as far as they could be read, and how each is meant."""

    def __init__(self, files: dict[str, bytes], problems: Problems) -> None:
        self.problems = problems
        self.version = ""
        self.source = "oneroster"
        self.modes: dict[str, str] = {}
        self.sheets: dict[str, Sheet] = {}
        self._read_manifest(files)
        for table in TABLES:
            self._read_table(table, files)

    def _read_manifest(self, files: dict[str, bytes]) -> None:
        if MANIFEST not in files:
            self.problems.add("file_missing", file=MANIFEST)
            return
        sheet = sheets.read(files[MANIFEST], file=MANIFEST, problems=self.problems)
        if sheet is None:
            return
        told = {plain(line.get("propertyname")): line for line in sheet.lines}
        for name, line in told.items():
            if name.startswith("file"):
                self._take_mode(name.removeprefix("file"), line)
        version = told.get("onerosterversion")
        self.version = version.get("value").strip() if version else ""
        if self.version not in {"1.1", "1.2"}:
            number = version.number if version else 0
            self.problems.add("version_unknown", file=MANIFEST, line=number, value=self.version or "?")
        code = told.get("sourcesystemcode")
        if code and plain(code.get("value")):
            self.source = f"oneroster:{plain(code.get('value'))[:40]}"

    def _take_mode(self, table: str, line: Line) -> None:
        mode = line.get("value").strip().lower()
        if mode not in {"bulk", "delta", "absent"}:
            self.problems.add("mode_unknown", file=MANIFEST, line=line.number, column="value", value=mode)
        self.modes[table] = mode

    def _read_table(self, table: str, files: dict[str, bytes]) -> None:
        mode = self.modes.get(table, "absent")
        needed = table == "users" or (table == "roles" and self.version == "1.2")
        name = next((name for name in files if name.lower() == f"{table}.csv"), f"{table}.csv")
        if mode == "absent" and not needed:
            return
        if name not in files:
            self.problems.add("file_missing", file=name)
            return
        sheet = sheets.read(files[name], file=name, problems=self.problems)
        if sheet is not None:
            self.sheets[table] = sheet

    def lines(self, table: str) -> list[Line]:
        sheet = self.sheets.get(table)
        return sheet.lines if sheet else []

    def is_whole(self, table: str) -> bool:
        """Tell whether the table is there with all its rows, so that a row that is missing does not exist."""
        return table in self.sheets and self.modes.get(table) != "delta"


def from_zip(data: bytes, problems: Problems) -> dict[str, bytes]:
    """Return the tables of a ZIP file by name. Sizes are counted while unpacking: no header is believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _unpacked(package, problems)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        problems.add("package_broken")
        return {}


def _unpacked(package: zipfile.ZipFile, problems: Problems) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MOST_UNPACKED
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > _MOST_FILES:
        problems.add("package_too_big", most=megabytes(MOST_UNPACKED))
        return {}
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in entry.orig_filename or is_link:
            problems.add("file_unsafe", file=entry.filename[:60])
            continue
        if len(parts) > 2 or parts[0] == "__MACOSX" or not parts[-1].lower().endswith(".csv"):
            continue
        if entry.flag_bits & 1:
            problems.add("package_locked", file=parts[-1])
            return {}
        if parts[-1] in files:
            problems.add("file_twice", file=parts[-1])
            continue
        with package.open(entry) as stream:
            words = stream.read(left + 1)
        left -= len(words)
        if left < 0:
            problems.add("package_too_big", most=megabytes(MOST_UNPACKED))
            return {}
        files[parts[-1]] = words
    return files


def from_folder(folder: Path, problems: Problems) -> dict[str, bytes]:
    """Return the tables that lie in a folder. Only the console reads folders."""
    files: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for path in sorted(folder.glob("*.csv")):
        left -= path.stat().st_size
        if left < 0:
            problems.add("package_too_big", most=megabytes(MOST_UNPACKED))
            return {}
        files[path.name] = path.read_bytes()
    return files


def is_zip(data: bytes) -> bool:
    return data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def day_of(line: Line, column: str) -> date | None:
    """Return a day of a term, or None; a term that is not told well is no reason to refuse a child."""
    try:
        return date.fromisoformat(line.get(column).strip()[:10])
    except ValueError:
        return None
