"""A worker is killed in the worst moments: no job and no notice is lost, and no letter changes its Message-ID."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mobilize.kernel import jobs, outbox
from mobilize.kernel.models import Letter
from people.domain import notices
from people.models import NoticeMail
from tests import factories
from tests.factories.mail_server import MailServer
from tests.factories.notices import NOW, tell, with_address
from tests.house.files import ROOT

pytestmark = [pytest.mark.both_databases, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

BEGIN = """
import os, signal
from datetime import datetime
from django.conf import settings
from mobilize.kernel import jobs, outbox
from people.domain import notices

def die(*_words, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

now = datetime.fromisoformat(os.environ["TEST_NOW"])
"""
WHILE_GATHERING = BEGIN + "notices.mailing._count = die\nnotices.gather(now=now)"
AFTER_THE_SERVER_TOOK_IT = (
    BEGIN
    + """
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_PORT"])
outbox._settle = die
outbox.send_next(now=now)
"""
)
IN_A_JOB = BEGIN + "from people import tasks\ntasks.gather_mails = die\njobs.run_due(now=now)"


def run_until_killed(script: str, **more: str) -> None:
    """Run ``script`` in a process of its own that kills itself in it."""
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", script]
    env = {**os.environ, "TEST_NOW": NOW.isoformat(), **more}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.fixture
def reader(freeze):
    freeze(NOW, tick=True)
    school = factories.community()
    user = with_address(factories.member(school), school)
    tell(user, school, "one", now=NOW)
    return user


def test_a_worker_that_is_killed_on_the_way_loses_no_notice(reader, settings):
    run_until_killed(WHILE_GATHERING)
    assert (NoticeMail.objects.count(), Letter.objects.count()) == (1, 0)
    assert notices.gather(now=NOW) == 1
    letter = Letter.objects.get()

    server = MailServer()
    try:
        run_until_killed(AFTER_THE_SERVER_TOOK_IT, TEST_PORT=str(server.port))
        assert server.copies() == {letter.message_id: 1}
        letter.refresh_from_db()
        assert (letter.state, letter.tries) == ("waiting", 1)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert outbox.send_next(now=NOW + outbox.LEASE - timedelta(seconds=1)).letter is None
        outbox.send_next(now=NOW + outbox.LEASE)
        letter.refresh_from_db()
        assert letter.state == "sent"
        assert server.copies() == {letter.message_id: 2}
    finally:
        server.stop()


def test_a_job_whose_worker_was_killed_is_done_by_the_next(reader):
    jobs.enqueue("people.tasks.gather_mails", at=NOW)
    run_until_killed(IN_A_JOB)
    assert jobs.jobs().get().status == jobs.RUNNING
    assert jobs.run_due(now=NOW + jobs.LEASE - timedelta(seconds=1)) == 0
    assert jobs.run_due(now=NOW + jobs.LEASE) == 1
    assert jobs.jobs().get().status == jobs.DONE
    assert (NoticeMail.objects.count(), Letter.objects.count()) == (0, 1)


def test_the_command_works_off_what_is_due_and_the_running_one_ends_kindly(reader):
    """`manage.py work` as it runs in earnest: it finds a job, does it, and SIGTERM ends it with code 0."""
    job = jobs.enqueue("mobilize.kernel.retention.nightly", at=timezone.now() - timedelta(seconds=1))
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--interval", "0.1"],
        cwd=ROOT,
        env={**os.environ},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(1200):
            if jobs.jobs().get(pk=job.pk).status == jobs.DONE:
                break
            assert worker.poll() is None, worker.stderr.read()
            time.sleep(0.1)
        worker.terminate()
        _out, errors = worker.communicate(timeout=60)
    finally:
        worker.kill()
        worker.wait()
    assert jobs.jobs().get(pk=job.pk).status == jobs.DONE
    assert (worker.returncode, "Traceback" in errors) == (0, False), errors
    call_command("work", "--once")
    assert jobs.health(now=timezone.now()).dead == 0
