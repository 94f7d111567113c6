"""The long form of the fault tests of the live floor: ``make soak``.

python -m bench.soak [--kills 50] [--members 300] [--minutes 30]

Fifty kills while people talk and fifty while they post, a larger storm and every fault on SQLite; on PostgreSQL and
Redis the storm and the faults that are marked for both; and half an hour of coming and going with flat memory.
"""

import argparse
import os
import subprocess
import sys

from bench.stage import ROOT

FAULTS = ["tests/faults", "-m", "faults"]


def pytest(name: str, words: list[str], **environment: str) -> bool:
    print(f"\n== {name}", flush=True)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mobilize.settings.test", **environment}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--durations=10", *words]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50, help="of each kind")
    parser.add_argument("--members", type=int, default=300, help="in the storm; 3,000 come in bench.live")
    parser.add_argument("--minutes", type=float, default=30, help="of coming and going")
    asked = parser.parse_args()
    long = {"MOBILIZE_SOAK_CYCLES": str(asked.kills), "MOBILIZE_SOAK_MEMBERS": str(asked.members)}
    for name in ("MOBILIZE_DATABASE_URL", "MOBILIZE_REDIS_URL"):
        os.environ.pop(name, None)  # never somebody's own
    good = [pytest("Faults on SQLite, one process", FAULTS, **long)]
    from tests.stage.services import own_postgres, own_redis

    with own_postgres() as database, own_redis() as redis:
        stack = {"MOBILIZE_DATABASE_URL": database, "MOBILIZE_REDIS_URL": redis.url}
        marked = ["tests/faults", "-m", "faults and both_databases"]
        good.append(pytest("Faults on PostgreSQL and Redis, two workers", marked, **long, **stack))
    churn = ["-o", "python_files=soak_*.py", "tests/soak"]
    minutes = {"MOBILIZE_SOAK_MINUTES": str(asked.minutes)}
    good.append(pytest(f"{asked.minutes:g} minutes of coming and going", churn, **minutes))
    print(f"\n{sum(good)} of {len(good)} parts of the soak held.", flush=True)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
