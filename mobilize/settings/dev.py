"""One machine, one process, a demo to play with. Never for real people."""

import hashlib
import os

from mobilize.settings.base import *  # noqa: F403
from mobilize.settings.base import DATA_DIR, INSTALLED_APPS, KEYS_DIR

DEBUG = os.environ.get("MOBILIZE_DEBUG") == "1"
DEMO_DOORS = True
INSTALLED_APPS = ["mobilize.demo", *INSTALLED_APPS]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# A key of this folder alone, so that two checkouts never share signed cookies.
SECRET_KEY = (
    os.environ.get("MOBILIZE_SECRET_KEY")
    or hashlib.sha256(b"development:" + str(KEYS_DIR).encode()).hexdigest()
)
DATA_DIR.mkdir(parents=True, exist_ok=True)
KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # one file for each, to look at
EMAIL_FILE_PATH = DATA_DIR / "mail"
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = True
SESSION_COOKIE_NAME = f"mobilize_{os.environ.get('PORT', '8000')}"
