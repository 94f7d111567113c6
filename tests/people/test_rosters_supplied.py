"""A OneRoster package that another program made, as it is: faults by line, then a look, then carried out."""

import io
import shutil
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from people.domain import roster
from people.enums import Band
from people.models import Membership, RosterLink

TODAY = date(2026, 11, 10)
#: Neither a day of birth nor a grade stands anywhere in it: one fault for each child, where the grade would stand.
FAULTS = [("band_missing", "users.csv", line, "grades") for line in (2, 3)]
GROUPS = {"user1": "Class 1 title", "user2": "Class 3 title"}


@pytest.fixture
def folder(shared_data):
    return shared_data / "oneroster" / "v1p1-small"


def zipped(folder) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.glob("*.csv")):
            packed.write(path, f"{folder.name}/{path.name}")
    return box.getvalue()


def faults(read: roster.Roster) -> list[tuple]:
    return [(fault.code, fault.file, fault.line, fault.column) for fault in read.problems]


def test_its_faults_are_told_by_line_from_the_folder_and_from_the_zip_file(folder):
    choices = roster.Choices()
    assert faults(roster.read_folder(folder, choices=choices, today=TODAY)) == FAULTS
    assert faults(roster.read(zipped(folder), choices=choices, today=TODAY)) == FAULTS


def test_with_a_band_for_all_others_two_children_in_two_classes_are_read(folder):
    choices = roster.Choices(other_band=Band.B)
    read = roster.read(zipped(folder), choices=choices, today=TODAY)
    assert read.problems == []
    assert (read.source, read.whole, read.left_out) == ("oneroster:schooldistrict", True, {})
    assert read.read_as.startswith("OneRoster 1.1, utf-8")
    assert [
        (one.external_id, one.first_name, one.last_name, one.username, one.band, one.group, one.over)
        for one in read.people
    ] == [
        ("user1", "ionut", "padurariu", "ionut", Band.B, "Class 1 title", False),  # of two classes the first
        ("user2", "ionut2", "padurariu", "ionut2", Band.B, "Class 3 title", False),
    ]


def test_its_own_names_of_columns_are_understood_and_a_broken_line_is_told(folder, tmp_path):
    """Births stand under ``userSourcedId`` and ``birthdate``, guardians under ``agents``: neither is the standard's."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for path in (copy, *copy.iterdir()):
        path.chmod(0o755)
    births, enrollments = copy / "demographics.csv", copy / "enrollments.csv"
    births.write_text(births.read_text().rstrip("\n") + "\nuser1,,,2012-05-31\nuser9,,,2012-05-31\n")
    enrollments.write_text(enrollments.read_text().rstrip("\n") + "\nenrol4,class9,12345,user2,student,,,\n")
    read = roster.read_folder(copy, choices=roster.Choices(), today=TODAY)
    assert faults(read) == [
        ("reference_unknown", "demographics.csv", 3, "userSourcedId"),
        ("reference_unknown", "enrollments.csv", 5, "classSourcedId"),
        ("band_missing", "users.csv", 3, "grades"),
    ]
    assert read.people[0].band == Band.B  # 14, by the day of birth


@pytest.mark.django_db
def test_it_is_looked_at_first_and_carried_out_then(school, admin, folder, freeze, capsys):
    freeze(datetime(2026, 11, 10, 10, tzinfo=UTC))
    before = Membership.objects.count()
    words = ["import_roster", str(folder), "--community", school.slug, "--by", admin.username]
    with pytest.raises(CommandError, match=r"^2 faults, 2 shown\. Nothing was changed\.$"):
        call_command(*words)
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["users.csv line 2 grades", "users.csv line 3 grades"]
    words.append("--other-band=B")
    call_command(*words, "--dry-run")
    out = capsys.readouterr().out
    counts = ["new: 2", "changed: 0", "back: 0", "same: 0", "gone: 0", "links: 0"]
    assert out.splitlines()[1:] == [*counts, "Nothing was changed."]
    assert (Membership.objects.count(), RosterLink.objects.count()) == (before, 0)
    call_command(*words)
    assert Membership.objects.count() == before + 2
    links = RosterLink.objects.select_related("membership__user")
    assert {link.external_id: link.group for link in links} == GROUPS
    assert {link.source for link in links} == {"oneroster:schooldistrict"}
    assert {(link.membership.user.email, link.membership.band) for link in links} == {("", Band.B)}
    assert not any(link.membership.user.has_usable_password() for link in links)
    capsys.readouterr()
    call_command(*words)
    assert "new: 0\nchanged: 0\nback: 0\nsame: 2\n" in capsys.readouterr().out
    assert Membership.objects.count() == before + 2
