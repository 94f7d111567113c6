"""A copy of one's own data (rule 52)."""

import errno
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel import jobs, keys, retention
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.enums import ConcernKind, EntryKind
from moderation.models import Concern, ConcernEntry
from people.domain import copies
from people.enums import RequestState, Role
from people.models import PrivacyRequest
from tests import factories
from tests.factories.privacy import SENTINEL, speak_everywhere, word
from tests.factories.screens import ask_again
from tests.stage.sign_ins import proved

pytestmark = pytest.mark.django_db


@pytest.fixture
def student(school):
    return factories.member(school, username="robin")


@pytest.fixture
def signed_in(client, student):
    client.force_login(student)
    return client


def address(school, name: str = "my_data", **more) -> str:
    return reverse(name, kwargs={"community": school.slug, **more})


def made(school, student) -> PrivacyRequest:
    asked = copies.ask(factories.actor(student, school), now=timezone.now())
    jobs.run_due(now=timezone.now())
    asked.refresh_from_db()
    return asked


def opened(school, student) -> zipfile.ZipFile:
    asked = made(school, student)
    content = copies.fetch(factories.actor(student, school), request=asked, now=timezone.now())
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.both_databases
def test_rule_52_the_copy_holds_every_own_word_for_people_and_for_machines(school, student):
    speak_everywhere(school, student)
    archive = opened(school, student)
    page, data = archive.read("my-data.html").decode(), archive.read("my-data.json").decode()
    for number in range(1, 12):
        assert word(number) in page, number
        assert word(number) in data, number
    told = json.loads(data)
    assert told["community"] == school.name
    assert {"person", "perspectives", "replies", "drafts", "messages", "reports", "consents"} <= set(
        told["sections"]
    )


def test_rule_52_nobody_elses_words_or_names_are_in_it(school, student):
    made_here = speak_everywhere(school, student)
    made_here["friend"].last_name = "Neighbourly"
    made_here["friend"].save()
    archive = opened(school, student)
    words = archive.read("my-data.html").decode() + archive.read("my-data.json").decode()
    byline = made_here["theirs"].byline.pseudonym
    for foreign in ("Somebody else", "I like it", "Neighbourly", "friend", byline, "A guardian"):
        assert foreign not in words, foreign


def test_rule_52_concern_files_are_not_in_it_and_the_page_says_whom_to_ask(school, student, signed_in):
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    member = factories.actor(student, school).membership
    concern = Concern.objects.create(
        community=school,
        kind=ConcernKind.values[0],
        student=member,
        raised_by=lead.membership,
        created_at=timezone.now(),
    )
    ConcernEntry.objects.create(
        concern=concern, kind=EntryKind.values[0], by=lead.user, words=SENTINEL, created_at=timezone.now()
    )
    archive = opened(school, student)
    assert not any(SENTINEL in archive.read(name).decode() for name in archive.namelist())
    assert "Ask the safeguarding lead" in archive.read("my-data.html").decode()
    assert b"Ask the safeguarding lead" in signed_in.get(address(school)).content


def test_rule_52_its_state_is_on_the_screen_and_it_ends_after_seven_days(school, student, signed_in):
    page = address(school)
    assert b"Make a copy for me" in signed_in.get(page).content
    assert signed_in.post(page).status_code == 302
    assert b"We are making your copy" in signed_in.get(page).content
    assert signed_in.post(page).status_code == 409
    jobs.run_due(now=timezone.now())
    asked = PrivacyRequest.objects.get()
    assert b"Get my copy" in signed_in.get(page).content
    assert (copies.folder() / asked.file).is_file()
    retention.purge(now=timezone.now() + timedelta(days=8))
    assert not (copies.folder() / asked.file).exists()
    assert b"Get my copy" not in signed_in.get(page).content


def test_rule_52_the_password_is_asked_again_and_only_its_owner_gets_it(school, student, signed_in):
    asked = made(school, student)
    path = address(school, "fetch_copy", copy=asked.public_id)
    proved(signed_in, student, minutes_ago=11)
    answer = signed_in.get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/reauthenticate/")
    ask_again(signed_in, student)
    answer = signed_in.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "no-store" in answer["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    for role in (Role.STUDENT, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD):
        other = factories.member(school, role)
        browser = Client()
        browser.force_login(other)
        ask_again(browser, other)
        assert browser.get(path).status_code == 404
    assert AuditEntry.objects.filter(action="people.fetch_copy").count() == 1


def test_rule_52_nothing_is_fetched_after_its_time(school, student):
    asked = made(school, student)
    with pytest.raises(Refused) as refused:
        copies.fetch(
            factories.actor(student, school), request=asked, now=timezone.now() + copies.KEPT + timedelta(1)
        )
    assert refused.value.code == "not_found"


def test_rule_52_the_file_cannot_be_read_where_it_lies(school, student):
    speak_everywhere(school, student)
    asked = made(school, student)
    content = (copies.folder() / asked.file).read_bytes()
    assert SENTINEL.encode() not in content
    assert not content.startswith(b"PK")
    assert (copies.folder() / asked.file).stat().st_mode & 0o077 == 0


@pytest.mark.both_databases
def test_rule_52_making_it_writes_nothing_that_links_two_names(school, student):
    speak_everywhere(school, student)
    asked = copies.ask(factories.actor(student, school), now=timezone.now())
    with CaptureQueriesContext(connection) as questions:
        copies.make(asked.public_id, now=timezone.now())
    written = [
        one["sql"] for one in questions if one["sql"].lstrip().split()[0] in {"INSERT", "UPDATE", "DELETE"}
    ]
    assert written
    assert all("people_privacyrequest" in sql for sql in written), written
    asked.refresh_from_db()
    assert asked.state == RequestState.DONE


def tried(freeze) -> int:
    """Let the worker try what is due, and what it leaves until nothing waits; return how many tries that took."""
    tries = 0
    while waiting := jobs.jobs().filter(status=jobs.READY).first():
        freeze(waiting.run_after)
        tries += jobs.run_due(now=waiting.run_after)
    return tries


def there() -> list[str]:
    return [path.name for path in copies.folder().glob("*")] if copies.folder().exists() else []


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.mark.usefixtures("own_folder")
def test_rule_52_what_goes_wrong_is_tried_again_and_told_only_at_the_last_failure(
    school, student, monkeypatch, freeze
):
    asked = copies.ask(factories.actor(student, school), now=timezone.now())

    def full(*_):
        raise OSError(errno.ENOSPC, "the disk is full")

    monkeypatch.setattr(Path, "replace", full)
    jobs.run_due(now=timezone.now())
    asked.refresh_from_db()
    assert asked.state == RequestState.WORKING
    assert there() == []
    client = Client()
    client.force_login(student)
    assert b"We are making your copy" in client.get(address(school)).content
    assert tried(freeze) == jobs.TRIES  # the first is over, and the last word is a job too
    asked.refresh_from_db()
    assert asked.state == RequestState.FAILED
    assert there() == []
    client.force_login(student)
    page = client.get(address(school)).content
    assert b"Something went wrong" in page
    assert b"Make a copy for me" in page


@pytest.mark.usefixtures("own_folder")
def test_rule_52_a_copy_that_failed_once_is_there_after_the_next_try(school, student, monkeypatch, freeze):
    asked = copies.ask(factories.actor(student, school), now=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(copies, "packed", lambda *_, **__: 1 / 0)
        jobs.run_due(now=timezone.now())
    copies.folder().mkdir()
    (copies.folder() / f"{asked.public_id}.0000.draft").write_bytes(b"half of it")  # its worker was killed
    assert tried(freeze) == 1
    asked.refresh_from_db()
    assert (asked.state, there()) == (RequestState.DONE, [asked.file])


@pytest.mark.usefixtures("own_folder")
def test_rule_52_what_was_given_up_or_erased_while_it_was_made_leaves_no_file(school, student, monkeypatch):
    packed = copies.packed
    for end in (
        lambda asked: copies.give_up(asked.public_id, now=timezone.now()),
        lambda asked: asked.delete(),
    ):
        asked = copies.ask(factories.actor(student, school), now=timezone.now())

        def meanwhile(*words, end=end, asked=asked, **more):
            end(asked)
            return packed(*words, **more)

        monkeypatch.setattr(copies, "packed", meanwhile)
        copies.make(asked.public_id, now=timezone.now())
        assert there() == []


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    keys.create(keys.SEAL_KEY)


def test_rule_52_a_copy_from_before_a_change_of_the_key_still_opens(own_keys, school, student):
    asked = made(school, student)
    call_command("rotate_keys", "seal")
    content = copies.fetch(factories.actor(student, school), request=asked, now=timezone.now())
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_one_copy_at_a_time_and_one_an_hour(school, student):
    actor, now = factories.actor(student, school), timezone.now()
    copies.ask(actor, now=now)
    with pytest.raises(Refused, match="copy_asked"):
        copies.ask(actor, now=now)
    jobs.run_due(now=timezone.now())
    with pytest.raises(Refused, match="copy_recent"):
        copies.ask(actor, now=timezone.now())
    copies.ask(actor, now=timezone.now() + timedelta(hours=2))
