"""``docs/safeguarding.md`` is true: 66 rules, and for each the tests that prove it, by their names."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "safeguarding.md"
RULES = range(1, 67)

#: Rules that nothing proves so far. This list only ever shrinks.
NOT_YET: set[int] = set()

_ROW = re.compile(r"^\| (\d+) \| (?P<promise>.+?) \| (?P<tests>.+?) \| (?P<standard>.+?) \|$", re.M)


@cache
def rows() -> list[tuple[int, str, list[str], str]]:
    """Return (number, promise, tests, standard) as the page has them."""
    found = _ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return [
        (int(row[1]), row["promise"], re.findall(r"`(\w+)`", row["tests"]), row["tests"]) for row in found
    ]


def _names() -> Iterator[str]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield node.name


@cache
def names() -> frozenset[str]:
    """Return the name of every test there is."""
    return frozenset(_names())


@cache
def bearing() -> dict[int, set[str]]:
    """Return the tests that bear the number of a rule."""
    found: dict[int, set[str]] = {}
    for name in names():
        if match := re.match(r"test_rule_0*(\d+)_", name):
            found.setdefault(int(match[1]), set()).add(name)
    return found


def test_each_rule_has_one_row_in_order():
    assert [number for number, *_rest in rows()] == list(RULES)


def test_each_test_that_is_named_exists():
    named = {name for _number, _promise, tests, _cell in rows() for name in tests}
    assert named - names() == set()


@pytest.mark.parametrize("number", RULES)
def test_each_test_that_bears_a_number_stands_in_its_row(number):
    listed = next((tests for found, _promise, tests, _cell in rows() if found == number), [])
    assert bearing().get(number, set()) - set(listed) == set()
    assert len(listed) == len(set(listed))


def test_no_test_bears_the_number_of_no_rule():
    assert set(bearing()) - set(RULES) == set()


def test_what_nothing_proves_is_said_plainly_and_is_known():
    said = {number for number, _promise, tests, cell in rows() if not tests and cell == "not yet"}
    assert said == NOT_YET
    assert {number for number, _promise, tests, _cell in rows() if not tests} == said


def test_each_promise_is_one_short_sentence():
    long = [number for number, promise, _tests, _cell in rows() if len(promise) > 110 or promise[-1] != "."]
    assert long == []
