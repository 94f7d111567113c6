"""Every page of the table as somebody sees it: full, empty, refused and sent back, kept as it was answered."""

from collections.abc import Iterator
from dataclasses import dataclass

import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from people.models import Membership
from tests import factories
from tests.permissions import table
from tests.permissions.cast import EVERY_DUTY, OTHER, Place
from tests.permissions.visits import House, undone
from tests.permissions.world import build, put_people

MOMENT = "2026-11-10T10:00+00:00"
#: Who looks at each page, as far as the table lets them in: one of each way to look at it.
EYES = ("an", "au", "sB", "cc", "cg", "na", "mo", "or", "ad", "uc")


@dataclass(frozen=True)
class Print:
    """One answer: what it is of, where it stands, and what it says."""

    name: str
    path: str
    status: int
    headers: dict
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def _print(name: str, client: Client, path: str, sent: dict | None = None) -> Print | None:
    """Return the page at ``path``, or None where the answer is no page."""
    with undone():
        response = client.get(path) if sent is None else client.post(path, sent)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return None
        body = b"".join(response.streaming_content) if response.streaming else response.content
    if not body or response.status_code in {301, 302, 303}:
        return None
    headers = {key.lower(): value for key, value in response.headers.items()}
    kept = {key: headers[key] for key in ("content-type", "content-security-policy") if key in headers}
    return Print(f"{name}: {response.status_code}", path, response.status_code, kept, body)


def _house() -> House:
    home, away = build("harbour"), build("hill", OTHER)
    people = {**home.people, "st": factories.member(away.community, *EVERY_DUTY, username="stranger")}
    people["en"] = factories.member(home.community, username="gone")
    Membership.objects.filter(user=people["en"]).update(ended_at=timezone.now())
    return House(home, away, people)


def _filled(house: House, eyes: tuple[str, ...]) -> Iterator[Print | None]:
    for row in table.rows():
        if row.method != "GET":
            continue
        first = next((role for role in row.cells if row.cells[role] == "+"), "sB")
        for role in dict.fromkeys((*eyes, first)):
            if row.cells[role] in "+!~" or (row.address == "<rest>" and role in {"sB", "or"}):
                yield _print(f"{row} as {role}", house.clients[role], house.path(row))
                house.signed_in_again(role)


def _sent_back(house: House) -> Iterator[Print | None]:
    """Each form, sent with nothing in it by the first who may send it, and by one who may not."""
    for row in table.rows():
        if row.method == "POST" and row.cells.get("sB"):
            may = next((role for role in ("sB", "au", *row.cells) if row.cells[role] in "+>?"), None)
            may_not = next((role for role in row.cells if row.cells[role] in "!~"), None)
            for role in filter(None, (may, may_not)):
                yield _print(f"{row} sent empty by {role}", house.clients[role], house.path(row), {})
                house.signed_in_again(role)


def _empty() -> Iterator[Print | None]:
    """The lists and homes of a community in which nothing has happened yet."""
    bare = Place(factories.community("meadow", name="Meadow School"))
    put_people(bare, "meadow")
    house = House(bare, bare, dict(bare.people))
    for row in table.rows():
        if row.method == "GET" and row.inside and not row.parameters:
            for role in ("sB", "te", "mo", "or", "ad", "cg"):
                if row.cells[role] == "+":
                    yield _print(
                        f"{row} in an empty community as {role}", house.clients[role], house.path(row)
                    )


def collect(eyes: tuple[str, ...] = EYES) -> list[Print]:
    """Build the house, take a print of everything, and leave nothing behind."""
    with time_machine.travel(MOMENT, tick=False), transaction.atomic():
        house = _house()
        prints = [one for one in (*_filled(house, eyes), *_sent_back(house), *_empty()) if one]
        transaction.set_rollback(True)
    return prints
