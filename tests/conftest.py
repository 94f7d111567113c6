"""What every test may ask for. The pieces that need many words live in ``tests/stage``."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = [
    "tests.stage.haste",
    "tests.stage.databases",
    "tests.stage.servers",
    "tests.stage.browsers",
    "tests.stage.sign_ins",
    "tests.stage.switched_off",
]
#: What drives a browser for long comes before the rest that does: in the end no worker waits for another.
LONG = ("tests/journeys/", "tests/permissions/test_access_crawl", "tests/live/test_browsers")


def pytest_itemcollected(item) -> None:
    """Mark what drives a browser."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.browser)


def pytest_collection_modifyitems(items: list) -> None:
    """Run browsers last: afterwards their event loop is in the way of async tests."""
    items.sort(key=_turn)


def _turn(item) -> int:
    if item.get_closest_marker("browser") is None:
        return 0
    return next(
        (1 + number for number, part in enumerate(LONG) if item.nodeid.startswith(part)), 1 + len(LONG)
    )


def pytest_unconfigure() -> None:
    """Take away the folders that the test settings made for this process."""
    if settings.DATA_DIR.parent.name.startswith("mobilize-test-"):
        shutil.rmtree(settings.DATA_DIR.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_caches():
    """Leave nothing in the caches for the next test: no rollback reaches them."""
    from forums.live import buckets

    yield
    for cache in caches.all():
        cache.clear()
    buckets.forget()


@pytest.fixture
def freeze():
    """Set the clock: ``freeze("2026-03-02T10:00+00:00")`` stops it there, and a later call moves it on."""
    with contextlib.ExitStack() as stack:
        yield lambda moment, tick=False: stack.enter_context(time_machine.travel(moment, tick=tick))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of public data sets that lies beside the project, or skip."""
    folder = Path(os.environ.get("MOBILIZE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"shared data: there is no folder {folder}")
    return folder
