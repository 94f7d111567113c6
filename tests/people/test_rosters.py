"""Lists carried out: whole or not at all, twice without doubles, and never over what the house knows better."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people import queries
from people.domain import births, members, roster
from people.domain.roster.cards import issue_codes
from people.enums import Band, ConsentState, Role, RosterState
from people.models import Guardianship, Membership, RosterLink, RosterRun, User
from tests import factories
from tests.factories import rosters

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db
LEAVE = roster.Choices(leave_out_adults=True)
GUARDED = roster.Choices(leave_out_adults=True, with_guardians=True)


def bring_in(office, data: bytes, choices=LEAVE, now=NOW) -> dict:
    """Read, look and carry out at once."""
    read = roster.read(data, choices=choices, today=now.date())
    assert read.problems == []
    plan = roster.compare(office.community, roster=read, choices=choices, now=now)
    assert read.problems == []
    return roster.carry_out(office, roster=read, choices=choices, mark=plan.mark, digest="d", now=now)


def kinds(office, data: bytes, choices=LEAVE) -> dict[str, str]:
    read = roster.read(data, choices=choices, today=NOW.date())
    plan = roster.compare(office.community, roster=read, choices=choices, now=NOW)
    return {change.person.external_id: str(change.kind) for change in plan.changes}


def place_of(number: str) -> Membership:
    return RosterLink.objects.select_related("membership__user").get(external_id=number).membership


@pytest.mark.both_databases
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_list_makes_members_who_read_until_consent_is_recorded(office, version):
    done = bring_in(office, rosters.school(version))
    assert (done["new"], done["left_out_adults"]) == (3, 1)
    ada = place_of("u1")
    assert (ada.user.name, ada.band, ada.user.username) == ("Ada Blue", Band.B, "ada.blue")
    assert not ada.user.has_usable_password()
    assert list(ada.role_grants.values_list("role", flat=True)) == [Role.STUDENT]
    assert [consent.state for consent in ada.consents.all()] == [ConsentState.REQUESTED]
    actor = queries.actor_of_membership(ada.pk, now=NOW)
    assert not actor.consented and actor.is_youth


def test_two_children_of_one_name_are_two(office):
    bring_in(office, rosters.school())
    assert {place_of("u1").pk} != {place_of("u3").pk}
    assert [place_of(number).user.username for number in ("u1", "u3")] == ["ada.blue", "ada.blue2"]


@pytest.mark.both_databases
def test_a_second_list_finds_the_same_people(office):
    bring_in(office, rosters.school())
    before = Membership.objects.count()
    assert set(kinds(office, rosters.school()).values()) == {"same"}
    bring_in(office, rosters.school())
    assert Membership.objects.count() == before


def test_what_is_new_changed_gone_and_back_is_told_and_done(office):
    first = rosters.plain("1,Ada,Blue,2012-05-31,8a", "2,Ben,Green,2012-05-31,8a", "3,Cy,Red,2012-05-31,8a")
    second = rosters.plain(
        "1,Adah,Blue,2008-05-31,9a", "2,Ben,Green,2012-05-31,8a", "4,Di,Gray,2012-05-31,8a"
    )
    bring_in(office, first)
    assert kinds(office, second) == {"1": "changed", "2": "same", "4": "new", "3": "gone"}
    bring_in(office, second)
    ada = place_of("1")
    assert (ada.user.first_name, ada.band) == ("Adah", Band.D)
    assert births.own(ada) == date(2008, 5, 31)
    assert RosterLink.objects.get(external_id="1").group == "9a"
    assert place_of("3").ended_at is None  # gone ends only if it was asked for
    bring_in(office, second, roster.Choices(end_gone=True))
    assert place_of("3").ended_at == NOW
    later = NOW + timedelta(days=1)
    assert kinds(office, first)["3"] == "back"
    bring_in(office, first, now=later)
    assert place_of("3").ended_at is None


def test_a_delta_ends_only_whom_it_names(office):
    rows = [rosters.child("u1", "Ada"), rosters.child("u2", "Ben")]
    bring_in(office, rosters.package(users=rosters.users("1.1", *rows)))
    delta = rosters.users("1.1", rosters.child("u2", "Ben", status="tobedeleted"))
    asked = roster.Choices(end_gone=True)
    bring_in(office, rosters.package(users=delta, modes={"users": "delta"}), asked)
    assert (place_of("u1").ended_at, place_of("u2").ended_at) == (None, NOW)


def test_members_who_came_another_way_are_never_gone(office, student):
    bring_in(office, rosters.plain("1,Ada,Blue,2012-05-31,8a"), roster.Choices(end_gone=True))
    assert student.memberships.get().ended_at is None


def test_a_member_is_found_by_user_name_only_with_the_same_name(office, school):
    robin = factories.member(school, username="robin.known")  # Robin.Known Tester
    header = "id,first name,last name,username,date of birth"
    data = rosters.plain(
        "1,Robin.Known,Tester,robin.known,2012-05-31", "2,Somebody,Else,admin,2012-05-31", header=header
    )
    factories.member(school, username="admin")
    bring_in(office, data)
    assert place_of("1").user == robin
    assert (
        place_of("2").user.username == "somebody.else"
    )  # the name was somebody's: another account, another name


def test_rule_39_a_list_never_touches_an_adult(office, school):
    teacher = factories.member(school, Role.TEACHER, username="tea")
    place = teacher.memberships.get()
    RosterLink.objects.create(
        community=school, membership=place, source="csv", external_id="1", created_at=NOW
    )
    read = roster.read(rosters.plain("1,Tea,Tester,2012-05-31,8a"), choices=LEAVE, today=NOW.date())
    roster.compare(school, roster=read, choices=LEAVE, now=NOW)
    assert [(fault.code, fault.line) for fault in read.problems] == [("adult_here", 2)]
    with pytest.raises(Refused, match="roster_faults"):
        roster.carry_out(office, roster=read, choices=LEAVE, mark="", digest="", now=NOW)
    place.refresh_from_db()
    assert place.band == Band.D


def test_the_name_of_somebody_who_belongs_elsewhere_too_stays(office):
    bring_in(office, rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    other = factories.community("inland")
    Membership.objects.create(user=place_of("1").user, community=other, band=Band.B, created_at=NOW)
    assert kinds(office, rosters.plain("1,Mallory,Blue,2012-05-31,8a")) == {"1": "same"}


def test_a_day_of_birth_that_is_known_is_worth_more_than_a_grade(office):
    bring_in(office, rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    graded = rosters.plain("1,Ada,Blue,2,8a", header="id,first name,last name,grade,class")
    assert kinds(office, graded) == {"1": "same"}


def test_guardians_are_linked_with_the_least_and_no_broken_link_is_mended_by_a_list(office):
    bring_in(office, rosters.school(), GUARDED)
    tie = Guardianship.objects.get()
    assert (tie.student_id, tie.guardian_id) == (place_of("u1").pk, place_of("g1").pk)
    assert not (tie.may_consent or tie.gets_mail or tie.sees_participation or tie.is_legal)
    assert list(tie.guardian.role_grants.values_list("role", flat=True)) == [Role.CAREGIVER]
    Guardianship.objects.update(ended_at=NOW)
    assert kinds(office, rosters.school(), GUARDED)["g1"] == "same"
    bring_in(office, rosters.school(), GUARDED)
    assert Guardianship.objects.count() == 1


def test_nobody_is_tied_to_a_student_of_age(office):
    births_of_age = rosters.table("sourcedId,birthDate", {"sourcedId": "u1", "birthDate": "2008-11-10"})
    rows = [rosters.child("u1", "Ada", agentSourcedIds="g1"), rosters.child("g1", "Guy", role="parent")]
    bring_in(office, rosters.package(users=rosters.users("1.1", *rows), demographics=births_of_age), GUARDED)
    assert place_of("u1").band == Band.D and not Guardianship.objects.exists()


@pytest.mark.both_databases
def test_nothing_is_carried_out_if_members_changed_meanwhile(office):
    read = roster.read(rosters.plain("1,Ada,Blue,2012-05-31,8a"), choices=LEAVE, today=NOW.date())
    plan = roster.compare(office.community, roster=read, choices=LEAVE, now=NOW)
    bring_in(office, rosters.plain("1,Ada,Green,2012-05-31,8a"))
    with pytest.raises(Refused, match="changed_meanwhile"):
        roster.carry_out(office, roster=read, choices=LEAVE, mark=plan.mark, digest="", now=NOW)
    assert place_of("1").user.last_name == "Green"


@pytest.mark.both_databases
def test_all_or_nothing(office, monkeypatch):
    monkeypatch.setattr("people.domain.roster.apply._join", lambda *_all: 1 / 0)
    people = User.objects.count()
    with pytest.raises(ZeroDivisionError):
        bring_in(office, rosters.school())
    assert (User.objects.count(), RosterLink.objects.count()) == (people, 0)


def test_rule_3_a_list_needs_a_valid_check_when_it_is_carried_out_too(office, school):
    run, _read = roster.prepare(
        office, data=rosters.plain("1,Ada,Blue,2012-05-31,8a"), choices=LEAVE, now=NOW
    )
    RosterRun.objects.update(state=RosterState.WAITING)
    office.membership.clearances.update(expires_on=date(2020, 1, 1))
    roster.settle(run.public_id, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.refused_because, run.rows) == (RosterState.REFUSED, "clearance_missing", "")
    assert not RosterLink.objects.exists()


def test_the_trail_has_counts_and_no_names(office):
    bring_in(office, rosters.school())
    (line,) = AuditEntry.objects.filter(action="people.import_roster")
    assert line.note["new"] == 3
    assert "Ada" not in str(line.note) and "u1" not in str(line.note)


def test_rows_wait_encrypted_for_an_hour_and_are_gone_after_each_end(office):
    data = rosters.plain("1,Ada,Blue,2012-05-31,8a")
    run, _read = roster.prepare(office, data=data, choices=LEAVE, now=NOW)
    kept = RosterRun.objects.filter(pk=run.pk).extra(select={"raw": "rows"}).values_list("raw", flat=True)[0]
    assert "Ada" not in kept and "2012" not in kept
    assert roster.forget_rows(now=NOW + timedelta(minutes=59)) == 0
    assert roster.forget_rows(now=NOW + timedelta(hours=1)) == 1
    run.refresh_from_db()
    assert (run.rows, run.state) == ("", RosterState.DROPPED)
    with pytest.raises(Refused, match="not_now"):
        roster.confirm(office, run=run, mark=run.mark, now=NOW)


def test_a_yes_counts_for_the_plan_that_was_shown_and_once(office):
    data = rosters.plain("1,Ada,Blue,2012-05-31,8a")
    run, _read = roster.prepare(office, data=data, choices=LEAVE, now=NOW)
    with pytest.raises(Refused, match="changed_meanwhile"):
        roster.confirm(office, run=run, mark="another", now=NOW)
    with pytest.raises(Refused, match="roster_over"):
        roster.confirm(office, run=run, mark=run.mark, now=NOW + timedelta(hours=1))
    roster.confirm(office, run=run, mark=run.mark, now=NOW)
    with pytest.raises(Refused, match="not_now"):
        roster.confirm(office, run=run, mark=run.mark, now=NOW)
    roster.settle(run.public_id, now=NOW)
    roster.settle(run.public_id, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.rows, run.counts["done"]["new"]) == (RosterState.DONE, "", 1)
    assert RosterLink.objects.count() == 1


def test_rule_39_bands_are_the_communitys_choice_and_no_other(office):
    for choices in (replace(LEAVE, other_band="X"), replace(LEAVE, band_b_from=11, band_c_from=11)):
        with pytest.raises(Refused, match=r"band_unknown|grades_unfit"):
            roster.prepare(office, data=rosters.school(), choices=choices, now=NOW)


def test_cards_are_for_those_who_never_signed_in_and_belong_here_alone(office, school):
    bring_in(
        office,
        rosters.plain("1,Ada,Blue,2012-05-31,8a", "2,Ben,Green,2012-05-31,8a", "3,Cy,Red,2012-05-31,8a"),
    )
    User.objects.filter(pk=place_of("2").user_id).update(last_login=NOW)
    inland = factories.community("inland")
    Membership.objects.create(user=place_of("3").user, community=inland, band=Band.B, created_at=NOW)
    assert [place.pk for place, _code in issue_codes(office, group="8a", now=NOW)] == [place_of("1").pk]
    with pytest.raises(Refused, match="group_empty"):
        issue_codes(office, group="no class", now=NOW)


def test_user_names_are_kind_plain_and_nobodys(office):
    names = ["Zoé|O'Neil", "Łukasz|Żółty", "Ольга|Иванова", "李|小龙", "!!|??", "Zoé|Oneil"]
    rows = [f"{number},{name.replace('|', ',')},2012-05-31,8a" for number, name in enumerate(names)]
    bring_in(office, rosters.plain(*rows))
    assert [place_of(str(number)).user.username for number in range(len(names))] == [
        "zoe.oneil", "lukasz.zolty", "ольга.иванова", "李.小龙", "member", "zoe.oneil2",
    ]  # fmt: skip


def test_the_command_shows_first_and_carries_out_then(office, school, admin, tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_bytes(rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    words = ["import_roster", str(path), "--community", school.slug, "--by", admin.username]
    call_command(*words, "--dry-run")
    assert "new: 1" in capsys.readouterr().out and not RosterLink.objects.exists()
    call_command(*words)
    assert place_of("1").user.username == "ada.blue"
    path.write_bytes(b"id,first name\n1,\n")
    with pytest.raises(CommandError, match="2 faults"):
        call_command(*words)
    assert "CSV line 2 first name: The name is missing. (name_missing)" in capsys.readouterr().err


def test_an_administrator_elsewhere_brings_nothing_in(office):
    inland = factories.community("inland")
    stranger = factories.actor(factories.member(inland, Role.ADMINISTRATOR), inland)
    run, _read = roster.prepare(office, data=rosters.school(), choices=LEAVE, now=NOW)
    with pytest.raises(Refused, match="not_found"):
        roster.confirm(stranger, run=run, mark=run.mark, now=NOW)
    with pytest.raises(Refused, match="not_found"):
        roster.drop(stranger, run=run, now=NOW)


def test_ending_by_a_list_settles_what_was_left_behind(office, monkeypatch):
    settled = []
    bring_in(office, rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    monkeypatch.setattr("people.departures._heirs", [lambda place, actor, now: settled.append(place.pk)])
    bring_in(office, rosters.plain("2,Ben,Blue,2012-05-31,8a"), roster.Choices(end_gone=True))
    assert settled == [place_of("1").pk]
    with pytest.raises(Refused):
        members.end_membership(office, membership=place_of("1"), now=NOW)
