"""Rules 1, 4 and 5: no door and no socket action reaches a person, so nobody can write to a young person alone."""

import dataclasses
from pathlib import Path

from forums.discussion.enums import PostState
from forums.discussion.models import Perspective
from forums.live import protocol
from people.enums import Role
from people.models import RoleGrant
from tests.permissions import payloads, table
from tests.permissions.cast import ADULTS, SECRETS, STUDENTS

TEMPLATE = Path(__file__).parents[2] / "templates" / "people" / "hide_speaker.html"
DOORS = [row for row in table.rows() if row.method != "SOCKET"]
#: Whoever must not find a person to write to: young people without a running seat, and adults outside the forums.
WITHOUT_A_LIST = ("au", "sB", "nc", "se", "sA", "cg", "me", "mc", "ag", "ye")


#: Doors that name a speaker, and send them nothing: a student stops reading them, or begins again (rule 10).
HIDING = ("hidden/<byline>/", "hidden/<byline>/show/")


def test_rule_01_no_address_of_a_young_person_names_a_person():
    people = {"member", "user", "person", "byline", "author"}
    doors = {
        str(row): role
        for row in DOORS
        for role in (*STUDENTS, "cg", "me", "mc", "ag", "ye")
        if people & set(row.parameters) and row.cells[role] != "." and row.address not in HIDING
    }
    assert doors == {}
    assert {row.path.split("/")[3] for row in DOORS if people & set(row.parameters)} == {
        "people",
        "hidden",
        "concerns",
    }


def test_rule_01_hiding_a_speaker_carries_no_word():
    for address in HIDING:
        assert set(payloads.payload(address, "", None)) <= {"confirm"}
    (page,) = (row for row in DOORS if str(row) == "GET hidden/<byline>/")
    assert "textarea" not in TEMPLATE.read_text() and 'type="text"' not in TEMPLATE.read_text()
    assert {role for role, letter in page.cells.items() if letter == "+"} <= set(STUDENTS)


#: Where a safeguarding lead names a person: the log of concerns, and what the house keeps about somebody.
OF_THE_LEAD = ("concerns/of/<member>/", "people/<member>/data/")


def test_rule_01_a_person_is_addressed_by_administrators_and_in_the_log_by_the_lead_alone():
    doors = {
        str(row): role
        for row in DOORS
        for role in ADULTS
        if "member" in row.parameters
        and row.cells[role] != "."
        and role not in ({"ad"} | ({"sl"} if row.address in OF_THE_LEAD else set()))
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


def _named(house, role: str, row) -> set[str]:
    """The members whom a page names by the id that a form takes. A worry about an adult names the adult: no student."""
    found = set(house.look(role, row).named)
    if row.address != "concerns/raise/":
        return found
    young = RoleGrant.objects.filter(role=Role.STUDENT, membership__user__username__in=found)
    return set(young.values_list("membership__user__username", flat=True))


def test_rule_04_no_page_lists_members_to_choose_from(house):
    """No page of theirs holds the id by which a member is named in a form."""
    named = {
        f"{role}: {row}": found
        for role in WITHOUT_A_LIST
        for row in DOORS
        if (found := _named(house, role, row))
    }
    assert named == {}


#: Everything that a caregiver can send, typed by hand: nothing of it reaches a child or another guardian.
OF_A_CAREGIVER = {
    "/i18n/", "/look/", "/mail/off/<token>/", "/join/", "/accounts/signed-in/", "/accounts/one-use-code/",
    "/card/<card>/", "/invitation/<secret>/", "notices/", "notices/wishes/", "family/<tie>/",
    "my-data/", "my-data/erase/", "concerns/raise/",
}  # fmt: skip


def test_rule_05_a_guardian_writes_to_no_child_and_to_no_other_guardian():
    """Only a worry has words of theirs in it, and it goes to the people who keep everybody safe."""
    sends = {row.address for row in DOORS if row.method == "POST" and row.cells["cg"] in "+>~?"}
    assert sends - OF_A_CAREGIVER == set()
    assert [row for row in table.rows() if row.method == "SOCKET" and row.cells["cg"] == "+"] == []


def test_rule_05_what_guardians_send_is_not_read_by_children_or_guardians():
    """Adults who answer for safety open what was raised, and whom they let in."""
    readers = {
        role
        for row in DOORS
        for role, letter in row.cells.items()
        if row.address.startswith("concerns/files/") and letter == "+"
    }
    assert readers & {*STUDENTS, "cg"} == set()
    assert "sl" in readers


def test_the_search_above_finds_members_where_they_are_listed(house):
    row = next(row for row in DOORS if str(row) == "GET people/")
    assert house.people["sB"].username in house.look("ad", row).named


def test_rule_07_no_door_deletes_and_what_is_taken_back_is_kept_for_those_who_must_know(house):
    """Words go out of sight by a POST that asks first; the row stays until the table of what is kept says otherwise."""
    assert {row.method for row in table.rows()} == {"GET", "POST", "SOCKET"}
    taken = Perspective.objects.get(public_id=house.home.things["perspective"]["withdrawn"])
    assert (taken.state, SECRETS["withdrawn post"] in taken.body) == (PostState.WITHDRAWN, True)
