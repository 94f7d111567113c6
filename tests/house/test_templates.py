"""What our own strict content policy would block is not written in the first place."""

import re

import pytest

from tests.house.files import APPS, files, findings

TEMPLATES = [*files(".html", under=("templates",)), *files(".html", ".svg", under=APPS)]
TAGS = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{%.*?%}|{{.*?}}", re.DOTALL)


def bare(path) -> str:
    """Return a template's text without Django's tags, each line where it was."""
    return TAGS.sub(lambda match: "\n" * match.group().count("\n"), path.read_text())


HOSTILE = {
    "an inline style": r"\sstyle\s*=\s*[\"'][^\"']*",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))[^>]*>",
    "an event attribute": r"\son[a-z]{3,}\s*=\s*[\"'][^\"']*",
    "a script address": r"javascript:",
    "a data address": r"[\"'(]data:\w",
    "a foreign host": r"(?:[\"'(=]|^)\s*(?:https?:)?//(?!www\.w3\.org/)[\w.-]+",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_template_has(what):
    assert findings(re.compile(HOSTILE[what], re.IGNORECASE | re.MULTILINE), TEMPLATES, bare) == []


def test_no_python_writes_an_inline_style():
    assert findings(re.compile(r"<[^>\n]*\sstyle=[^>\n]*"), files(".py", under=APPS)) == []


def test_rule_46_style_sheets_ask_no_foreign_host():
    sheets = files(".css", ".js", under=APPS)
    assert findings(re.compile(r"(?:url\(|import\b|from\b)\s*[\"']?(?:https?:)?//[^\s)]+"), sheets) == []


SAID_WHOLE = re.compile(
    r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%\s*translate\b.*?%}|{{.*?}}", re.DOTALL
)
JOINED = re.compile(r"§(?:</\w+>)*\s?[:;!?%»](?=\s|<)")


def with_words_as_marks(path) -> str:
    """Return a template's text with one mark in place of everything that becomes words, translated as they are."""
    marked = SAID_WHOLE.sub(lambda match: "§" + "\n" * match.group().count("\n"), path.read_text())
    return TAGS.sub(lambda match: "\n" * match.group().count("\n"), marked)


def test_no_template_sets_a_colon_behind_words_by_itself():
    """French wants a blank before it: where it stands is for whoever translates the sentence."""
    assert findings(JOINED, TEMPLATES, with_words_as_marks) == []
