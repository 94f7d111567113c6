"""Secret words of a session are looked for in real frames of the socket, for each role that it lets in."""

import asyncio
import contextlib
import json

from forums.live.models import CommunitySession
from tests import factories
from tests.live.wire import Wire, cookie_of
from tests.permissions import rooms, spoken, table
from tests.permissions.cast import OTHER, SECRETS, Place
from tests.permissions.world import put_people

READERS = table.secrets()
(HELLO,) = (row.cells for row in table.rows() if (row.method, row.address) == ("SOCKET", "hello"))
ROLES = [role for role, letter in HELLO.items() if letter == "+"]
LATE = "Quorvimlate"  # said while everybody listens, and held


def built(slug: str, mark: str = "") -> Place:
    place = Place(factories.community(slug, name=f"{mark or 'Harbour'} School"))
    put_people(place, slug)
    rooms.put_sessions(place, mark)
    spoken.put_band_a(place, mark)
    return place


def session_of(place: Place, variant: str = "") -> CommunitySession:
    found = CommunitySession.objects.select_related("community")
    return found.get(public_id=place.things["session"][variant])


async def _quiet(wire: Wire) -> None:
    """Read until nothing comes any more."""
    with contextlib.suppress(TimeoutError):
        while True:
            await wire.next(0.4)


async def _talk(wires: dict[str, Wire]) -> None:
    async with contextlib.AsyncExitStack() as open_:
        for wire in wires.values():
            await open_.enter_async_context(wire)
        await asyncio.gather(*(wire.hello() for wire in wires.values()))
        await asyncio.gather(*(_quiet(wire) for wire in wires.values()))
        assert (await wires["au"].say(LATE, "late-1"))["st"] == "held"
        await asyncio.gather(*(_quiet(wire) for wire in wires.values()))


def test_frames_carry_secret_words_to_those_alone_whom_they_are_for(live_app):
    home = built("harbour")
    built("hill", OTHER)
    wires = {role: Wire(live_app, cookie_of(home.people[role]), session_of(home)) for role in ROLES}
    wires["sA"] = Wire(live_app, cookie_of(home.people["sA"]), session_of(home, "band A"))
    asyncio.run(_talk(wires))
    words = {**SECRETS, "late": LATE, "other community": OTHER}
    readers = {**READERS, "late": READERS["held message"], "other community": set()}
    # No name ever travels here, not even to those who meet it on their pages; nor the other band's room to adults.
    readers["name of a student"] = set()
    met: dict[str, set[str]] = {name: set() for name in words}
    for role, wire in wires.items():
        assert {"welcome", "snap"} <= {frame["kind"] for frame in wire.frames}, role
        said = json.dumps(wire.frames, ensure_ascii=False)
        for name, word in words.items():
            if word in said:
                met[name].add(role)
    assert {name: roles - readers[name] for name, roles in met.items() if roles - readers[name]} == {}
    # The words are there to be met: by everybody but sB who hid them, by those who rule, by the small ones.
    assert met["message that sB hid"] == set(ROLES) - {"sB"}
    assert met["message of band A"] == {"sA"}
    assert met["held message"] >= {"mo"} and met["late"] >= {"mo"}
