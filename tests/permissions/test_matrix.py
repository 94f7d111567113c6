"""Role by door: every cell of ``docs/permissions.md``, and each of them once more from where it must be closed."""

import re
from collections import Counter
from io import StringIO
from json import loads

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.http import HttpResponse
from django.utils import timezone

from mobilize import urls
from people.models import Membership
from tests.permissions import table
from tests.permissions.cast import ADULTS, BAND_B
from tests.permissions.payloads import payload
from tests.permissions.visits import SETTING_UP, not_found_drawn_once, undone

ROWS = table.rows()
DOORS = [row for row in ROWS if row.method != "SOCKET"]
INSIDE = [row for row in DOORS if row.inside]
WITH_THINGS = [row for row in INSIDE if row.parameters and row.address != "<rest>"]
MEMBERS = [role for role in table.roles() if role not in {"an", "st", "en"}]
#: What belongs to a band, so that the same door of another band's thing is closed to everybody else's band.
OF_A_BAND = {"forum", "poll", "session", "answer", "public_id"}
#: Forms that may leave the house as it is: language and look stand in cookies, the welcome was read before, a
#: receipt is looked for and not written down, and there is no other sign-in to end.
CHANGES_NOTHING = {
    "/i18n/", "/look/", "/accounts/signed-in/", "forums/<forum>/welcome/", "polls/<poll>/receipts/",
}  # fmt: skip


def _plain(path: str) -> str:
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", re.sub(r"<\w+:(\w+)>", r"<\1>", path))


def test_the_page_names_every_door_of_the_house_and_no_other():
    printed = StringIO()
    call_command("access_table", "--json", stdout=printed)
    doors = set()
    for door in loads(printed.getvalue()):
        others = door["kind"] == "third party"
        doors.add(("other" if others else door["method"].upper(), _plain(door["path"])))
    prefixes = {path for kind, path in doors if kind == "other"}
    listed = {(row.method, row.path) for row in ROWS}
    own = {(method, path) for method, path in listed if path not in prefixes}
    assert own == {door for door in doors if door[0] != "other"}
    assert {path for _, path in listed - own} == prefixes


def test_rule_59_the_page_names_every_door_that_asks_again_and_no_other():
    printed = StringIO()
    call_command("access_table", "--json", stdout=printed)
    doors = [door for door in loads(printed.getvalue()) if door["kind"] == "url"]
    written = table.asking_again()
    assert written.keys() <= {_plain(door["path"]) for door in doors}
    asking = {(_plain(door["path"]), door["method"]) for door in doors if door["fresh"]}
    assert asking == {
        (path, door["method"])
        for door in doors
        if (path := _plain(door["path"])) in written and written[path] in {"", door["method"]}
    }


def test_no_row_stands_twice():
    names = [str(row) for row in ROWS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("row", DOORS, ids=str)
def test_each_cell_is_as_written(house, row):
    came = {role: house.look(role, row) for role in row.cells}
    other = {
        role: f"{row.cells[role]} but {look.letter} ({look.shown})"
        for role, look in came.items()
        if look.letter != row.cells[role]
    }
    assert other == {}
    noted = (
        {"people_privacyrequest"} if row.address == "my-data/erase/" else set()
    )  # that it was asked and refused
    wrote = {
        role: look.wrote for role, look in came.items() if look.letter in ".L!~?" and set(look.wrote) - noted
    }
    assert wrote == {}, "whoever is refused changes nothing"
    if row.method == "POST" and row.address not in CHANGES_NOTHING:
        idle = [role for role, look in came.items() if look.letter in "+>" and not look.wrote]
        assert idle == [], "what is done leaves a trace"


def test_the_page_that_says_not_found_is_the_same_at_every_door(house):
    """So the test above may draw it once for each person, within the communities and outside of them."""
    shown: dict[tuple, set[str]] = {}
    tried: Counter[str] = Counter()
    for row in DOORS:
        if closed := [role for role in row.cells if row.cells[role] == "."]:
            role, drawn = min(closed, key=lambda role: tried[role]), {}
            tried[role] += 1
            with not_found_drawn_once(drawn, role, row.inside):
                house.visit(role, row)
            for place, page in drawn.items():
                # But for the mark in the menu, the way back, and the token that is drawn by lot.
                text = page.decode().replace(house.path(row), "").replace("?next=", "")
                text = re.sub(r' aria-current="page"|(?<=value=")\w{64}(?=")', "", text)
                shown.setdefault(place, set()).add(text)
    assert {place: len(pages) for place, pages in shown.items()} == dict.fromkeys(shown, 1)
    assert {role for role, *_ in shown} >= set(MEMBERS)


@pytest.fixture
def plain_404(monkeypatch):
    """Leave out the drawing of the page that says "not found": it is the same for everybody, and costs the most."""
    monkeypatch.setattr(
        urls, "handler404", lambda request, exception: HttpResponse(status=404), raising=False
    )


def _found(came: dict) -> dict:
    return {who: str(visit) for who, visit in came.items() if visit.status != 404 or visit.writes}


@pytest.mark.parametrize("row", WITH_THINGS, ids=str)
def test_things_of_another_community_do_not_exist(house, plain_404, row):
    """The other community's thing, under one's own address."""
    assert _found({role: house.visit(role, row, of=house.away) for role in (*MEMBERS, "en")}) == {}


@pytest.mark.parametrize("row", INSIDE, ids=str)
def test_addresses_of_another_community_do_not_exist(house, plain_404, row):
    """There everybody is what the stranger of the tables is here: the membership alone decides."""
    came = {role: house.visit(role, row, of=house.away, at=house.away) for role in ("sB", "or", "ad")}
    assert _found(came) == {}


def _of_a_band(row) -> bool:
    return bool(OF_A_BAND & set(row.parameters))


BANDED = [row for row in WITH_THINGS if _of_a_band(row)]


def band_a_of(row) -> str:
    """The variant of the row's thing that is for band A."""
    return f"band A {row.variant}" if "public_id" in row.parameters else "band A"


@pytest.mark.parametrize("row", BANDED, ids=str)
def test_things_of_another_band_do_not_exist(house, plain_404, row):
    assert _found({role: house.visit(role, row, variant=band_a_of(row)) for role in BAND_B}) == {}


def test_the_other_band_finds_its_own_things(house):
    """Without this the test above could look for things that are nowhere."""
    same_state = [row for row in BANDED if not row.variant or "public_id" in row.parameters]
    rows = [row for row in same_state if row.method == "GET" and row.cells["sB"] == "+"]
    came = {str(row): house.visit("sA", row, variant=band_a_of(row)).letter for row in rows}
    assert came == {str(row): "+" for row in rows}
    assert len(rows) >= 8


def _open_to(role: str) -> list:
    return [row for row in INSIDE if row.cells[role] != "."]


@pytest.mark.parametrize("role", MEMBERS)
def test_after_the_end_of_a_membership_nothing_is_there(house, plain_404, role):
    """What was open to the role; what was closed to it is tried by the column ``en`` of the tables."""
    with undone():
        Membership.objects.filter(user=house.people[role]).update(ended_at=timezone.now())
        assert _found({str(row): house.visit(role, row) for row in _open_to(role)}) == {}


@pytest.mark.parametrize("role", [role for role in ADULTS if role != "cg"])
def test_rule_59_staff_without_a_second_factor_set_it_up_at_every_door(house, role):
    """Rule 59."""
    with undone():
        Authenticator.objects.filter(user=house.people[role]).delete()
        came = {str(row): house.visit(role, row) for row in _open_to(role)}
        other = {
            name: str(visit) for name, visit in came.items() if visit.location != SETTING_UP or visit.writes
        }
        assert other == {}


#: Forms inside that somebody may send.
SENT = [row for row in INSIDE if row.method == "POST" and set(row.cells.values()) & set("+>")]


@pytest.mark.parametrize("row", SENT, ids=str)
def test_forms_cannot_name_what_belongs_to_another_community(house, row):
    """Each id in the form is changed, one at a time, for that of the same thing of the other community."""
    may = next(role for role in MEMBERS if row.cells[role] in "+>")
    honest = payload(row.address, row.variant, house.home)
    foreign = payload(row.address, row.variant, house.away)
    for name in honest:
        if honest[name] == foreign[name]:
            continue
        visit = house.visit(may, row, sent={**honest, name: foreign[name]})
        assert (visit.letter in ".?!~", visit.writes) == (True, ()), (name, str(visit))
