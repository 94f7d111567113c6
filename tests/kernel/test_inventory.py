"""The data inventory: every column has a purpose, and none of them is somebody else's (rules 65 and 66)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from mobilize.kernel import purposes
from mobilize.kernel.management.commands import data_inventory

#: Packages that measure people or learn from them; none may come in, not even through another package.
WATCHERS = re.compile(
    r"^(sentry|posthog|mixpanel|segment|analytics|amplitude|newrelic|datadog|ddtrace|matomo|piwik|heap|statsig|"
    r"openai|anthropic|torch|tensorflow|transformers|scikit|sklearn|mlflow|wandb|langchain|google-analytics)",
    re.MULTILINE,
)


@pytest.mark.both_databases
def test_rule_65_every_column_has_a_purpose():
    assert purposes.missing() == []
    assert purposes.left_over() == []
    assert purposes.every_column_has_a_purpose(None) == []


def test_rule_65_a_column_without_a_purpose_fails_the_build(monkeypatch):
    purposes.told()  # every app says what it keeps
    kept = dict(purposes._told)
    kept.pop(("people.Birth", "born_on"))
    monkeypatch.setattr(purposes, "_told", kept)
    faults = purposes.every_column_has_a_purpose(None)
    told = [(fault.id, fault.msg, fault.is_serious()) for fault in faults]
    assert told == [("mobilize.E065", "people.Birth.born_on has no purpose.", True)]


def test_rule_65_a_purpose_of_a_column_that_is_gone_fails_the_build(monkeypatch):
    purposes.told()
    kept = dict(purposes._told)
    kept["people.Birth", "star_sign"] = kept["people.Birth", "born_on"]
    monkeypatch.setattr(purposes, "_told", kept)
    (fault,) = purposes.every_column_has_a_purpose(None)
    assert (fault.id, fault.msg) == ("mobilize.E066", "people.Birth.star_sign is told, and is not there.")


def test_rule_65_the_page_says_what_the_tables_are():
    written = (Path(settings.BASE_DIR) / data_inventory.PAGE).read_text()
    assert written == data_inventory.page(), "run manage.py data_inventory"
    call_command("data_inventory", "--check")


def test_rule_65_what_is_personal_has_a_lawful_basis_and_an_end():
    for one in purposes.told():
        assert one.end, one
        if one.whose != purposes.Whose.NOBODY:
            assert one.basis != purposes.Basis.NONE, one


@pytest.mark.parametrize("purpose", ["product analytics", "training a model", "profiling", ""])
def test_rule_66_nothing_is_kept_for_analytics_or_training(monkeypatch, purpose):
    purposes.told()  # every app says what it keeps
    monkeypatch.setattr(purposes, "_told", dict(purposes._told))
    with pytest.raises(ValueError, match="no purpose"):
        purposes.keeps("people.User", {"first_name": purpose}, end="never")
    assert not [one for one in purposes.told() if re.search("analytic|training", one.purpose, re.IGNORECASE)]


@pytest.mark.parametrize("lock", ["runtime.txt", "test.txt"])
def test_rule_66_no_package_that_watches_people_or_learns_from_them_is_in_the_lock(lock):
    words = (Path(settings.BASE_DIR) / "requirements" / lock).read_text()
    assert len(re.findall(r"^[a-z0-9][\w.-]*==", words, re.MULTILINE)) > 20
    assert WATCHERS.findall(words) == []
