"""How long a whole list takes: read, compared and carried out, on SQLite in a file.

python -m bench.roster [--people 500 10000]
"""

import argparse
import os
import sys
import tempfile
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")
_MOST = {500: 5.0, 10_000: 60.0}  # seconds


def measure(count: int) -> float:
    """Return the seconds that a list of so many new students takes; a second look at it finds nothing new."""
    from django.utils import timezone

    from people.domain import roster
    from people.enums import Role
    from tests import factories
    from tests.factories import rosters

    community = factories.community(f"roster-{count}")
    office = factories.actor(factories.member(community, Role.ADMINISTRATOR), community)
    data, choices, now = rosters.large(count), roster.Choices(), timezone.now()
    started = time.perf_counter()
    read = roster.read(data, choices=choices, today=now.date())
    plan = roster.compare(community, roster=read, choices=choices, now=now)
    done = roster.carry_out(office, roster=read, choices=choices, mark=plan.mark, digest="", now=now)
    seconds = time.perf_counter() - started
    assert done["new"] == count, done
    again = roster.compare(community, roster=read, choices=choices, now=now)
    assert again.counts["same"] == count, again.counts
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=list(_MOST))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MOBILIZE_DATA_DIR"] = os.environ["MOBILIZE_KEYS_DIR"] = folder
        import django
        from django.core.management import call_command

        from bench.bars import bar

        django.setup()
        call_command("migrate", verbosity=0)
        good = [
            bar(f"roster-{count}", measure(count), "s", most=_MOST.get(count, 60.0))
            for count in options.people
        ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
