"""The doctor: each thing that is broken has its line; a sound house has none that is bad; nothing is changed."""

import json
import secrets
import shutil
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from cms.domain.help import plant_help_numbers
from cms.models import HelpNumber
from cms.queries.help import forget_help_numbers
from forums.polls.domain import poll_keys
from forums.polls.models import GoalPoll
from mobilize.kernel import jobs, outbox
from mobilize.kernel.models import AuditEntry, Letter, LetterState, Slot
from mobilize.operations import doctor, sqlite_copy
from moderation.models import StaffedHours
from people.domain import seal
from people.enums import Role
from people.models import RoleGrant
from tests.factories import polls as make
from tests.factories.people import actor, community, member

WATCHED = (
    "worker",
    "jobs",
    "letters",
    "polls",
    "pages",
    "help",
    "people",
    "keys",
    "fields",
    "clock",
    "redis",
)


@pytest.fixture
def house(db, settings, tmp_path):
    """A community with everybody on duty, numbers that were tried, keys, and a worker that has just run."""
    settings.KEYS_DIR = tmp_path / "keys"
    settings.BACKUP_DIR = str(tmp_path / "copies")
    settings.REDIS_URL = ""
    made = community()
    for role in (Role.SAFEGUARDING_LEAD, Role.MODERATOR, Role.ADMINISTRATOR, Role.ORGANIZER):
        member(made, role)
    assert Site.objects.filter(is_default_site=True).exists()
    plant_help_numbers("FR", "GB", reviewed_on=timezone.localdate())
    forget_help_numbers()
    Slot.objects.create(job="a.round", due_at=timezone.now())
    return made


def told(*checks: str) -> list[str]:
    return [f"{line.level} {line.words}" for line in doctor.examine(now=timezone.now(), only=checks)]


def test_a_sound_house_has_no_line_that_is_bad(house):
    lines = doctor.examine(now=timezone.now(), only=WATCHED)
    assert [line for line in lines if line.level != "ok"] == []
    assert len(lines) == len(WATCHED)


def no_worker(place, settings):
    Slot.objects.update(due_at=timezone.now() - timedelta(hours=1))


def overdue_job(place, settings):
    jobs.enqueue("mobilize.kernel.retention.nightly", at=timezone.now() - timedelta(minutes=6))


def dead_job(place, settings):
    job = jobs.enqueue("mobilize.kernel.retention.nightly", at=timezone.now())
    jobs.jobs().filter(pk=job.pk).update(status=jobs.DEAD)


def late_letter(place, settings):
    outbox.write(recipient="x", template="t", facts={}, now=timezone.now() - timedelta(hours=2))
    Letter.objects.update(tries=1)


def dead_letter(place, settings):
    outbox.write(recipient="x", template="t", facts={}, now=timezone.now())
    Letter.objects.update(state=LetterState.DEAD)


def key_gone(place, settings):
    poll, _voters = make.open_poll(place)
    poll_keys.destroy(poll)


def late_poll(place, settings):
    poll, _voters = make.open_poll(place)
    GoalPoll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() - timedelta(hours=1))


def key_waits(place, settings):
    poll = make.tallied_poll(place)
    GoalPoll.objects.filter(pk=poll.pk).update(closed_at=timezone.now() - timedelta(days=2))


def no_seal_key(place, settings):
    (settings.KEYS_DIR / "seal.key").unlink()


def open_key(place, settings):
    (settings.KEYS_DIR / "seal.key").chmod(0o644)


def other_key(place, settings):
    seal.byline_for(actor(member(place), place), scope_kind="forum", scope_id="abcdefghabcdefgh")
    (settings.KEYS_DIR / "seal.key").write_bytes(bytes(32))


def clock_back(place, settings):
    AuditEntry.objects.create(at=timezone.now() + timedelta(days=1), action="x")


def no_redis(place, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def old_numbers(place, settings):
    HelpNumber.objects.update(reviewed_on=timezone.localdate() - timedelta(days=91))


def no_numbers(place, settings):
    HelpNumber.objects.filter(language="fr").delete()
    forget_help_numbers()


def no_lead(place, settings):
    RoleGrant.objects.filter(role=Role.SAFEGUARDING_LEAD).update(ends_at=timezone.now() - timedelta(days=1))


def no_hours(place, settings):
    StaffedHours.objects.all().delete()


@pytest.mark.parametrize(
    ("breaking", "check", "line"),
    [
        (no_worker, "worker", "bad no worker has run since"),
        (overdue_job, "jobs", "bad 1 jobs are overdue"),
        (dead_job, "jobs", "bad 1 jobs are dead"),
        (late_letter, "letters", "bad 1 letters have tried"),
        (dead_letter, "letters", "note 1 letters were refused"),
        (key_gone, "polls", "bad 1 running polls have no key"),
        (late_poll, "polls", "bad 1 polls should have closed"),
        (key_waits, "polls", "bad the keys of 1 counted polls wait"),
        (no_seal_key, "keys", "bad there is no seal.key"),
        (open_key, "keys", "bad others may read seal.key"),
        (other_key, "keys", "bad the seal key does not open the data"),
        (clock_back, "clock", "bad the last act is dated"),
        (no_redis, "redis", "bad Redis does not answer"),
        (no_numbers, "help", 'bad "Get help now" has no number in French'),
        (no_lead, "people", "bad harbour has no safeguarding lead"),
        (no_hours, "people", "bad nobody is ever at the desk of harbour"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_broken_has_its_line(breaking, check, line, house, settings):
    breaking(house, settings)
    (found,) = told(check)
    assert found.startswith(line)


def test_numbers_that_nobody_tried_for_ninety_days_have_their_line(house, settings):
    assert told("help") == ["ok the numbers have been tried lately"]
    old_numbers(house, settings)
    assert "help numbers were not tried within 90 days" in told("help")[-1]


@pytest.mark.parametrize(
    ("name", "value", "check", "line"),
    [
        ("DEBUG", True, "settings", "bad DEBUG is on"),
        ("DEMO_DOORS", True, "settings", "bad anybody can sign in as anybody"),
        ("ALLOWED_HOSTS", ["*"], "addresses", "bad every host name is answered"),
        ("ALLOWED_HOSTS", [".school.example"], "addresses", "bad links in e-mails lead to 127.0.0.1"),
        ("SECURE_PROXY_SSL_HEADER", ("X", "https"), "proxy", "bad anybody's X-Forwarded-Proto is believed"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", 1, "proxy", "bad a proxy is counted"),
        ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend", "mail", "note letters go to"),
    ],
)
def test_a_wrong_setting_has_its_line(name, value, check, line, settings):
    setattr(settings, name, value)
    assert told(check)[0].startswith(line)


def test_a_mail_server_that_is_not_there_has_its_line(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert told("mail") == ["bad the mail server cannot be reached (ConnectionRefusedError)"]


@pytest.mark.parametrize(
    ("free", "line"),
    [
        (2 << 30, "ok has room"),
        (900 << 20, "note 900 MB are free for the data"),
        (9, "bad 0 MB are free for the data"),
    ],
)
def test_a_disk_that_fills_has_its_line(free, line, settings, monkeypatch):
    settings.BACKUP_DIR = ""
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(4 << 30, 0, free))
    assert told("disk") == [line]


def test_tables_that_are_behind_the_program_have_their_line(db):
    assert told("migrations") == ["ok the tables fit the program"]
    recorded = MigrationRecorder.Migration.objects.filter(app="moderation").order_by("name")
    recorded.last().delete()
    assert told("migrations")[0].endswith("migrations wait")


def test_a_database_that_is_away_has_its_line_and_the_other_checks_go_on(house):
    def away(*_question):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        assert told("database") == ["bad it does not answer"]
        assert told("clock", "disk") == [*told("disk"), "bad could not be looked at: OperationalError"]


@pytest.mark.both_databases
def test_a_slot_that_nobody_reads_has_its_line(db):
    """It keeps PostgreSQL's log until the disk is full."""
    if connection.vendor == "sqlite":
        assert told("slots") == ["ok the log is kept for nobody who is gone"]
        return
    name = f"idle_{secrets.token_hex(4)}"  # all workers share the server
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_create_physical_replication_slot(%s, true)", [name])
        try:
            assert any(line.startswith(f"note nobody reads the slot {name}") for line in told("slots"))
        finally:
            cursor.execute("SELECT pg_drop_replication_slot(%s)", [name])
    assert not any(name in line for line in told("slots"))


def test_backups_are_missed_when_they_stop(house, settings, tmp_path):
    settings.BACKUP_DIR = ""
    assert told("backups") == ["note no backups are set up"]
    settings.BACKUP_DIR = str(tmp_path / "copies")
    assert told("backups") == ["bad there is no backup"]


def test_backups_that_are_old_or_do_not_follow_have_their_lines(transactional_db, settings, tmp_path):
    community()
    settings.BACKUP_DIR = str(tmp_path)
    sqlite_copy.take(tmp_path, now=timezone.now() - timedelta(days=3))
    assert told("backups")[0].startswith("bad the newest set is of")
    assert told("backups")[1] == "note nothing follows the data"
    sqlite_copy.take(tmp_path, now=timezone.now())
    follower = sqlite_copy.Follower(tmp_path)
    follower.folder.mkdir()
    follower.refresh(now=timezone.now())
    assert told("backups") == ["ok are fresh"]


def test_the_command_says_a_line_for_each_check_and_ends_with_one_if_something_is_bad(
    house, capsys, settings
):
    call_command("doctor", "people", "help")
    assert len(capsys.readouterr().out.splitlines()) == 2
    no_hours(house, settings)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "people", "--json")
    assert ended.value.code == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["check"], found["level"]) == ("people", "bad")
    assert found["hint"]


def test_looking_changes_nothing(house):
    with CaptureQueriesContext(connection) as asked:
        doctor.examine(now=timezone.now(), only=WATCHED)
    assert len(asked) > 10
    assert [query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "PRAGMA"))] == []
