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


def test_a_page_whose_rows_are_gone_leads_back_to_the_beginning(lines):
    assert shown(f"?before={lines[0]}") == ([], "?", "")


def test_a_list_can_begin_with_the_first_by_a_value_and_several_lists_keep_apart(db):
    lines = [AuditEntry.objects.create(at=timezone.now(), action=f"test.{name}").pk for name in "bbbbaaa"]

    def turned(url: str = "") -> tuple[list, str, str]:
        told = {} if not url else asked(url.partition("#")[0])
        page = page_of(AuditEntry.objects.all(), told, size=3, by="action", name="acts")
        return [row.pk for row in page.rows], page.newer_url, page.older_url

    first, none, further = turned()
    assert (first, none, further) == (lines[4:], "", f"?acts_after=test.a_{lines[6]}#acts")
    second, back, last = turned(further)
    assert second == lines[:3]
    assert turned(last)[0] == [lines[3]]
    assert turned(back) == (first, "", further)
    assert turned("?after=1") == turned("?acts_after=12") == turned()
