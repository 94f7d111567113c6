"""``pytest --switched-off``: tests of the rules, each run while what keeps its rule is off. Each must fail then.

A test that passes all the same proves nothing; one that breaks for another reason than what it asserts does not count.
Which tests, and what is off meanwhile, stands in ``tests/house/switched_off``.
"""

import re
from pathlib import Path

import pytest

#: How a test says that something is not as it should be.
SAYS_NO = (AssertionError, pytest.fail.Exception)
ROOT = Path(__file__).resolve().parents[2]


class StillPasses(Exception):
    """A test of a rule passed while its rule was off."""


class FailsOtherwise(Exception):
    """A test of a rule broke while its rule was off, and not by what it asserts."""


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--switched-off",
        action="store_true",
        help="run tests of rules while their rules are off: each must fail",
    )


def pytest_configure(config) -> None:
    if config.getoption("--switched-off"):
        config.pluginmanager.register(SwitchedOff(config), "the-switches")


def places() -> dict[str, list[str]]:
    """Return in which files, from the root, a test of each name stands."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M):
            found.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return found


class SwitchedOff:
    """Runs what the table names, each with its switch off; a test that fails as it must counts as passed."""

    def __init__(self, config) -> None:
        from tests.house.switched_off import OFF

        self.off = {name: one for one in OFF for name in one.tests}
        if config.args_source is not config.ArgsSource.ARGS:
            there = places()
            config.args = sorted({str(ROOT / path) for name in self.off for path in there[name]})

    def pytest_collection_modifyitems(self, config, items: list) -> None:
        """Leave out what the table does not name."""
        rest = [item for item in items if item.originalname not in self.off]
        if rest:
            config.hook.pytest_deselected(items=rest)
            items[:] = [item for item in items if item.originalname in self.off]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        one = self.off[item.originalname]
        try:
            with one.switch.off():
                yield
        except SAYS_NO:
            return None
        except Exception as error:
            raise FailsOtherwise(f"With rule {one.rule} off ({one.what}) it broke: {error!r}") from error
        raise StillPasses(f"With rule {one.rule} off ({one.what}) it passes all the same.")
