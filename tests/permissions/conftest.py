"""The set-up that all cells share: built once, and everything that a test does to it is undone."""

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from people.models import Membership
from tests import factories
from tests.permissions.cast import EVERY_DUTY, OTHER
from tests.permissions.visits import House
from tests.permissions.world import build

MOMENT = "2026-11-10T10:00+00:00"


@pytest.fixture(scope="package")
def house(django_db_setup, django_db_blocker):
    """Both communities, at a moment that stands still."""
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), transaction.atomic():
        home, away = build("harbour"), build("hill", OTHER)
        people = dict(home.people)
        people["st"] = factories.member(away.community, *EVERY_DUTY, username="stranger")
        people["en"] = factories.member(home.community, username="gone")
        Membership.objects.filter(user=people["en"]).update(ended_at=timezone.now())
        yield House(home, away, people)
        transaction.set_rollback(True)
