"""Tests of the rules are shown to fail by ``pytest --switched-off``; here: each switch still turns what it names."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.house.switched_off import OFF
from tests.stage import switches
from tests.stage.switched_off import FailsOtherwise, StillPasses, SwitchedOff, places

PAGE = Path(__file__).resolve().parents[2] / "docs" / "safeguarding.md"


@pytest.mark.parametrize("one", OFF, ids=lambda one: f"rule {one.rule}: {one.what}")
def test_each_switch_turns_something(one):
    one.switch.check()


def test_each_test_exists_once_and_bears_the_number_of_its_rule():
    there = places()
    for one in OFF:
        for name in one.tests:
            assert len(there.get(name, [])) == 1, name
            assert name.startswith((f"test_rule_{one.rule}_", f"test_rule_{one.rule:02}_")), name
    named = [name for one in OFF for name in one.tests]
    assert len(named) == len(set(named))


def test_a_switch_that_turns_nothing_is_found():
    for function, words in (
        ("people.rules.may_write", "words that are not there"),
        ("people.rules.no_such_rule", "pass"),
        ("nowhere.at_all", "pass"),
        ("people.rules.Role", "pass"),
    ):
        with pytest.raises((LookupError, AttributeError)):
            switches.Line(function, words).check()


def test_a_switch_is_on_again_afterwards():
    from people.rules import may_write

    nobody = SimpleNamespace(permitted=False, consented=False)
    line = switches.Line("people.rules.may_write", "if not actor.permitted:", "if False:")
    before = may_write.__code__
    with line.off():
        assert may_write.__code__ is not before
    assert may_write.__code__ is before
    with pytest.raises(Exception, match="consent_missing"):
        may_write(nobody)


@pytest.mark.parametrize(
    ("happened", "raised"),
    [(None, StillPasses), (ValueError("broke"), FailsOtherwise), (AssertionError(), None), ("no", None)],
)
def test_only_what_a_test_asserts_counts(request, happened, raised):
    """A test that passes without its rule, and one that merely breaks, are both told."""
    plugin = SwitchedOff(request.config)
    item = SimpleNamespace(originalname=OFF[0].tests[0])
    turn = plugin.pytest_runtest_call(item)
    next(turn)
    if happened == "no":
        with pytest.raises(pytest.fail.Exception) as caught:
            pytest.fail("it did not raise")
        happened = caught.value
    with pytest.raises(raised or StopIteration):
        turn.send(None) if happened is None else turn.throw(happened)


def test_the_page_tells_what_was_shown_to_fail():
    words = PAGE.read_text(encoding="utf-8")
    missing = [one.row for one in OFF if one.row not in words]
    assert missing == [], "these lines belong into the table of docs/safeguarding.md"
    assert len({one.rule for one in OFF}) >= 20
    assert words.partition("## Shown to fail")[2].count("\n| ") == len(OFF) + 2, "and no others"
