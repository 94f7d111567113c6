"""A file or a folder in, people and faults out. Nothing here looks at the database or changes anything."""

import csv
from datetime import date
from pathlib import Path

from people.domain.roster import one_roster, packages, plain_lists, sheets
from people.domain.roster.packages import MOST_BYTES, MOST_UNPACKED, Package, megabytes
from people.domain.roster.problems import Problems
from people.domain.roster.rows import MOST_PEOPLE, Choices, Roster

csv.field_size_limit(131_072)


def read(data: bytes, *, choices: Choices, today: date) -> Roster:
    """Read a ZIP file with OneRoster tables, or one plain CSV file. All faults are in ``problems``, in order."""
    problems = Problems()
    if len(data) > MOST_BYTES:
        problems.add("file_too_big", most=megabytes(MOST_BYTES))
        return Roster("", problems=problems)
    if packages.is_zip(data):
        return _package(packages.from_zip(data, problems), problems, choices, today)
    roster = Roster("csv", problems=problems)
    if data[:5] in {b"%PDF-", b"\xd0\xcf\x11\xe0\xa1"}:
        problems.add("package_unknown")
        return roster
    sheet = sheets.read(data, file=plain_lists.FILE, problems=problems)
    return _bounded(plain_lists.people_of(sheet, choices, roster, today=today)) if sheet else roster


def read_folder(folder: Path, *, choices: Choices, today: date) -> Roster:
    """Read a folder with OneRoster tables."""
    problems = Problems()
    if sum(path.stat().st_size for path in folder.glob("*.csv")) > MOST_UNPACKED:
        problems.add("package_too_big", most=megabytes(MOST_UNPACKED))
        return Roster("", problems=problems)
    return _package(packages.from_folder(folder, problems), problems, choices, today)


def _package(files: dict[str, bytes], problems: Problems, choices: Choices, today: date) -> Roster:
    if problems:
        return Roster("", problems=problems)
    if not any(name.lower() == packages.MANIFEST for name in files):
        problems.add("package_unknown")
    return _bounded(one_roster.people_of(Package(files, problems), choices, today=today))


def _bounded(roster: Roster) -> Roster:
    if len(roster.people) > MOST_PEOPLE:
        roster.problems.add("people_too_many", most=MOST_PEOPLE)
    roster.problems.sort(key=lambda problem: (problem.file, problem.line))
    return roster
