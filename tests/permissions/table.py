"""The tables of ``docs/permissions.md``, read as they stand there."""

import re
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
LETTERS = set("+>.L!~?")


@dataclass(frozen=True)
class Row:
    """One door: a method, an address (inside a community without its beginning), a variant, and a letter by role."""

    method: str
    address: str
    variant: str
    cells: dict[str, str] = field(compare=False)

    @property
    def path(self) -> str:
        """The address as ``manage.py access_table`` prints it, without converters."""
        if self.method == "SOCKET" or self.address.startswith("/"):
            return self.address
        return "/c/<community>/" + ("" if self.address == "." else self.address)

    @property
    def inside(self) -> bool:
        return self.path.startswith("/c/")

    @property
    def parameters(self) -> list[str]:
        return [name for name in re.findall(r"<(\w+)>", self.path) if name != "community"]

    def __str__(self) -> str:
        return f"{self.method} {self.address}" + (f" ({self.variant})" if self.variant else "")


def _blocks(kind: str) -> list[list[str]]:
    found = re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [block.splitlines() for block in found]


def _row(line: str, roles: list[str], start: int) -> Row:
    door, cells = line[:start].split(None, 2), line[start:].split()
    assert len(cells) == len(roles), f"{len(cells)} cells for {len(roles)} roles: {line}"
    assert set(cells) <= LETTERS, f"an unknown letter: {line}"
    method, address, variant = (*door, "")[:3]
    return Row(method, address, variant.strip(), dict(zip(roles, cells, strict=True)))


def rows() -> list[Row]:
    """Return every row of every table."""
    found = []
    for head, *lines in _blocks("permissions"):
        roles = head.split()
        found += [_row(line, roles, head.index(roles[0])) for line in lines]
    return found


def asking_again() -> dict[str, str]:
    """Return {path: the method that asks again who it is, or "" for all}."""
    found = {}
    for line in (line for block in _blocks("asks-again") for line in block):
        address, _, method = line.partition(" ")
        found[Row("", address, "", {}).path] = method.strip()
    return found


def secrets() -> dict[str, set[str]]:
    """Return who meets each secret word."""
    found = {}
    for block in _blocks("secrets"):
        for line in block:
            name, _, readers = line.partition("  ")
            found[name] = set(readers.split())
    return found


def roles() -> list[str]:
    return list(rows()[0].cells)
