"""Write docs/data-inventory.md: what every column of the database is for (rule 65)."""

from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mobilize.kernel import purposes, retention

PAGE = Path("docs") / "data-inventory.md"
HEAD = """# What is kept, and what for

Written by `manage.py data_inventory` from what each app says of its tables (`inventory.py`) and of their time
(`retention.py`). A column without a purpose fails the build. No purpose is product analytics or the teaching of a
machine: both are refused (rule 66).

"""


def days(period) -> str:
    return f"{period.days} days" if period else "no program ends it"


def page() -> str:
    """Return the page as it should stand."""
    lines = [HEAD, "## How long\n\n"]
    lines.append("| What | Purpose | Lawful basis | Time | Counted from | Legal hold |\n")
    lines.append("| --- | --- | --- | --- | --- | --- |\n")
    for line in retention.table():
        hold = "keeps it" if line.protected else "does not matter"
        lines.append(
            f"| {line.what} | {line.purpose} | {line.basis} | {days(line.period)} | {line.since} | {hold} |\n"
        )
    lines.append("\n## Every table\n")
    for table, told in groupby(sorted(purposes.told(), key=lambda one: one.table), key=lambda one: one.table):
        columns = list(told)
        first = columns[0]
        lines.append(
            f"\n### {table}\n\nAbout {first.whose}. {first.basis[0].upper()}{first.basis[1:]}. "
            f"In a copy of one's data: {first.copy}. Ends: {first.end}.\n\n| Column | Purpose |\n| --- | --- |\n"
        )
        for purpose, same in groupby(columns, key=lambda one: one.purpose):
            names = ", ".join(f"`{one.column}`" for one in same)
            lines.append(f"| {names} | {purpose} |\n")
    return "".join(lines)


class Command(BaseCommand):
    help = "Write docs/data-inventory.md; --check tells whether it is as it should be, and writes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **_):
        if missing := purposes.missing():
            raise CommandError(f"These have no purpose: {', '.join(missing)}")
        path = settings.BASE_DIR / PAGE
        if check:
            if path.read_text() != page():
                raise CommandError("The page is older than the tables: run manage.py data_inventory.")
            return
        path.write_text(page())
        self.stdout.write(f"{PAGE} is written.")
