"""Pages of a long list go on from the last row shown."""

import pytest
from django.utils import timezone

from mobilize.kernel.keyset import page_of
from mobilize.kernel.models import AuditEntry


@pytest.fixture
def lines(db):
    return [AuditEntry.objects.create(at=timezone.now(), action=f"test.{n}").pk for n in range(7)]


def asked(url: str) -> dict:
    name, _, key = url.removeprefix("?").partition("=")
    return {name: key}


def shown(url: str = "") -> tuple[list, str, str]:
    page = page_of(AuditEntry.objects.all(), asked(url), size=3)
    return [row.pk for row in page.rows], page.newer_url, page.older_url


def test_every_row_is_on_one_page_and_the_way_back_is_the_same(lines):
    first, newer, older = shown()
    assert (first, newer) == (lines[:3:-1], "")
    second, _, further = shown(older)
    third, back, end = shown(further)
    assert first + second + third == lines[::-1]
    assert end == ""
    assert shown(back)[0] == second
    assert shown(shown(back)[1])[:2] == (first, "")


def test_what_comes_and_goes_moves_nothing_between_pages(lines):
    _, _, older = shown()
    AuditEntry.objects.filter(pk=lines[5]).delete()
    AuditEntry.objects.create(at=timezone.now(), action="test.new")
    assert shown(older)[0] == [lines[3], lines[2], lines[1]]


@pytest.mark.parametrize(
    "cursor", ["?before=", "?before=x", "?after=-1", "?before=1e9", "?before=" + "9" * 30, "?after=٣"]
)
def test_a_key_that_is_none_begins_at_the_start(lines, cursor):
    assert shown(cursor) == shown()
