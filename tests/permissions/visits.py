"""Going through a door as somebody, and looking at what came back and what the database was told to write."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseNotFound
from django.test import Client, override_settings
from django.views.defaults import page_not_found

from mobilize import urls
from people.models import Membership
from tests.permissions.cast import OTHER, SECRETS, Place
from tests.permissions.opened import text_of
from tests.permissions.payloads import payload
from tests.permissions.table import Row

_WRITE = re.compile(
    r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|INSERT OR IGNORE INTO|REPLACE INTO)\s+"(\w+)"', re.I
)
_PUBLIC_ID = re.compile(r"(?<![a-z0-9])[a-z0-9]{16}(?![a-z0-9])")
_TURN = re.compile(r'^(ROLLBACK TO )?SAVEPOINT "?([\w]+)"?', re.I)
#: Tables in which the sign-in itself leaves traces, whatever the answer.
_SIGN_IN = {"django_session", "usersessions_usersession"}
_LETTERS = {200: "+", 204: "+", 302: ">", 303: ">", 403: "!", 404: ".", 409: "~", 422: "?"}
#: Where a row's address is only the beginning of other people's addresses, the page that is tried.
_TRIED = {"/accounts/": "/accounts/login/", "/i18n/": "/i18n/setlang/"}
SETTING_UP = "/accounts/2fa/totp/activate/"


@dataclass(frozen=True)
class Visit:
    """What came of one request."""

    status: int
    location: str
    text: str
    writes: tuple[str, ...]  # the tables that were written to

    @property
    def wrote(self) -> list[str]:
        """The tables that were written to, without the note that a leading adult is in the room."""
        return [table for table in self.writes if table != "live_staffheartbeat"]

    @property
    def letter(self) -> str:
        if self.status in {302, 303} and self.location.startswith("/accounts/login/"):
            return "L"
        return _LETTERS.get(self.status, str(self.status))

    def __str__(self) -> str:
        return f"{self.status} {self.location}".strip()


@dataclass(frozen=True)
class Look:
    """What is remembered of a visit: its letter, the secret words in its answer, and the members named by their id."""

    letter: str
    shown: str
    wrote: list[str]
    words: frozenset[str]
    named: frozenset[str]


@contextmanager
def undone() -> Iterator[None]:
    """Let nothing that happens inside stay."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            cache.clear()


@contextmanager
def writes_noted() -> Iterator[list[str]]:
    """Note the tables that are written to; what a refusal rolled back again was never written."""
    noted: list[str] = []
    began: dict[str, int] = {}

    def note(execute, sql, params, many, context):
        found = _WRITE.match(sql)
        if turn := _TURN.match(sql):
            name = turn.group(2)
            if turn.group(1):
                del noted[began[name] :]
            else:
                began[name] = len(noted)
        if found and found.group(1) not in _SIGN_IN:
            noted.append(found.group(1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


@contextmanager
def not_found_drawn_once(drawn: dict, *key) -> Iterator[None]:
    """Draw the page that says "not found" once for each key: it costs the most and is the same at every door.

    That it is the same is tested by ``test_the_page_that_says_not_found_is_the_same_at_every_door``.
    """

    def not_found(request, exception):
        place = (*key, hasattr(request, "actor"))
        if place not in drawn:
            drawn[place] = page_not_found(request, exception).content
        return HttpResponseNotFound(drawn[place])

    with patch.object(urls, "handler404", not_found, create=True):
        yield


class House:
    """Both communities and everybody's sign-in."""

    def __init__(self, home: Place, away: Place, people: dict) -> None:
        self.home, self.away, self.people = home, away, people
        self._program = None
        self.clients = {role: self.client(role) for role in ("an", *people)}
        self.sign_ins = {
            role: {name: morsel.value for name, morsel in browser.cookies.items()}
            for role, browser in self.clients.items()
        }
        self.members = {
            member.public_id: member.user.username for member in Membership.objects.select_related("user")
        }
        self.looks: dict[tuple, Look] = {}
        self.not_found: dict[tuple, bytes] = {}

    def client(self, role: str, **options) -> Client:
        """Return a browser of ``role``, signed in a moment ago."""
        browser = Client(**options)
        browser.handler._middleware_chain = self.program
        if role != "an":
            browser.force_login(self.people[role], backend="django.contrib.auth.backends.ModelBackend")
            stored = browser.session
            stored[AUTHENTICATION_METHODS_SESSION_KEY] = [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ]
            stored[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(self.people[role].pk)
            stored.save()
        return browser

    @property
    def program(self):
        """What answers all browsers, set up once; without the files of the look, for which each visit would wait."""
        if self._program is None:
            rest = [name for name in settings.MIDDLEWARE if not name.startswith("servestatic.")]
            handler = Client().handler
            with override_settings(MIDDLEWARE=rest):
                handler.load_middleware()
            self._program = handler._middleware_chain
        return self._program

    def path(
        self, row: Row, *, of: Place | None = None, at: Place | None = None, variant: str | None = None
    ) -> str:
        """Return the row's address, with ids of things of ``of`` under the address of ``at`` (both: home)."""
        of, at = of or self.home, at or self.home
        variant = row.variant if variant is None else variant
        path = _TRIED.get(row.path, row.path)
        if "<kind>" in path:
            path = path.replace("<kind>", kind_of(variant)).replace("<public_id>", reported(of, variant))
        for name in row.parameters:
            if f"<{name}>" in path:
                known = of.things[name]
                path = path.replace(f"<{name}>", known.get(variant, known.get("")))
        return path.replace("<community>", at.community.slug)

    def signed_in_again(self, role: str) -> None:
        """Give the browser of ``role`` its first sign-in back, whatever a form did to it."""
        browser = self.clients[role]
        browser.cookies.clear()
        browser.cookies.load(self.sign_ins[role])

    def visit(
        self,
        role: str,
        row: Row,
        *,
        sent: dict | None = None,
        client: Client | None = None,
        headers: dict | None = None,
        **where,
    ) -> Visit:
        """Go through the row's door as ``role``; afterwards everything is as before."""
        client = client or self.clients[role]
        path = self.path(row, **where)
        kept = {name: morsel.value for name, morsel in client.cookies.items()}
        with undone(), writes_noted() as writes:
            if row.method == "GET":
                response = client.get(path)
            else:
                if sent is None:
                    sent = payload(row.address, row.variant, self.home)
                response = client.post(path, sent, headers=headers)
            text = b"".join(response.streaming_content) if response.streaming else response.content
        client.cookies.clear()  # another sign-in or language is undone too
        client.cookies.load(kept)
        return Visit(
            response.status_code,
            response.headers.get("Location", ""),
            text_of(text),
            tuple(writes),
        )

    def look(self, role: str, row: Row, variant: str | None = None) -> "Look":
        """Visit as ``role`` once, and remember what was met: the cells' and the words' tests need the same visits."""
        key = (role, row, variant)
        if key not in self.looks:
            with not_found_drawn_once(self.not_found, role, row.inside):
                visit = self.visit(role, row, variant=variant)
            words = {name for name, word in SECRETS.items() if word in visit.text}
            if row.path != "/" and OTHER in visit.text:  # the public front page names every community
                words.add("other community")
            # What was asked for comes back in every answer (the language form leads back to it): it tells nothing.
            found = set(_PUBLIC_ID.findall(visit.text)) - set(
                _PUBLIC_ID.findall(self.path(row, variant=variant))
            )
            named = frozenset(self.members[one] for one in found if one in self.members)
            self.looks[key] = Look(visit.letter, str(visit), visit.wrote, frozenset(words), named)
        return self.looks[key]


def kind_of(variant: str) -> str:
    """Return the kind of contribution that a variant of the report page is about."""
    kind = variant.rsplit(" ", 1)[-1]
    return kind if kind in {"perspective", "reply", "message"} else "perspective"


def reported(place: Place, variant: str) -> str:
    known = {"held message": "held"} | {name: name for name in ("held", "returned", "told of harm")}
    state = known.get(variant, "")
    if variant.startswith("band A"):
        state = "band A"
    return place.things[kind_of(variant)][state]
