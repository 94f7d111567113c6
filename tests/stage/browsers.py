"""A real browser for a test. A page that complains makes its test fail."""

import os
import re
import shutil
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A request to a foreign host is seen and counted below; it must not get out even so.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HERE = {"127.0.0.1", "localhost"}
SAY_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class Complaints(list):
    """What the pages of one test complained about; a test that provokes a complaint allows it by a pattern."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        self.allowed.append(pattern)

    def left(self) -> list[str]:
        return [line for line in self if not any(re.search(pattern, line) for pattern in self.allowed)]

    def watch(self, context) -> None:
        """Note console errors, uncaught errors, content policy violations and requests to foreign hosts."""
        refused = (
            set()
        )  # pages that a test visits and that answer 4xx: the browser logs them, the test judges

        def answered(response) -> None:
            if response.status in range(400, 500) and response.request.is_navigation_request():
                refused.add(response.url)

        def said(message) -> None:
            address = message.location.get("url", "")
            expected = message.text.startswith("Failed to load resource") and address in refused
            if message.type == "error" and not expected:
                self.append(f"console: {message.text} ({address})")

        def asked(request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme not in {"data", "blob", "about"} and parts.hostname not in HERE:
                self.append(f"foreign host: {request.url}")

        context.on("response", answered)
        context.on("console", said)
        context.on("weberror", lambda error: self.append(f"uncaught: {error.error}"))
        context.on("request", asked)
        context.on("page", lambda page: page.on("websocket", asked))
        context.add_init_script(SAY_VIOLATIONS)


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once for all tests of this worker."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("MOBILIZE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would refuse the test's own queries beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints():
    """Collect what pages complain about; the test fails with what is left in the end."""
    collected = Complaints()
    yield collected
    assert collected.left() == []


@pytest.fixture
def open_page(browser, complaints, live_app):
    """Open pages, each in a browser profile of its own: ``open_page(user, locale="fr", color_scheme="dark")``.

    With a user, the page is signed in. Addresses are relative: ``page.goto("/home/")``.
    """
    contexts = []

    def open_one(user=None, **options):
        context = browser.new_context(base_url=live_app, **{"locale": "en", **options})
        contexts.append(context)
        context.set_default_timeout(30_000)
        complaints.watch(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_app}])
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    """Open one page of a browser that nobody has signed in to."""
    return open_page()
