"""Backups: whole or refused, without the keys; a poll's key lives until its count is in one, and in one place only."""

import json
import shutil
import sqlite3
import stat
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from forums.live.models import LiveStream
from forums.polls.domain import closing, poll_keys
from forums.polls.models import GoalPoll
from mobilize.kernel import audit, encrypted, keys
from mobilize.kernel.models import AuditEntry
from mobilize.operations import restoring, sets, sqlite_copy, wrapped_keys
from mobilize.operations.trouble import Trouble
from people.domain import seal
from people.enums import Role
from tests import factories
from tests.factories import polls as make
from tests.factories.forums import open_forum
from tests.factories.live import room
from tests.factories.people import actor, community, member

PASSPHRASE = "six words that nobody guesses here"


@pytest.fixture
def place(transactional_db, settings, tmp_path):
    """A community with a sealed voice on a disk of its own, and a folder for copies."""
    settings.KEYS_DIR = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "hall.png").write_bytes(b"a picture")
    made = community()
    forum = open_forum(made)
    seal.byline_for(actor(member(made), made), scope_kind="forum", scope_id=forum.public_id)
    return made


@pytest.fixture
def elsewhere(settings, tmp_path, monkeypatch):
    """Give a function that makes this process a new machine: no data, no media, and no keys unless it keeps them."""

    def move(*, keep_keys: bool = True) -> None:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "anew" / "mobilize.sqlite3"))
        settings.MEDIA_ROOT = tmp_path / "anew" / "media"
        if not keep_keys:
            settings.KEYS_DIR = tmp_path / "new keys"

    yield move
    connection.close()


def everything_in(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_set_comes_back_with_its_rows_media_and_seals(place, elsewhere, tmp_path, capsys):
    call_command("backup", str(tmp_path / "copies"))
    AuditEntry.objects.create(at=timezone.now(), action="after.backup")
    elsewhere()
    call_command("restore", str(tmp_path / "copies"))
    assert "The keys open the data." in capsys.readouterr().out
    assert AuditEntry.objects.filter(action="after.backup").count() == 0
    assert seal.sound()
    assert (tmp_path / "anew" / "media" / "images" / "hall.png").read_bytes() == b"a picture"


def test_streams_begin_a_new_life_after_a_restore(place, elsewhere, tmp_path):
    room(place)
    before = set(LiveStream.objects.values_list("epoch", flat=True))
    call_command("backup", str(tmp_path / "copies"))
    elsewhere()
    restoring.restore(tmp_path / "copies")
    after = set(LiveStream.objects.values_list("epoch", flat=True))
    assert before and len(after) == len(before) and not before & after


def test_rule_56_no_key_is_in_a_backup(place, tmp_path):
    factories.member(place, Role.ORGANIZER)
    poll = make.voted_poll(place, *[(make.GOALS[0],)] * 5)
    call_command("backup", str(tmp_path / "copies"))
    (tmp_path / "apart").mkdir()
    wrapped_keys.wrap(tmp_path / "apart" / "keys.json", PASSPHRASE)
    kept = everything_in(tmp_path / "copies") + everything_in(tmp_path / "apart")
    private = poll_keys._path(poll).read_bytes()
    names = (keys.SEAL_KEY, audit.KEY, encrypted.KEY)
    for secret in (private, *map(keys.read, names)):
        assert secret not in kept
        assert secret.hex().encode() not in kept
    assert wrapped_keys.unwrap(tmp_path / "apart" / "keys.json", PASSPHRASE) == {
        name: keys.read(name) for name in names
    }


def test_copies_are_for_the_one_who_runs_the_place(place, tmp_path):
    call_command("backup", str(tmp_path / "copies"))
    follower = sqlite_copy.Follower(tmp_path / "copies")
    follower.folder.mkdir()
    follower.refresh(now=timezone.now())
    for path in (tmp_path / "copies").glob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.name == "live"
    assert stat.S_IMODE((follower.folder / "a.sqlite3").stat().st_mode) == 0o600


def test_a_poll_key_lives_until_its_count_is_in_a_backup(place, elsewhere, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "copies")
    factories.member(place, Role.ORGANIZER)
    poll = make.voted_poll(place, *[(make.GOALS[0],)] * 5)
    call_command("backup")
    closing.settle_due(place, now=poll.closes_at)
    poll.refresh_from_db()
    assert (poll.state, poll.key_destroyed_at) == ("closed", None)
    assert closing.settle_due(place, now=timezone.now()) == 0
    assert poll_keys.read(poll) is not None

    call_command("backup")
    poll.refresh_from_db()
    assert poll.key_destroyed_at is not None
    assert poll_keys.read(poll) is None

    # Back to before the close, with the key gone: never a guess.
    elsewhere()
    oldest = sets.all_in(tmp_path / "copies")[0]
    assert restoring.restore(oldest).polls_without_key == 1
    closing.settle_due(place, now=timezone.now())
    poll = GoalPoll.objects.get()
    assert (poll.state, poll.ending, poll.void_cause) == ("closed", "void", "key_gone")


def test_a_restore_to_before_the_close_counts_again_while_the_key_is_there(
    place, elsewhere, settings, tmp_path
):
    settings.BACKUP_DIR = str(tmp_path / "copies")
    factories.member(place, Role.ORGANIZER)
    poll = make.voted_poll(place, *[(make.GOALS[0],)] * 5)
    call_command("backup")
    closing.settle_due(place, now=poll.closes_at)
    elsewhere()
    assert restoring.restore(tmp_path / "copies").polls_without_key == 0
    closing.settle_due(place, now=poll.closes_at)
    poll = GoalPoll.objects.get()
    assert (poll.state, poll.ending) == ("closed", "counted")


def test_the_live_copy_keeps_the_last_state_and_no_history(place, tmp_path):
    follower = sqlite_copy.Follower(tmp_path)
    follower.folder.mkdir()
    follower.refresh(now=timezone.now())
    AuditEntry.objects.create(at=timezone.now(), action="said.and.gone", note={"word": "Marigolds" * 200})
    follower.refresh(now=timezone.now())
    assert b"MarigoldsMarigolds" in everything_in(follower.folder)
    AuditEntry.objects.filter(action="said.and.gone").delete()
    follower.refresh(now=timezone.now())
    follower.refresh(now=timezone.now())
    assert b"MarigoldsMarigolds" not in everything_in(follower.folder)
    about = sets.read(follower.folder)
    sets.check_files(follower.folder, {about["database"]["file"]: about["database"]})


def broken_file(folder, tmp_path):
    path = folder / "database.sqlite3"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lost_picture(folder, tmp_path):
    (folder / "media" / "images" / "hall.png").unlink()


def half_written(folder, tmp_path):
    (folder / "manifest.json").unlink()


def changed_manifest(**change):
    def play(folder, tmp_path):
        path = folder / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))

    return play


def something_there(folder, tmp_path):
    (tmp_path / "anew").mkdir()
    sqlite3.connect(tmp_path / "anew" / "mobilize.sqlite3").execute("CREATE TABLE t (x)").connection.close()


def other_key(folder, tmp_path):
    shutil.move(tmp_path / "keys", tmp_path / "old keys")
    keys.create(keys.SEAL_KEY)


def no_key(folder, tmp_path):
    shutil.move(tmp_path / "keys", tmp_path / "old keys")


@pytest.mark.parametrize(
    ("play", "code"),
    [
        (broken_file, "broken"),
        (lost_picture, "broken"),
        (half_written, "not_a_backup"),
        (changed_manifest(format=2), "not_a_backup"),
        (changed_manifest(applied=[["polls", "9999_from_the_future"]]), "wrong_version"),
        (changed_manifest(vendor="postgresql"), "other_database"),
        (something_there, "target_not_empty"),
        (other_key, "other_keys"),
        (no_key, "keys_missing"),
    ],
)
def test_a_restore_that_cannot_be_right_is_refused_and_writes_nothing(play, code, place, elsewhere, tmp_path):
    call_command("backup", str(tmp_path / "copies"))
    (made,) = sets.all_in(tmp_path / "copies")
    elsewhere()
    play(made, tmp_path)
    before = sorted((tmp_path / "anew").rglob("*")) if (tmp_path / "anew").exists() else []
    with pytest.raises(CommandError, match=f"^{code}: "):
        call_command("restore", str(tmp_path / "copies"))
    after = sorted((tmp_path / "anew").rglob("*")) if (tmp_path / "anew").exists() else []
    assert before == after


def test_a_new_machine_gets_its_keys_from_the_wrapped_file(place, elsewhere, monkeypatch, tmp_path):
    (tmp_path / "apart").mkdir()
    monkeypatch.setenv("MOBILIZE_KEYS_PASSPHRASE", PASSPHRASE)
    call_command("backup", keys_to=str(tmp_path / "apart" / "keys.json"))
    call_command("backup", str(tmp_path / "copies"))
    elsewhere(keep_keys=False)
    call_command("restore", str(tmp_path / "copies"), keys=str(tmp_path / "apart" / "keys.json"))
    assert seal.sound()


def test_keys_are_wrapped_well_and_apart_from_the_data(place, settings, tmp_path):
    call_command("backup", str(tmp_path / "copies"))
    apart = tmp_path / "apart"
    apart.mkdir()
    for target, passphrase, code in (
        (apart / "keys.json", "short", "short_passphrase"),
        (tmp_path / "copies" / "keys.json", PASSPHRASE, "beside_the_data"),
        (settings.DATA_DIR / "keys.json", PASSPHRASE, "beside_the_data"),
    ):
        with pytest.raises(Trouble, match=f"^{code}: "):
            wrapped_keys.wrap(target, passphrase)
        assert not target.exists()
    wrapped_keys.wrap(apart / "keys.json", PASSPHRASE)
    with pytest.raises(Trouble, match=r"^wrong_passphrase: "):
        wrapped_keys.unwrap(apart / "keys.json", PASSPHRASE + "!")


def test_rule_57_old_sets_go_and_the_newest_stays(place, tmp_path):
    now = timezone.now()
    for days in (80, 40, 36):
        sqlite_copy.take(tmp_path / "copies", now=now - timedelta(days=days))
    assert sets.expire(tmp_path / "copies", now=now, days=35) == 2
    assert len(sets.all_in(tmp_path / "copies")) == 1
