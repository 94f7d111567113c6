"""A real installation. Everything secret comes from the environment; nothing falls back."""

import os

from django.core.exceptions import ImproperlyConfigured

from mobilize.settings.base import *  # noqa: F403
from mobilize.settings.base import ALLAUTH_TRUSTED_PROXY_COUNT, DATA_DIR, KEYS_DIR


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} before starting Mobilize in production.")
    return value


SECRET_KEY = _needed("MOBILIZE_SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in _needed("MOBILIZE_HOSTS").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
if KEYS_DIR == DATA_DIR or KEYS_DIR.is_relative_to(DATA_DIR):
    raise ImproperlyConfigured(
        "MOBILIZE_KEYS_DIR must not lie inside MOBILIZE_DATA_DIR: keys never travel with the data."
    )
DATA_DIR.mkdir(parents=True, exist_ok=True)
KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

SECURE_SSL_REDIRECT = os.environ.get("MOBILIZE_SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # a load balancer asks these two inside the house
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Without a proxy that writes it, anybody could: a visitor over plain http would pass for an encrypted one.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("MOBILIZE_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("MOBILIZE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("MOBILIZE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MOBILIZE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MOBILIZE_SMTP_TLS", "") == "starttls"
EMAIL_USE_SSL = os.environ.get("MOBILIZE_SMTP_TLS", "") == "tls"
DEFAULT_FROM_EMAIL = os.environ.get(
    "MOBILIZE_MAIL_FROM", f"Mobilize <no-reply@{ALLOWED_HOSTS[0].lstrip('.*')}>"
)
