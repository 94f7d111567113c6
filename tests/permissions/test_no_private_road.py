"""Rules 1, 4 and 5: no door and no socket action reaches a person, so nobody can write to a young person alone."""

import dataclasses

from forums.live import protocol
from tests.permissions import table
from tests.permissions.cast import ADULTS, STUDENTS

DOORS = [row for row in table.rows() if row.method != "SOCKET"]
#: Whoever must not find a person to write to: young people without a running seat, and adults outside the forums.
WITHOUT_A_LIST = ("au", "sB", "nc", "se", "sA", "cg", "me", "mc", "ag", "ye")


def test_rule_01_no_address_of_a_young_person_names_a_person():
    people = {"member", "user", "person", "byline", "author"}
    doors = {
        str(row): role
        for row in DOORS
        for role in (*STUDENTS, "cg", "me", "mc", "ag", "ye")
        if people & set(row.parameters) and row.cells[role] != "."
    }
    assert doors == {}
    assert {row.path.split("/")[3] for row in DOORS if people & set(row.parameters)} == {"people"}


def test_rule_01_a_person_is_addressed_by_administrators_alone():
    doors = {
        str(row): role
        for row in DOORS
        for role in ADULTS
        if "member" in row.parameters and role != "ad" and row.cells[role] != "."
    }
    assert doors == {}


def test_rule_01_no_frame_of_the_socket_has_room_for_a_receiver():
    frames = {
        name: {part.name for part in dataclasses.fields(frame)} for name, frame in protocol.INCOMING.items()
    }
    assert frames == {
        "hello": {"proto", "epoch", "seq", "mod_epoch", "mod_seq"},
        "since": {"audience", "epoch", "seq"},
        "say": {"id", "body"},
        "withdraw": {"id", "ref"},
        "rule": {"id", "ref", "outcome", "version", "reason", "reply"},
        "pong": set(),
        "leave": set(),
    }
    assert set(frames) == {row.address for row in table.rows() if row.method == "SOCKET"}


def test_rule_04_no_page_lists_members_to_choose_from(house):
    """No page of theirs holds the id by which a member is named in a form."""
    named = {
        f"{role}: {row}": set(house.look(role, row).named)
        for role in WITHOUT_A_LIST
        for row in DOORS
        if house.look(role, row).named
    }
    assert named == {}


def test_the_search_above_finds_members_where_they_are_listed(house):
    row = next(row for row in DOORS if str(row) == "GET people/")
    assert house.people["sB"].username in house.look("ad", row).named
