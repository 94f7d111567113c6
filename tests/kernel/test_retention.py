"""Retention: one table drives every deletion; it can be tried, repeated, and writes down numbers alone."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from mobilize.kernel import audit, audit_chain, retention
from mobilize.kernel.models import AuditEntry, Letter, LetterState, Slot
from mobilize.kernel.purposes import Basis
from mobilize.operations import sets

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def old_letter(**fields) -> Letter:
    return Letter.objects.create(
        **{
            "message_id": "<1@example.org>",
            "template": "notice",
            "state": LetterState.SENT,
            "created_at": NOW - timedelta(days=40),
            "due_at": NOW - timedelta(days=40),
            "settled_at": NOW - timedelta(days=31),
            **fields,
        }
    )


def test_rule_50_each_line_says_what_why_on_which_basis_and_how_long():
    lines = retention.table()
    assert len(lines) > 20
    for line in lines:
        assert all((str(line.what), str(line.purpose), str(line.since))), line.name
        assert line.basis in Basis
        # Only what the law of the place rules on has no time of its own.
        assert line.period is not None or line.name == "moderation.concerns"


def test_rule_50_a_line_cannot_be_told_twice():
    line = retention.table()[0]
    with pytest.raises(ValueError, match="told twice"):
        retention.keep(
            line.name,
            "again",
            purpose="again",
            basis=Basis.TASK,
            period=None,
            since="now",
            find=retention.nothing,
            end=retention.delete,
        )


@pytest.mark.both_databases
def test_rule_51_a_dry_run_counts_and_changes_nothing():
    old_letter()
    assert retention.purge(now=NOW, dry_run=True)["kernel.letters"] == 1
    assert Letter.objects.count() == 1
    assert not AuditEntry.objects.exists()


@pytest.mark.both_databases
def test_rule_51_a_second_run_finds_nothing():
    old_letter()
    old_letter(message_id="<2@example.org>", settled_at=NOW - timedelta(days=29))
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(hours=1))
    first = retention.purge(now=NOW)
    assert (first["kernel.letters"], first["kernel.sessions"]) == (1, 1)
    assert Letter.objects.get().message_id == "<2@example.org>"
    assert Session.objects.get().session_key == "new"
    assert set(retention.purge(now=NOW).values()) == {0}


def test_rule_51_what_it_writes_down_are_numbers(caplog):
    caplog.set_level("INFO", logger="mobilize.kernel.retention")
    old_letter(template="words of somebody", recipient="somebody@example.org")
    retention.purge(now=NOW)
    line = AuditEntry.objects.get(action=retention.PURGED)
    assert line.note == {"counts": {"kernel.letters": 1}}
    assert "kernel.letters" in caplog.text
    assert "somebody" not in caplog.text + json.dumps(line.note)


def test_rule_51_more_than_one_turn_ends_all_of_it(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        old_letter(message_id=f"<{number}@example.org>")
    assert retention.purge(now=NOW)["kernel.letters"] == 5


def test_rule_51_what_fails_keeps_nobody_elses_data(monkeypatch, caplog):
    broken = retention.Keeping(
        name="aaa.broken",
        what="broken",
        purpose="to break",
        basis=Basis.NONE,
        period=timedelta(),
        since="now",
        find=lambda now, community: [1],
        end=lambda rows, now: 0,
        protected=False,
        of_community=False,
    )
    monkeypatch.setitem(retention._table, broken.name, broken)
    old_letter()
    counts = retention.purge(now=NOW)
    assert counts["kernel.letters"] == 1
    assert broken.name not in counts
    assert "aaa.broken could not be ended" in caplog.text
    with pytest.raises(RuntimeError, match=r"not ended: aaa\.broken"):  # so the job is tried again, and seen
        retention.nightly()
    with pytest.raises(CommandError, match="the log says why"):
        call_command("purge", stdout=io.StringIO())


def test_rule_51_the_command_tells_numbers_and_tries_other_days_only_dry(freeze):
    freeze(NOW)
    old_letter(settled_at=NOW - timedelta(days=10))
    said = io.StringIO()
    call_command("purge", "--dry-run", "--at", "2026-04-01", stdout=said)
    assert "       1  kernel.letters\n" in said.getvalue()
    assert said.getvalue().endswith("would end\n")
    for wrong in (
        ["--at", "2026-04-01"],
        ["--dry-run", "--at", "nonsense"],
        ["--dry-run", "--at", "2026-13-01"],
    ):
        with pytest.raises(CommandError):
            call_command("purge", *wrong)
    call_command("purge", stdout=io.StringIO())
    assert Letter.objects.count() == 1


def test_rule_50_the_newest_time_of_each_job_stays():
    for days in (9, 8, 7):
        Slot.objects.create(job="a", due_at=NOW - timedelta(days=days))
    retention.purge(now=NOW)
    assert Slot.objects.get().due_at == NOW - timedelta(days=7)


@pytest.mark.both_databases
def test_rule_50_the_trail_goes_by_whole_links_and_stays_provable(freeze):
    freeze(NOW - timedelta(days=6 * 365 + 1))
    audit.record(action="people.old", now=NOW - timedelta(days=6 * 365 + 1))
    audit_chain.bind()
    freeze(NOW)
    audit.record(action="people.new", now=NOW)
    audit_chain.bind()
    assert retention.purge(now=NOW)["kernel.trail"] == 1
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "people.new",
        audit_chain.PURGED,
        retention.PURGED,
    }
    assert list(audit_chain.faults()) == []


def test_rule_57_backups_go_after_35_days_but_the_newest_stays(tmp_path, settings):
    settings.BACKUP_DIR = str(tmp_path)
    assert settings.BACKUP_DAYS <= 35
    for name, days in (("old", 36), ("older", 50), ("young", 34)):
        (tmp_path / name).mkdir()
        made = {"format": sets.FORMAT, "made_at": (NOW - timedelta(days=days)).isoformat()}
        (tmp_path / name / sets.MANIFEST).write_text(json.dumps(made))
    assert retention.purge(now=NOW, dry_run=True)["operations.backups"] == 2
    assert retention.purge(now=NOW)["operations.backups"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["young"]
    assert retention.purge(now=NOW + timedelta(days=90))["operations.backups"] == 0
    assert (tmp_path / "young").is_dir()
