"""How the installation was set up: addresses, encryption, mail."""

import smtplib
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection

from mobilize.operations.doctor.findings import Said, bad, check, note


@check("settings", "are those of a real installation")
def mode(now: datetime) -> Iterator[Said]:
    if settings.DEBUG:
        yield bad("DEBUG is on", "Unset MOBILIZE_DEBUG: error pages would show what nobody may see.")
    if settings.DEMO_DOORS:
        yield bad(
            "anybody can sign in as anybody with the demo's cards",
            "For real people set DJANGO_SETTINGS_MODULE=mobilize.settings.production.",
        )
    if not settings.REQUIRE_STAFF_MFA:
        yield bad("staff sign in without a second step", "Set REQUIRE_STAFF_MFA = True.")


@check("addresses", "fit together")
def addresses(now: datetime) -> Iterator[Said]:
    if "*" in settings.ALLOWED_HOSTS:
        yield bad("every host name is answered", "Name your hosts in MOBILIZE_HOSTS.")
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if not any(_covers(pattern, base.hostname or "") for pattern in settings.ALLOWED_HOSTS):
        yield bad(
            f"links in e-mails lead to {base.hostname}, which is not answered",
            "Set MOBILIZE_BASE_URL to the address people type, and its host in MOBILIZE_HOSTS.",
        )
    if base.scheme != "https" and settings.SESSION_COOKIE_SECURE:
        yield note("links in e-mails begin with http", "Let MOBILIZE_BASE_URL begin with https.")


def _covers(pattern: str, host: str) -> bool:
    return pattern in {"*", host} or (pattern.startswith(".") and f".{host}".endswith(pattern))


@check("proxy", "is counted right")
def proxy(now: datetime) -> Iterator[Said]:
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if count and not settings.SECURE_PROXY_SSL_HEADER:
        yield bad(
            "a proxy is counted, but its word about encryption is not taken",
            "Production settings take it by themselves when MOBILIZE_PROXY_COUNT is set.",
        )
    if not count and settings.SECURE_PROXY_SSL_HEADER:
        yield bad(
            "anybody's X-Forwarded-Proto is believed",
            "Set MOBILIZE_PROXY_COUNT to the number of proxies before the site, or take the header away.",
        )
    if not settings.SECURE_SSL_REDIRECT:
        yield note(
            "plain http is answered",
            "Unset MOBILIZE_SSL_REDIRECT unless something before the site redirects.",
        )
    elif not count:
        yield note(
            "no proxy is counted: the server itself has to speak https, and sees each visitor's own address",
            "Behind a proxy set MOBILIZE_PROXY_COUNT, or every page redirects for ever.",
        )


@check("mail", "letters can be handed in")
def mail(now: datetime) -> Iterator[Said]:
    if not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        yield note(
            f"letters go to {settings.EMAIL_BACKEND.rpartition('.')[0]}", "That is for demos and tests alone."
        )
        return
    line = get_connection(timeout=10)
    try:
        line.open()
    except smtplib.SMTPAuthenticationError:
        yield bad(
            "the mail server does not let us in", "Look at MOBILIZE_SMTP_USER and MOBILIZE_SMTP_PASSWORD."
        )
    except (OSError, smtplib.SMTPException) as error:
        yield bad(
            f"the mail server cannot be reached ({type(error).__name__})",
            "Look at MOBILIZE_SMTP_HOST, MOBILIZE_SMTP_PORT and MOBILIZE_SMTP_TLS. Letters wait for four days.",
        )
    finally:
        line.close()
