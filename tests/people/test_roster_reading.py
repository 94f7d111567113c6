"""Lists as they come: which children are read from them, and that each fault is said with line and column."""

import io
import zipfile
from datetime import date

import pytest

from people.domain import roster
from people.domain.roster import packages, sheets
from people.enums import Band
from tests.factories import rosters

TODAY = date(2026, 11, 10)


def read(data: bytes, **choices) -> roster.Roster:
    return roster.read(data, choices=roster.Choices(**{"leave_out_adults": True, **choices}), today=TODAY)


def faults(data: bytes, **choices) -> list[tuple]:
    return [(fault.code, fault.file, fault.line, fault.column) for fault in read(data, **choices).problems]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_package_tells_children_with_band_and_class(version):
    found = read(rosters.school(version))
    assert found.problems == []
    assert [(one.external_id, one.first_name, one.band, one.group) for one in found.people] == [
        ("u1", "Ada", Band.B, "9a"),  # 14 by the day of birth; the homeroom goes before other classes
        ("u2", "Ben", Band.C, "Music"),  # 16 today but for a day would be B: born on 2009-11-11 is 16
        ("u3", "Ada", Band.B, ""),  # by grade 9
    ]
    assert found.left_out == {"adults": 1, "guardians": 1}
    assert found.whole and found.source == "oneroster:harbouroffice"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_guardians_come_only_if_asked_and_with_their_children(version):
    found = read(rosters.school(version), with_guardians=True)
    assert [
        (one.external_id, one.children, one.relation) for one in found.people if one.kind == "guardian"
    ] == [("g1", ["u1"], "parent")]


@pytest.mark.parametrize("role", ["administrator", "teacher", "systemAdministrator", "Admin", "principal"])
def test_rule_39_a_row_of_an_adult_refuses_the_list_or_is_left_out_as_declared(role):
    data = rosters.package(users=rosters.users("1.1", rosters.child("u1", "Ada", "Blue", role=role)))
    assert faults(data, leave_out_adults=False) == [("role_refused", "users.csv", 2, "role")]
    left_out = read(data)
    assert left_out.people == [] and left_out.left_out == {"adults": 1} and not left_out.problems


def test_rule_39_whoever_holds_an_adults_role_beside_a_students_is_an_adult():
    roles = "sourcedId,userSourcedId,role\nr1,u1,student\nr2,u1,siteAdministrator\nr3,u1,student\n"
    data = rosters.package(
        "1.2", users=rosters.users("1.2", {"sourcedId": "u1", "givenName": "Ada"}), roles=roles
    )
    assert read(data).people == []
    assert faults(data, leave_out_adults=False) == [("role_refused", "roles.csv", 3, "role")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_letters_and_delimiters_are_found(encoding, delimiter):
    words = "N° élève,Prénom,Nom,Né le,Classe\r\n7,Zoé,Lefèvre,31/05/2012,5ème B\r\n".replace(",", delimiter)
    (one,) = read(words.encode(encoding)).people
    assert (one.external_id, one.first_name, one.last_name, one.born_on, one.group) == (
        "7", "Zoé", "Lefèvre", "2012-05-31", "5ème B",
    )  # fmt: skip


def test_a_first_line_of_excel_and_a_column_with_the_whole_name_are_understood():
    words = 'sep=;\r\nID;Name;Year group\r\n1;"Blue; Ada";8\r\n2;"Green, Ben";Year 7\r\n3;Cy Red;Tle\r\n'
    people = read(words.encode()).people
    assert [(one.first_name, one.last_name, one.band) for one in people] == [
        ("Blue;", "Ada", Band.B), ("Ben", "Green", Band.A), ("Cy", "Red", Band.C),
    ]  # fmt: skip


def test_all_faults_are_told_at_once_by_line_and_column():
    data = rosters.plain(
        "1,Ada,Blue,2012-05-31,9a",
        "1,Ben,Green,2012-05-31,9a",
        ",Cy,Red,2012-05-31,9a",
        "4,,Pink,2012-05-31,9a",
        "5,Di,Gray,2012-02-30,9a",
        "6,Ed,Black,2027-01-01,9a",
        "7,Fay,White,,9a",
        "8,Gus,Teal,2012-05-31,9a,more",
        f"9,{'x' * 151},Teal,2012-05-31,9a",
    )
    assert faults(data) == [
        ("id_twice", "CSV", 3, "id"),
        ("id_missing", "CSV", 4, "id"),
        ("name_missing", "CSV", 5, "first name"),
        ("date_wrong", "CSV", 6, "date of birth"),
        ("date_wrong", "CSV", 7, "date of birth"),
        ("band_missing", "CSV", 8, "date of birth"),
        ("cells_too_many", "CSV", 9, ""),
        ("name_too_long", "CSV", 10, "first name"),
    ]
    assert all(fault.message and "%(" not in fault.message for fault in read(data).problems)


def test_a_line_of_several_lines_is_told_by_where_it_begins():
    data = b'id,first name,date of birth\n1,"Ada\nMaria",2012-05-31\n2,,2012-05-31\n'
    found = read(data)
    assert found.people[0].first_name == "Ada Maria"
    assert [(fault.code, fault.line) for fault in found.problems] == [("name_missing", 4)]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["31/05/2012", "01/02/2012"], ["2012-05-31", "2012-02-01"]),
        (["05/31/2012", "01/02/2012"], ["2012-05-31", "2012-01-02"]),
        (["31.05.2012", "01.02.2012"], ["2012-05-31", "2012-02-01"]),
        (["2012-05-31T00:00:00Z", "2012-2-1"], ["2012-05-31", "2012-02-01"]),
    ],
)
def test_days_are_read_as_the_whole_column_says(days, told):
    data = rosters.plain(*(f"{number},Ada,Blue,{day},9a" for number, day in enumerate(days)))
    assert [one.born_on for one in read(data).people] == told


def test_a_day_that_may_be_two_days_is_not_guessed():
    assert faults(rosters.plain("1,Ada,Blue,01/02/2012,9a")) == [("date_unclear", "CSV", 2, "date of birth")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_cells_that_a_spreadsheet_would_reckon_with_are_refused(start):
    found = read(rosters.plain(f"{start}1,{start}SUM(A1),{start}Blue,2012-05-31,{start}9"))
    faults = [(fault.code, fault.line) for fault in found.problems]
    assert faults == [("formula", 2)] * 4
    assert (
        str(next(iter(found.problems)).message)
        == f"“{start}1” begins like a formula. Take the first sign away."
    )
    assert not list(read(rosters.plain("1,Anne-Marie,O'Blue-Lee,2012-05-31,7-9")).problems)


def test_grades_lead_to_bands_where_the_community_says():
    grades = ["KG", "07", "8", "10", "11", "13", "6e", "3ème", "Terminale", "Year 9", "UG"]
    data = "\n".join(
        ["id,first name,grade", *(f"{n},Ada,{grade}" for n, grade in enumerate(grades))]
    ).encode()
    found = read(data)
    assert [one.band for one in found.people] == ["A", "A", "B", "B", "C", "C", "A", "B", "C", "B", ""]
    assert [(fault.code, fault.line) for fault in found.problems] == [("grade_unknown", 12)]
    assert [one.band for one in read(data, band_b_from=9, band_c_from=12, other_band="A").people] == [
        "A", "A", "A", "B", "B", "C", "A", "B", "C", "B", "A",
    ]  # fmt: skip


def test_a_column_of_bands_or_passwords_is_not_read():
    data = b"id,first name,band,password,date of birth\n1,Ada,D,secret-word,2012-05-31\n"
    (one,) = read(data).people
    assert one.band == Band.B and "secret-word" not in repr(one)


def test_unknown_references_are_faults_with_their_place():
    enrollments = "sourcedId,classSourcedId,userSourcedId\ne1,c9,u1\ne2,c1,u9\n"
    data = rosters.package(
        users=rosters.users("1.1", rosters.child("u1", "Ada", orgSourcedIds="S1,S9", agentSourcedIds="g9")),
        orgs=rosters.ORGS,
        classes="sourcedId,title\nc1,9a\n",
        enrollments=enrollments,
        demographics="sourcedId,birthDate\nu7,2012-05-31\n",
    )
    assert faults(data) == [
        ("reference_unknown", "demographics.csv", 2, "sourcedId"),
        ("reference_unknown", "enrollments.csv", 2, "classSourcedId"),
        ("reference_unknown", "enrollments.csv", 3, "userSourcedId"),
        ("reference_unknown", "users.csv", 2, "orgSourcedIds"),
        ("reference_unknown", "users.csv", 2, "agentSourcedIds"),
    ]


def test_a_delta_may_refer_to_what_is_not_in_it():
    rows = [
        rosters.child("u1", "Ada", agentSourcedIds="g9"),
        rosters.child("u2", "Ben", status="tobedeleted"),
    ]
    found = read(rosters.package(users=rosters.users("1.1", *rows), modes={"users": "delta"}))
    assert found.problems == [] and not found.whole
    assert [one.over for one in found.people] == [False, True]


def test_a_manifest_that_names_a_missing_file_or_another_version_is_refused():
    users = rosters.users("1.1", rosters.child("u1", "Ada"))
    assert faults(rosters.package(users=users, modes={"classes": "bulk"})) == [
        ("file_missing", "classes.csv", 0, "")
    ]
    assert faults(rosters.package("2.0", users=users))[0][:3] == ("version_unknown", "manifest.csv", 4)
    assert faults(rosters.package(users=users, modes={"orgs": "often"}))[0][0] == "mode_unknown"
    without = io.BytesIO()
    with zipfile.ZipFile(without, "w") as packed:
        packed.writestr("users.csv", users)
    assert ("package_unknown", "", 0, "") in faults(without.getvalue())


@pytest.mark.parametrize("name", ["../{}", "/etc/{}", "C:\\x\\{}", "a/../../{}"])
def test_a_name_that_leads_out_of_the_package_refuses_it(name):
    data = rosters.package(users=rosters.users("1.1", rosters.child("u1", "Ada")), names=name)
    assert {code for code, *_ in faults(data)} == {"file_unsafe"}


def test_a_folder_in_the_package_is_no_fault():
    data = rosters.package(users=rosters.users("1.1", rosters.child("u1", "Ada")), names="school/{}")
    assert [one.first_name for one in read(data).people] == ["Ada"]


def test_a_package_that_unpacks_to_more_than_it_may_is_stopped_on_the_way(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000_000)
    bomb = rosters.package(users="0" * 20_000_000)
    assert len(bomb) < 50_000
    assert faults(bomb) == [("package_too_big", "", 0, "")]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 broken", b"PK\x05\x06", b"%PDF-1.4 x", b"\xd0\xcf\x11\xe0\xa1\xb1"]
)
def test_what_is_no_list_is_refused(data):
    assert [code for code, *_ in faults(data)] in (
        ["package_broken"],
        ["package_unknown"],
        ["package_unknown", "file_missing"],
    )


def test_files_too_large_rows_too_many_and_letters_nobody_has_are_refused(monkeypatch):
    assert faults(b"x" * (packages.MOST_BYTES + 1)) == [("file_too_big", "", 0, "")]
    assert faults(b"") == [("file_empty", "CSV", 0, "")]
    assert faults(b"id,first name\n1,A\0da\n") == [("letter_zero", "CSV", 2, "")]
    assert faults(b"id,first name\n1,\x81\xff\n") == [("letters_unknown", "CSV", 0, "")]
    assert faults(b'id,first name\n1,"Ada\n') == [("quotes_open", "CSV", 2, "")]
    assert faults(b"id,first name\n1," + b"x" * 200_000 + b"\n")[0][0] == "cell_too_long"
    assert faults(b"id,first name,id\n1,Ada,2\n")[0] == ("column_twice", "CSV", 1, "id")
    assert faults(b"first name,last name\nAda,Blue\n") == [("number_column_missing", "CSV", 1, "")]
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert faults(rosters.large(3)) == [("rows_too_many", "CSV", 0, "")]
