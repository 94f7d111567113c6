"""The doors of the house: each has a rule, and the same answer for what is forbidden and what is not there."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from mobilize.kernel.management.commands import access_table
from tests.factories import community, member


def test_every_door_of_ours_declares_a_known_rule():
    assert access_table.faults(access_table.doors()) == []


def test_the_table_is_a_json_list_whose_rows_have_a_rule():
    out = StringIO()
    call_command("access_table", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert len(rows) > 60
    assert all(row["rule"] for row in rows)
    assert {"kind", "path", "method", "rule", "fresh"} == set(rows[0])


def test_a_door_without_a_rule_is_a_fault(monkeypatch):
    def bare(request):
        return HttpResponse()

    bare.__module__ = "forums.discussion.views"
    monkeypatch.setattr(
        access_table, "get_resolver", lambda: type("R", (), {"url_patterns": [path("bare/", bare)]})
    )
    assert access_table.faults(access_table.doors())[0] == "url * /bare/ declares no access rule"
    with pytest.raises(CommandError, match="declares no access rule"):
        call_command("access_table", "--check")


def test_a_door_with_an_unknown_rule_is_a_fault():
    rows = [{"kind": "url", "path": "/x/", "method": "GET", "rule": "forums.typo"}]
    assert access_table.faults(rows) == ["url GET /x/ names the unknown rule forums.typo"]


@pytest.mark.parametrize(
    "address", ["/c/harbour/", "/c/harbour/forums/", "/c/harbour/nothing/here/", "/c/nowhere/"]
)
def test_rule_48_somebody_anonymous_meets_the_sign_in_page_existing_or_not(db, address):
    community()
    answer = Client().get(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize(
    "address", ["/c/harbour/", "/c/harbour/forums/", "/c/harbour/nothing/here/", "/c/nowhere/"]
)
def test_a_stranger_signed_in_meets_the_same_404_existing_or_not(db, client, address):
    community()
    elsewhere = community("elsewhere")
    client.force_login(member(elsewhere))
    missing = client.get("/c/never-was/")
    answer = client.get(address)
    assert answer.status_code == 404
    assert _page(answer, address) == _page(missing, "/c/never-was/")


def _page(answer, address: str) -> str:
    """The page without what differs by itself: the form's token, and the address that was asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(address, "")


def test_rule_48_members_pages_are_private_and_not_indexed(db, client):
    place = community()
    client.force_login(member(place))
    answer = client.get("/c/harbour/forums/")
    assert answer.status_code == 200
    assert "no-store" in answer.headers.get("Cache-Control", "")
    assert answer.headers.get("X-Robots-Tag") == "noindex, nofollow"
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
