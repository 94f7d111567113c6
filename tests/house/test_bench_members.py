"""The members for a load exist in the development settings alone: each comes with a sign-in that opens their rooms."""

import json
import sys

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bench import members
from people.models import Community, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(monkeypatch, capsys):
    """Call the command as from a shell; return its code, what it printed, and what it complained about."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bench.members", *words])
        return members.main(), *capsys.readouterr()

    return call


def test_members_for_a_load_are_refused_outside_the_development_settings(ask, settings):
    assert settings.DEMO_DOORS is False
    code, said, complained = ask("--count", "2", "--json")
    assert (code, said) == (1, "")
    assert complained == "Members for a load exist in the development settings only.\n"
    made = (User.objects.exists(), Community.objects.exists(), Session.objects.exists())
    assert made == (False, False, False)


def test_with_the_doors_of_development_each_member_is_signed_in(ask, settings):
    settings.DEMO_DOORS = True
    code, said, _complained = ask("--count", "2", "--json")
    rows = json.loads(said)
    assert (code, [row["username"] for row in rows]) == (0, ["bench-m1", "bench-m2"])
    for row in rows:
        client = Client(headers={"cookie": row["cookie"]})
        answer = client.get(f"/c/{row['community']}/")
        assert answer.status_code == 200
        assert answer.context["user"].username == row["username"]
