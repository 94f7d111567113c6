"""The tests: cheap passwords, no demo doors unless a test opens them, its own folders."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.gettempdir()) / f"mobilize-test-{os.getuid()}-{os.getpid()}"
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if "MOBILIZE_DATA_DIR" not in os.environ or os.environ.get("MOBILIZE_TEST_WORKER", "") != _worker:
    # A worker of a parallel run inherits the folders of the run that started it and must not play in them.
    os.environ["MOBILIZE_DATA_DIR"] = str(_scratch / "data")
    os.environ["MOBILIZE_KEYS_DIR"] = str(_scratch / "keys")
    atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
os.environ["MOBILIZE_TEST_WORKER"] = _worker
if os.environ.get("MOBILIZE_REDIS_URL"):
    # Each worker has a database of its own in the one Redis: emptying the cache touches nobody else's counters.
    _number = int(_worker.removeprefix("gw") or -1) + 1
    os.environ["MOBILIZE_REDIS_URL"] = f"{os.environ['MOBILIZE_REDIS_URL'].rsplit('/', 1)[0]}/{_number}"

from mobilize.settings.base import *  # noqa: E402, F403
from mobilize.settings.base import DATA_DIR, KEYS_DIR  # noqa: E402

DEMO_DOORS = os.environ.get("MOBILIZE_TEST_DEMO_DOORS") == "1"
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DATA_DIR.mkdir(parents=True, exist_ok=True)
KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
