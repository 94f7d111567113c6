"""What every kind of installation shares. Values that differ come from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mobilize import sqlite_library

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("MOBILIZE_DATA_DIR", BASE_DIR / "var" / "data")).resolve()
KEYS_DIR = Path(os.environ.get("MOBILIZE_KEYS_DIR", BASE_DIR / "var" / "keys")).resolve()
# Where backups are written. While it is set, a poll's key is kept until its count is in one.
BACKUP_DIR = os.environ.get("MOBILIZE_BACKUP_DIR", "")
BACKUP_DAYS = 35  # rule 57

DEBUG = False
DEMO_DOORS = False  # sign-in cards and demo_people: only the development settings open them
REQUIRE_STAFF_MFA = True  # rule 59

INSTALLED_APPS = [
    "cms",
    "committees",
    "forums.live",
    "forums.polls",
    "forums.discussion",
    "moderation",
    "people",
    "mobilize.kernel",
    "mobilize.operations",
    "wagtail_localize",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",  # Wagtail's search columns there; it adds no table and rests on SQLite
    "django_tasks_db",
    "django.forms",  # its widget templates, which TemplatesSetting looks for among the apps
    "channels",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # below ServeStatic, which has its own
    "mobilize.kernel.middleware.ContentSecurityPolicy",
    "mobilize.kernel.middleware.PrivatePages",
    "mobilize.kernel.middleware.PlainAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.LanguageOfThePage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "people.middleware.WhoComes",
    "people.shared_device.SharedDevice",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "people.manners.Manners",
    "people.middleware.NoMail",
    "people.middleware.StaffSecondFactor",
    "cms.middleware.EditorsOfToday",
    "people.middleware.LastUse",
    "people.middleware.CommunityTime",
]

ROOT_URLCONF = "mobilize.urls"
ASGI_APPLICATION = "mobilize.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "mobilize.kernel.context.page",
                "people.context.viewer",
                "cms.context.house",
            ],
        },
    }
]


def database(url: str | None) -> dict:
    """Return Django's settings for ``url`` (postgres://user:password@host:port/name), or SQLite's."""
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise ImproperlyConfigured("MOBILIZE_DATABASE_URL must begin with postgres://")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_HEALTH_CHECKS": True,
            # Each request has a thread and so a connection of its own. The pool lets a crowd wait in line, where
            # PostgreSQL would refuse whoever comes after its last free place.
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 20, "timeout": 60}},
        }
    if complaint := sqlite_library.complaint():
        raise ImproperlyConfigured(complaint)
    return {
        "ENGINE": "mobilize.kernel.sqlite",
        "NAME": DATA_DIR / "mobilize.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 1_000,  # of each connection: nearly all that is ever asked
            # FULL: an accepted post is on disk before we say so.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


DATABASES = {"default": database(os.environ.get("MOBILIZE_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Several processes share their counters and tell each other hints through Redis; one process needs none.
REDIS_URL = os.environ.get("MOBILIZE_REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "mobilize.kernel.cache.SturdyCache", "LOCATION": REDIS_URL}}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                # An idle connection waits as long as it likes.
                "hosts": [{"address": REDIS_URL, "socket_timeout": None, "socket_keepalive": True}],
                "prefix": "mobilize",
                "expiry": 10,  # a hint that is older helps nobody
                "capacity": 1000,
            },
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {}
# A copy of a picture that was deleted stands in no process's memory (rule 44).
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},  # Wagtail indexes with it
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["jobs"]},
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MOBILIZE_PROXY_COUNT", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Mobilize"
MFA_TOTP_TOLERANCE = 1  # a code that is typed as its half minute ends still counts (RFC 6238, 5.2)
# The school's own sign-in service (OpenID Connect). Without an issuer there is none, and its doors do not exist.
SCHOOL_LOGIN: dict[str, str] = {
    "issuer": os.environ.get("MOBILIZE_OIDC_ISSUER", ""),
    "client_id": os.environ.get("MOBILIZE_OIDC_CLIENT_ID", ""),
    "client_secret": os.environ.get("MOBILIZE_OIDC_CLIENT_SECRET", ""),
    "name": os.environ.get("MOBILIZE_OIDC_NAME", ""),
}
SESSION_ENGINE = "mobilize.kernel.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "mobilize.kernel.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "mobilize" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

WAGTAIL_SITE_NAME = "Mobilize"
WAGTAILADMIN_BASE_URL = os.environ.get(
    "MOBILIZE_BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 0  # saving a door asks the domain: a keystroke is not an act
WAGTAIL_WORKFLOW_ENABLED = True  # what a youth editor writes, an organizer reads first
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation goes out when somebody publishes it
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.picture_forms.PictureForm"  # asks who is in it

# "Your words are up" travels in a signed cookie. Kept in the session, it would write the member's session row in the
# moment of the post, and a copy of the database would tell by the two times who wrote it.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_TIMEOUT = 20  # of each step of a talk with the mail server
# Nobody reads what is sent to it, and every e-mail says so.
DEFAULT_FROM_EMAIL = os.environ.get("MOBILIZE_MAIL_FROM", "Mobilize <no-reply@localhost>")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# A theme of a large conversation comes with a tick for each of its voices.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# What breaks is said on the console, with a traceback and without anybody's words: request bodies are never logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a 404 is no news
}

# Numbers of the installation. Those that each community sets for itself are in people.models.Policy.
MOBILIZE: dict[str, Any] = {
    # Who is younger reads, and writes once a guardian agreed: 13, 16 or 18, by the law of the place. Each community
    # can set a higher age for itself (people.models.Policy), never a lower one.
    "CONSENT_AGE": int(os.environ.get("MOBILIZE_CONSENT_AGE", "16")),
    "SMALL_GROUP": 5,  # rule 36, totals
    "SMALL_SUBGROUP": 10,
    "UNANIMOUS_IN_WORDS_BELOW": 20,
    "PERSPECTIVE_LENGTH": 4000,
    "REPLY_LENGTH": 2000,
    "MESSAGE_LENGTH": 1000,
    "REPORTS_PER_HOUR": 10,
    "JOINS_PER_CODE_AND_MINUTE": 20,
    "SIGN_IN_CODE_MINUTES": 15,
    "HELP_REVIEW_DAYS": 90,
    "MODERATOR_HEARTBEAT_SECONDS": 60,
    "WEEKEND_DIGEST_AT": "10:00",  # on Saturdays and Sundays one e-mail to a student at most, not before
    "STUDENT_MAILS_PER_DAY": 3,
    "ADULT_MAILS_PER_DAY": 10,
    "NOTICE_DAYS": 90,
}
