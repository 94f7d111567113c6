"""A test that signs somebody in leaves what a sign-in leaves: they proved who they are, just now."""

import time

import pytest
from django.test import Client
from django.test.client import ClientMixin

_signed_in = ClientMixin.force_login


def _as_with_a_password(client: Client, user, backend=None) -> None:
    _signed_in(client, user, backend)
    proved(client, user)


@pytest.fixture(autouse=True, scope="session")
def _sign_ins_are_proofs():
    ClientMixin.force_login = _as_with_a_password
    yield
    ClientMixin.force_login = _signed_in


def proved(client: Client, user, *, minutes_ago: float = 0) -> None:
    """Note that the person gave the password so long ago."""
    from allauth.account.internal.flows import login  # once the apps are there

    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - 60 * minutes_ago, "reauthenticated": True}
    ]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
