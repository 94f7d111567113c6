"""A mail server that fails in every way it can: each letter comes at least once, under one Message-ID, or is dead."""

import smtplib
import socket
from datetime import time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mobilize.kernel import outbox
from mobilize.kernel.models import Letter, LetterState
from mobilize.kernel.worker import SERVER_PAUSE, Worker
from people.domain import notices
from people.enums import Role
from tests import factories
from tests.factories.mail_server import MailServer
from tests.factories.notices import NOW, tell, with_address

pytestmark = [pytest.mark.faults, pytest.mark.django_db]


@pytest.fixture
def server(settings):
    made = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    settings.EMAIL_TIMEOUT = 10
    yield made
    made.stop()


@pytest.fixture
def school(freeze):
    freeze(NOW, tick=True)
    return factories.community()


def write(school, number: int) -> list[Letter]:
    """Write so many letters to so many people."""
    for _ in range(number):
        tell(with_address(factories.member(school), school), school, "a", now=NOW)
    notices.gather(now=NOW)
    return list(Letter.objects.all())


def try_all(*, rounds: int) -> None:
    """Try every letter that waits so many times, without waiting for its turn."""
    for _ in range(rounds):
        now = timezone.now()
        Letter.objects.filter(state=LetterState.WAITING).update(due_at=now)
        for _letter in range(Letter.objects.filter(state=LetterState.WAITING).count()):
            outbox.send_next(now=now)


def states() -> list[str]:
    return list(Letter.objects.values_list("state", flat=True))


def test_a_flaky_server_loses_no_letter(school, server):
    letters = write(school, 6)
    server.plan = ["full", "later", "drop", "vanish", "well", "vanish", "drop", "full", "later", "vanish"]
    try_all(rounds=4)
    assert states() == ["sent"] * 6
    copies = server.copies()
    assert set(copies) == {letter.message_id for letter in letters}
    # Only what the server took and did not confirm comes twice.
    assert sorted(copies.values()) in ([1, 1, 1, 2, 2, 2], [1, 1, 1, 1, 2, 3])
    assert {str(letter["Subject"]) for letter in server.taken} == {"Something waits for you in Mobilize"}
    assert all(letter["List-Unsubscribe"].strip().startswith("<http") for letter in server.taken)


def test_a_server_that_says_nothing_holds_one_letter_for_the_time_out_alone(school, server, settings):
    settings.EMAIL_TIMEOUT = 0.5
    write(school, 2)
    server.plan = ["hang"]
    try_all(rounds=1)
    assert sorted(states()) == ["sent", "waiting"]
    assert Letter.objects.get(state="waiting").reason == "SMTPServerDisconnected"
    try_all(rounds=1)
    assert (states(), list(server.copies().values())) == (["sent"] * 2, [1, 1])


@pytest.mark.parametrize(
    ("word", "reason"), [("nobody", "SMTPRecipientsRefused 550"), ("no", "SMTPDataError 554")]
)
def test_what_is_refused_for_good_is_dead_with_a_code_and_without_the_servers_words(
    school, server, word, reason
):
    (letter,) = write(school, 1)
    server.plan = [word]
    try_all(rounds=3)
    letter.refresh_from_db()
    assert (letter.state, letter.reason, letter.tries) == ("dead", reason, 1)
    assert outbox.health(now=NOW).dead == 1
    call_command("jobs", "--retry")
    try_all(rounds=1)
    assert list(server.copies().values()) == [1]


def test_a_server_that_is_away_costs_no_letter_and_no_job_waits_for_it(school, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.EMAIL_PORT = taken.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    write(school, 3)
    worker = Worker()
    now = timezone.now()
    worker._send(now)
    assert worker._send(now + SERVER_PAUSE - timedelta(seconds=1)) is False
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 0, 1]
    worker._send(now + SERVER_PAUSE)
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 1, 1]
    assert set(states()) == {"waiting"}


def test_pauses_grow_and_after_four_days_a_letter_is_dead(school, server, freeze):
    never_quiet = {"quiet_from": time(9), "quiet_until": time(9), "quiet_weekends": False}
    adult = with_address(factories.member(school, Role.TEACHER), school, **never_quiet)
    tell(adult, school, "a", now=NOW)
    notices.gather(now=NOW)
    letter = Letter.objects.get()
    now, pauses = NOW, []
    while letter.state == LetterState.WAITING:
        server.plan = ["full"]
        freeze(now)
        Letter.objects.update(due_at=now)
        outbox.send_next(now=now)
        letter.refresh_from_db()
        pauses.append(letter.due_at - now)
        now = letter.due_at
    assert letter.state == "dead"
    assert timedelta(days=4) < letter.settled_at - NOW < timedelta(days=4, hours=3)
    assert all(timedelta(0) < pause <= outbox.LONGEST_PAUSE * 1.25 for pause in pauses)
    assert pauses[0] < timedelta(minutes=1) < pauses[4]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"no"),
            None,
        ),  # the installation is set up wrongly: all would meet it
        (smtplib.SMTPSenderRefused(550, b"no", "x"), None),
        (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), None),
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), 550),
        (smtplib.SMTPDataError(451, b"later"), None),
        (smtplib.SMTPDataError(554, b"no"), 554),
        (OSError("away"), None),
    ],
)
def test_only_what_concerns_this_letter_alone_is_for_good(error, code):
    assert outbox.refused_for_good(error) == code
