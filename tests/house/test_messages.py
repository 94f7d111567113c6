"""The compiled translations say what their sources say."""

import gettext
import subprocess

import pytest

from tests.house.files import ROOT

SOURCES = sorted((ROOT / "locale").rglob("*.po"))


def catalogue(path) -> dict:
    with path.open("rb") as handle:
        return gettext.GNUTranslations(handle)._catalog


def test_there_are_translations():
    assert SOURCES != []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOT / "locale").as_posix())
def test_compiled_messages_are_current(source, tmp_path):
    fresh = tmp_path / "fresh.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", fresh, source], check=True)
    assert catalogue(source.with_suffix(".mo")) == catalogue(fresh), "Run manage.py compilemessages."
