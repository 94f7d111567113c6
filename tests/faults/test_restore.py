"""Everything ends while somebody writes: the copy brings it back, and at most five seconds are lost."""

import os

import pytest
from django.conf import settings
from django.db import connection

from bench.restore import drill_postgres, drill_sqlite
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_a_disaster_costs_at_most_five_seconds_and_is_over_within_a_minute(tmp_path):
    factories.community()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mobilize.settings.test"}
    env |= {"MOBILIZE_DATA_DIR": str(settings.DATA_DIR), "MOBILIZE_KEYS_DIR": str(settings.KEYS_DIR)}
    drill = (drill_sqlite if connection.vendor == "sqlite" else drill_postgres)(env, tmp_path, seconds=3)
    assert drill.written > 20
    assert drill.holes == 0
    assert drill.lost < drill.written
    assert drill.window <= 5
    assert drill.seconds <= 60
