"""Everything ends while somebody writes: the copy brings it back but for the last moments.

How many seconds are lost and how long it takes is for `python -m bench.restore`: on a machine that does other work,
starting a process alone can take a quarter of a minute. The limits here are four times those of the bench.
"""

import os

import pytest
from django.conf import settings
from django.db import connection

from bench.restore import drill_postgres, drill_sqlite
from mobilize.operations.postgres_copy import SLOT
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_a_disaster_costs_the_last_moments_alone(tmp_path):
    factories.community()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mobilize.settings.test"}
    env |= {"MOBILIZE_DATA_DIR": str(settings.DATA_DIR), "MOBILIZE_KEYS_DIR": str(settings.KEYS_DIR)}
    if connection.vendor == "sqlite":
        drill = drill_sqlite(env, tmp_path, seconds=3)
    else:
        drill = drill_postgres(env, tmp_path, seconds=3)
        with connection.cursor() as cursor:  # the cluster is everybody's: it must not keep its log for nobody
            cursor.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
                "WHERE NOT active AND slot_name = %s",
                [SLOT],
            )
    assert drill.written > 20
    assert drill.holes == 0
    assert drill.lost < drill.written
    assert drill.window <= 4 * 5
    assert drill.seconds <= 4 * 60
