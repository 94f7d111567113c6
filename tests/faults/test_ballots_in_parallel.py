"""Forty voters press the button eight times at once, against a running server: the last accepted vote counts."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from forums.polls.models import Ballot, Envelope, Tally
from tests import factories
from tests.factories import polls as make
from tests.house.files import ROOT

pytestmark = [pytest.mark.both_databases, pytest.mark.faults]

VOTERS, ATTEMPTS = 40, 8
GOALS = tuple(f"Goal {letter}" for letter in "ABCDEFGH")


@pytest.fixture
def running_server(transactional_db, tmp_path):
    """Start the program as it runs in earnest: two workers on PostgreSQL, one process on SQLite."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "uvicorn", "mobilize.asgi:application", "--port", str(port)]
    words += ["--log-level", "warning", "--workers", "2" if connection.vendor == "postgresql" else "1"]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "mobilize.settings.test"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/accounts/login/", trust_env=False, timeout=5)
                break
            except httpx.HTTPError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
        yield address, log
    finally:
        server.terminate()
        server.wait(15)


def signed_in(user) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


async def cast_at_once(address, path, papers):
    """Send every paper of every voter at once; return (voter, choice, status, revision) for each."""
    token = "a" * 32
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=120, trust_env=False) as client:

        async def send(voter, cookies, choice):
            words = [f"{name}={value}" for name, value in {**cookies, "csrftoken": token}.items()]
            answer = await client.post(
                path,
                data={"goal": choice, "csrfmiddlewaretoken": token},
                headers={"Cookie": "; ".join(words), "Origin": address},
            )
            return voter, tuple(choice), answer.status_code, int(answer.headers.get("Envelope-Revision", 0))

        return await asyncio.gather(*(send(*paper) for paper in papers))


def test_the_tally_is_each_voters_last_accepted_vote(running_server):
    address, log = running_server
    community = factories.community()
    poll, voters = make.open_poll(community, voters=VOTERS, goals=GOALS, winners=3)
    options = list(poll.options.values_list("public_id", flat=True))
    papers = [
        # Every attempt of a voter ticks something else, so that a mix-up shows.
        (voter.pk, cookies, [options[(place + attempt) % 8], options[(place + 3 * attempt + 1) % 8]])
        for place, voter in enumerate(voters)
        for cookies in [signed_in(voter)]
        for attempt in range(ATTEMPTS)
    ]
    answers = asyncio.run(cast_at_once(address, f"/c/{community.slug}/polls/{poll.public_id}/", papers))

    assert Counter(status for _, _, status, _ in answers) == {303: VOTERS * ATTEMPTS}, log.read_text()[-4000:]
    last = {}
    for voter in voters:
        accepted = {revision: choice for who, choice, _, revision in answers if who == voter.pk}
        assert sorted(accepted) == list(
            range(1, ATTEMPTS + 1)
        )  # each acknowledged vote has a number of its own
        last[voter.pk] = tuple(sorted(set(accepted[ATTEMPTS])))

    make.close_poll(poll)

    counted = Counter(tuple(choice) for choice in Ballot.objects.values_list("choice", flat=True))
    assert counted == Counter(last.values())
    ticks = Counter(option for choice in last.values() for option in choice)
    assert dict(Tally.objects.get(poll=poll).result["tallies"]) == {key: ticks[key] for key in options}
    assert Envelope.objects.filter(poll=poll, voted=True, sealed=None).count() == VOTERS
    written = log.read_text()
    assert not any(option in written for option in options)
