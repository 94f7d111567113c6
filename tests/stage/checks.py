"""All checks, one after the other. Only Python's own library is used here: the rest is installed on the way.

Beside them one thing after the other is made ready that a later check needs, so that no core waits for another.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dev import LOCKS, ROOT, STARTED, make_environment, run, step
from tests.stage.services import need_system_packages, own_postgres, own_redis


def newer_python() -> tuple[str, str] | None:
    """Return the path and the version of a Python from 3.12 on that can make environments, if there is one."""
    names = [found for minor in range(20, 11, -1) if (found := shutil.which(f"python3.{minor}"))]
    kept = Path.home() / ".pyenv" / "versions"
    names += sorted((str(path) for path in kept.glob("3.*/bin/python3")), key=_numbers, reverse=True)
    ask = "import platform, venv, ensurepip; print(platform.python_version())"
    for path in [sys.executable, *names]:
        said = subprocess.run([path, "-c", ask], capture_output=True, text=True).stdout.strip()
        if said and _numbers(said) >= [3, 12]:
            return path, said
    return None


def _numbers(words: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", words)]


def pytest_leg(python: Path, name: str, words: list, env: dict) -> tuple[bool, str]:
    """Run pytest once; return whether all went well and one sentence about it."""
    report = ROOT / "var" / "test" / f"{name}.xml"
    report.unlink(missing_ok=True)
    code = run(python, "-m", "pytest", "-q", "-n", "2", f"--junitxml={report}", *words, check=False, env=env)
    if not report.is_file():
        return False, f"{name}: pytest ended with code {code} and no report"
    tree = ElementTree.parse(report)
    suite = next(tree.iter("testsuite"))
    reasons = [skip.get("message") or "" for skip in tree.iter("skipped")]
    bad = [reason for reason in reasons if not reason.startswith("shared data:")]
    for reason in bad:
        print(f"  Skipped without leave: {reason}", flush=True)
    total, failed = int(suite.get("tests")), int(suite.get("failures")) + int(suite.get("errors"))
    sentence = f"{name}: {total - failed - len(reasons)} passed, {failed} failed, {len(reasons)} skipped"
    return code == 0 and not bad, sentence + (f" ({len(bad)} of them without leave)" if bad else "")


@contextlib.contextmanager
def helping_hand():
    """Yield an executor that does one thing after the other, and drop what it has not begun in the end."""
    hand = ThreadPoolExecutor(1)
    try:
        yield hand
    finally:
        hand.shutdown(cancel_futures=True)


def prepare(python: Path, env: dict) -> None:
    """Migrate the test database of a leg; what goes wrong, the leg itself will say."""
    run(python, "-m", "tests.stage.prepare", check=False, env=env)


def second_environment() -> tuple[Path, str] | None:
    """Make the environment of the second Django, if there is a Python for it."""
    if not (newer := newer_python()):
        return None
    base, version = newer
    return make_environment(
        ROOT / ".venv-test61", LOCKS / "django61.txt", base=base, version=version
    ), version


def static_checks(python: Path, env: dict) -> list[tuple[bool, str]]:
    results = []
    for name, check in (
        ("Lint", ["ruff", "check", "."]),
        ("Format", ["ruff", "format", "--check", "."]),
        ("Templates", ["djlint", "templates", "--lint", "--quiet"]),
        ("Imports", ["lint-imports", "--cache-dir", ".cache/imports"]),
        ("Types", [python, "-m", "mypy"]),
        ("Migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
        ("Table of permissions", [python, "manage.py", "access_table", "--check"]),
    ):
        with step(name):
            results.append((not run(*check, check=False, env=env), name))
    return results


def test(*words: str) -> None:
    need_system_packages()
    python = make_environment(ROOT / ".venv-test", LOCKS / "test.txt")
    (ROOT / "var" / "test").mkdir(parents=True, exist_ok=True)
    env = {
        "DJANGO_SETTINGS_MODULE": "mobilize.settings.test",
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "MOBILIZE_DATA_DIR": str(ROOT / "var" / "test" / "data"),
        "MOBILIZE_KEYS_DIR": str(ROOT / "var" / "test" / "keys"),
    }
    for name in ("MOBILIZE_DATABASE_URL", "MOBILIZE_REDIS_URL"):
        os.environ.pop(name, None)  # never somebody's own
    with own_postgres() as address, own_redis() as redis, helping_hand() as hand:
        on_postgres = {**env, "MOBILIZE_DATABASE_URL": address, "MOBILIZE_REDIS_URL": redis.url}
        hand.submit(prepare, python, env)
        hand.submit(prepare, python, on_postgres)
        making = hand.submit(second_environment)
        hand.submit(lambda: (made := making.result()) and prepare(made[0], on_postgres))
        results = static_checks(python, env)
        with step("Tests on SQLite"):
            results.append(pytest_leg(python, "SQLite", list(words), env))
        with step("Marked tests on PostgreSQL and Redis"):
            marked = ["-m", "both_databases", *words]
            results.append(pytest_leg(python, "PostgreSQL and Redis", marked, on_postgres))
        if made := making.result():
            newer, version = made
            with step(f"The second Django on Python {version}"):
                # What rests on the database and on Django's own insides; the rest is the same Python.
                parts = [f"tests/{name}" for name in ("kernel", "people", "polls", "committees")]
                marked = ["-m", "both_databases and not faults and not browser", *(words or parts)]
                results.append(pytest_leg(newer, f"Django 6.1, Python {version}", marked, on_postgres))
        else:
            print("  There is no Python from 3.12 on here, so the second Django was not tried.", flush=True)
    print()
    for good, sentence in results:
        print(f"  {'ok    ' if good else 'FAILED'}  {sentence}")
    broken = sum(not good for good, _ in results)
    verdict = f"{broken} of {len(results)} checks failed" if broken else f"All {len(results)} checks passed"
    print(f"\n{verdict} in {time.monotonic() - STARTED:.0f} s.", flush=True)
    if broken:
        raise SystemExit(1)
