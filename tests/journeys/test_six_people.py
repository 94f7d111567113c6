"""Six people in one talk, each with a browser of their own: two who take part, a facilitator on a phone, the wall, a
moderator and an observer. One loses the network for thirty seconds; one is removed in the middle."""

import shutil
import time
from pathlib import Path

import pytest
from django.utils import timezone

from forums.live.domain import hands
from forums.live.models import HandsQuestion, Message
from people.domain import members
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import actor, community, member
from tests.journeys.person import Album

PICTURES = Path(__file__).resolve().parents[2] / "var" / "pictures" / "six-people"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
AWAY_SECONDS = 30


@pytest.fixture
def album():
    shutil.rmtree(PICTURES, ignore_errors=True)
    return Album(PICTURES)


@pytest.fixture
def made(live_app):
    return room(community())


@pytest.fixture
def people(open_page, complaints, made):
    """Everybody's page, connected to the talk."""
    complaints.allow(r"WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED")
    complaints.allow(r"status of 404 \(Not Found\) \(.*/sessions/")  # what the removed one tries on purpose
    here = f"/c/{made.community.slug}/sessions/{made.session.public_id}/"
    observer = member(made.community, Role.TEACHER)
    users = {
        "ana": (member(made.community, band="B"), "", PHONE),
        "ben": (member(made.community, band="D"), "", {}),
        "facilitator": (made.facilitator, "", PHONE),
        "wall": (made.facilitator, "presenter/", {"viewport": {"width": 1280, "height": 720}}),
        "moderator": (made.moderator, "", {}),
        "observer": (observer, "", {}),
    }
    pages = {}
    for name, (user, more, options) in users.items():
        pages[name] = open_page(user, **options)
        pages[name].set_default_timeout(30_000)
        pages[name].user, pages[name].here = user, here
        pages[name].goto(here + more)
    for page in pages.values():
        connected(page)
    return pages


def connected(page, how: str = "on") -> None:
    page.wait_for_selector(f"html[data-live={how}]")


def say(page, words: str) -> None:
    page.locator("#live-say textarea").fill(words)
    page.locator("#live-say textarea").press("Enter")


def shown(page) -> list[str]:
    return page.locator("#live-talk [data-ref] [data-part=body]").all_inner_texts()


def on_the_wall(page) -> list[str]:
    """The wall has the newest first."""
    return shown(page)[::-1]


def reads(page, words: str) -> None:
    page.locator("#live-talk").get_by_text(words, exact=True).wait_for()


def test_six_people_talk_raise_hands_lose_the_network_and_one_is_removed(people, made, album):
    ana, ben, facilitator = people["ana"], people["ben"], people["facilitator"]
    wall, moderator, observer = people["wall"], people["moderator"], people["observer"]

    # Words: at once from one, read by the moderator first from the other.
    say(ben, "Lamps, please.")
    for page in people.values():
        reads(page, "Lamps, please.")
    say(ana, "No buzzing lights.")
    ana.locator("#mine").get_by_text("A person reads it first.").wait_for()
    moderator.locator("#live-held").get_by_text("No buzzing lights.").wait_for()
    album.take(moderator, "held-moderator")
    for page in (ben, facilitator, wall, observer):
        assert "No buzzing lights." not in page.content()
    for page in (ana, ben, observer):  # who does not read or lead has none of the doors that do
        assert page.locator("#live-held, #live-lead, #hands-lead").count() == 0
    assert moderator.locator("#hands-lead, button[value=closed]").count() == 0
    moderator.get_by_role("button", name="Release it").click()
    for page in people.values():
        reads(page, "No buzzing lights.")

    # A show of hands, asked and counted on the phone.
    facilitator.get_by_role("link", name="Ask", exact=True).click()
    facilitator.get_by_label("Your question").fill("Which lamp?")
    facilitator.get_by_label("Choices").fill("A warm one\nA cold one")
    album.take(facilitator, "asks-facilitator")
    facilitator.get_by_role("button", name="Ask for hands").click()
    for page in (ana, ben):
        page.get_by_role("button", name="A warm one").click()
        page.get_by_role("button", name="A warm one", pressed=True).wait_for()
    ben.get_by_role("button", name="A cold one").click()
    ben.get_by_role("button", name="A cold one", pressed=True).wait_for()
    wall.get_by_text("Fewer than 5 hands are up.").wait_for()
    assert observer.locator("[data-part=choices] button").count() == 0
    question = HandsQuestion.objects.get()
    for choice in (0, 0, 1):
        other = member(made.community, band="D")
        hands.raise_hand(made.actor(other), question=question, choice=choice, now=timezone.now())
    for page in (wall, ana, observer):
        page.get_by_text("5 hands are up.").first.wait_for()
    album.take(wall, "hands-wall")
    album.take(ana, "hands-ana")
    facilitator.get_by_role("button", name="Count the hands").click()
    wall.locator("#hands .num", has_text="3").wait_for()
    assert wall.locator("#hands .num").all_inner_texts() == ["3", "2"]
    ben.locator("#hands").get_by_text("5 hands went up.").wait_for()
    album.take(wall, "counted-wall")

    # Thirty seconds without a network.
    began = time.monotonic()
    ben.context.set_offline(True)
    connected(ben, "off")
    say(ben, "Written without a network.")
    ben.locator("#mine").get_by_text("Sending…").wait_for()
    before = shown(ben)
    connected(facilitator)
    made.here(made.second_adult)
    for number in range(3):
        say(facilitator, f"While Ben is away {number}.")
        reads(ana, f"While Ben is away {number}.")
    album.take(ben, "offline-ben")
    ana.wait_for_timeout(max(0, 1000 * (AWAY_SECONDS - (time.monotonic() - began))))
    assert shown(ben) == before == ["Lamps, please.", "No buzzing lights."]
    ben.context.set_offline(False)
    everything = [
        "Lamps, please.",
        "No buzzing lights.",
        *[f"While Ben is away {number}." for number in range(3)],
        "Written without a network.",
    ]
    for page in people.values():
        reads(page, everything[-1])
    assert [shown(page) for page in (ana, ben, facilitator, moderator, observer)] == [everything] * 5
    assert on_the_wall(wall) == everything
    assert Message.objects.count() == len(everything)
    ben.wait_for_function("document.getElementById('mine').children.length === 0")

    # One of them is removed: nothing said later reaches her, on whatever road.
    administrator = actor(member(made.community, Role.ADMINISTRATOR), made.community)
    membership = ana.user.memberships.get()
    members.end_membership(administrator, membership=membership, now=timezone.now())
    connected(ana, "ended")
    say(ben, "After she left.")
    for page in (ben, facilitator, wall, moderator, observer):
        reads(page, "After she left.")
    assert "After she left." not in ana.content()
    roads = ["", "events/?wait=0", "stream/", "transcript/"]
    answers = ana.evaluate(
        """async ([here, roads]) => Promise.all(roads.map(async (road) => {
            const answer = await fetch(here + road);
            return [answer.status, (await answer.text()).includes("After she left.")];
        }))""",
        [ana.here, roads],
    )
    assert answers == [[404, False]] * len(roads)
    code = ana.evaluate(
        """(here) => new Promise((done) => {
            const ws = new WebSocket(new URL(`${here}socket/`, location.href.replace("http", "ws")));
            ws.onmessage = () => done("it speaks");
            ws.onclose = ({ code }) => done(code);
        })""",
        ana.here,
    )
    assert code == 1006  # the handshake itself was refused
    for name, page in people.items():
        album.take(page, f"end-{name}")
