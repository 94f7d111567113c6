"""What tests of screens do again and again: be asked for the password, hold a class code, count questions."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.domain import joining
from people.models import JoinCode
from tests.factories.people import actor
from tests.stage.sign_ins import proved


def ask_again(client, user):
    """Note that the person gave the password again, as allauth does."""
    proved(client, user)


def make_code(school, admin, **changed) -> JoinCode:
    words = {"label": "8b", "band": "B", "expires_at": timezone.now() + timedelta(days=7), "cap": 30}
    return joining.make_join_code(actor(admin, school), **{**words, **changed}, now=timezone.now())


def questions(client, path) -> int:
    """Return how many questions a page asks the database, what is asked once per process left out."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
