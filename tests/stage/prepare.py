"""Migrate the test database of these settings ahead of the tests: ``python -m tests.stage.prepare``."""

import django

from tests.stage.databases import the_stage

if __name__ == "__main__":
    django.setup()
    the_stage().prepare()
