"""Real browsers in a room: over sockets, over a network that refuses them, and after a while without any network."""

import time

import pytest
from django.db import transaction
from django.utils import timezone

from forums.live import hub, protocol
from forums.live.domain import messages
from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.proxies import Proxy


@pytest.fixture
def made(live_app):
    return room(community())


def here(made) -> str:
    return f"/c/{made.community.slug}/sessions/{made.session.public_id}/"


def say(page, words: str) -> None:
    page.locator("#live-say textarea").fill(words)
    page.locator("#live-say textarea").press("Enter")


def shown(page) -> list[str]:
    return page.locator("#live-talk [data-ref] [data-part=body]").all_inner_texts()


def connected(page, how: str = "on") -> None:
    page.wait_for_selector(f"html[data-live={how}]")


def test_two_browsers_talk_over_sockets(open_page, made):
    one, two = (open_page(member(made.community, band="D")) for _ in range(2))
    for page in (one, two):
        page.goto(here(made))
        connected(page)
    say(one, "Lamps, please.")
    two.get_by_text("Lamps, please.").wait_for()
    say(two, "And a <b>door</b>.")
    one.get_by_text("And a <b>door</b>.").wait_for()
    assert shown(one) == shown(two) == ["Lamps, please.", "And a <b>door</b>."]
    one.wait_for_function("document.getElementById('mine').children.length === 0")
    assert one.locator("#live-talk .mine").count() == 1


def test_rule_16_words_of_danger_are_answered_on_the_spot_for_their_author_alone(open_page, made):
    one, two = (open_page(member(made.community, band="D")) for _ in range(2))
    for page in (one, two):
        page.goto(here(made))
        connected(page)
    say(one, "Tonight I am going to kill myself")
    panel = one.locator("#live-care")
    panel.get_by_text("Thank you for telling us.").wait_for()
    assert one.evaluate("document.activeElement.id") == "live-care"
    say(two, "Lamps, please.")
    two.locator("#live-talk").get_by_text("Lamps, please.").wait_for()
    assert shown(two) == ["Lamps, please."]
    assert not two.locator("#live-care").is_visible()
    panel.get_by_role("button", name="Find me now").click()
    one.get_by_text("An adult is called now and comes to find you.").wait_for()


def test_with_the_upgrade_refused_two_browsers_see_each_other_within_three_seconds(
    open_page, complaints, live_app, made
):
    complaints.allow(r"WebSocket connection to .* failed")
    one, two = (open_page(member(made.community, band="D")) for _ in range(2))
    with Proxy(live_app, refuse_sockets=True) as proxy:
        for page in (one, two):
            page.goto(proxy.address + here(made))
            connected(page, "slow")
        assert proxy.refused == 4  # two tries each
        took = []
        for speaker, listener, words in ((one, two, "From the first"), (two, one, "From the second")):
            began = time.monotonic()
            say(speaker, words)
            listener.locator("#live-talk").get_by_text(words).wait_for()
            took.append(time.monotonic() - began)
        assert max(took) <= 3.0
        assert shown(one) == shown(two) == ["From the first", "From the second"]
        one.reload()
        connected(one, "slow")
        assert proxy.refused == 4  # the road that works is remembered for the day
        for page in (one, two):
            page.goto("about:blank")


def test_where_answers_are_held_back_on_the_way_the_page_polls(open_page, complaints, live_app, made):
    complaints.allow(r"WebSocket connection to .* failed|net::ERR")
    page = open_page(member(made.community, band="D"))
    with Proxy(live_app, refuse_sockets=True, hold_back=True) as proxy:
        page.goto(proxy.address + here(made))
        connected(page, "slow")
        assert page.evaluate("localStorage.getItem('mobilize-live-road')").startswith("poll ")
        say(page, "Past the scanner")
        page.locator("#live-talk").get_by_text("Past the scanner").wait_for()
        page.goto("about:blank")


def test_a_page_follows_when_its_server_sends_it_elsewhere(open_page, live_app, made):
    page = open_page(member(made.community, band="D"))
    page.goto(here(made))
    connected(page)
    (there,) = [one for one in hub._hubs.values() if one.mailboxes()]
    (mailbox,) = there.mailboxes()
    loop = there._loop()
    loop.call_soon_threadsafe(mailbox.put, protocol.wire(protocol.Reconnect(50)))
    deadline = time.monotonic() + 10
    while mailbox in there.mailboxes() or not there.mailboxes():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
    connected(page)
    made.say(made.facilitator, "On the new road")
    page.locator("#live-talk").get_by_text("On the new road").wait_for()


def test_a_held_message_is_released_by_a_moderator_whose_page_stays_open(open_page, made):
    child, moderator = open_page(member(made.community, band="B")), open_page(made.moderator)
    for page in (child, moderator):
        page.goto(here(made))
        connected(page)
    say(child, "Please no buzzing lights.")
    child.locator("#mine").get_by_text("A person reads it first.").wait_for()
    moderator.locator("#live-held").get_by_text("Please no buzzing lights.").wait_for()
    moderator.get_by_role("button", name="Release it").click()
    child.locator("#live-talk").get_by_text("Please no buzzing lights.").wait_for()
    moderator.locator("#live-talk").get_by_text("Please no buzzing lights.").wait_for()
    assert moderator.locator("[data-held]").count() == 0
    child.wait_for_function("document.getElementById('mine').children.length === 0")


def test_a_child_reads_why_a_message_came_back(open_page, made):
    child, moderator = open_page(member(made.community, band="B")), open_page(made.moderator)
    for page in (child, moderator):
        page.goto(here(made))
        connected(page)
    say(child, "Unkind words")
    moderator.get_by_text("Send it back or remove it").click()
    moderator.get_by_role("button", name="Send it back").click()
    moderator.get_by_role("alert").get_by_text("Choose a reason.").wait_for()
    moderator.get_by_label("Why?").select_option("unkind")
    moderator.get_by_label("Your kind words to the writer").fill("Say it in other words.")
    moderator.get_by_role("button", name="Send it back").click()
    child.locator("#mine").get_by_text("Say it in other words.").wait_for()
    assert shown(moderator) == []


def test_everybody_follows_when_the_talk_opens_pauses_and_ends(open_page, live_app):
    made = room(community(), state="lobby")
    child, leader, moderator = (
        open_page(user) for user in (member(made.community, band="D"), made.facilitator, made.moderator)
    )
    for page in (child, leader, moderator):
        page.goto(here(made))
        connected(page)
    child.get_by_text("The doors are open. The talk has not begun.").wait_for()
    leader.get_by_role("button", name="Open the talk").click()
    child.locator("#live-state").get_by_text("The talk is open.").wait_for()
    say(child, "First words")
    moderator.locator("#live-talk").get_by_text("First words").wait_for()
    moderator.get_by_role("button", name="Pause the talk").click()
    child.locator("#live-talk").get_by_text("The talk was paused.").wait_for()
    say(child, "While it is paused")
    child.locator("#mine").get_by_text("The talk is paused.").wait_for()
    assert child.locator("#live-say textarea").input_value() == "While it is paused"
    leader.get_by_role("button", name="End the talk").click()
    child.locator("#live-state").get_by_text("The talk is over.").wait_for()
    child.locator("#live-say").wait_for(state="hidden")
    child.get_by_role("link", name="Everything that was said").click()
    assert shown_in_order(child) == [
        "The doors opened.",
        "The talk opened.",
        "First words",
        "paused",
        "ended",
    ]


def shown_in_order(page) -> list[str]:
    lines = page.locator("#transcript [data-seq]").all_inner_texts()
    found = ["The doors opened.", "The talk opened.", "First words", "paused", "ended"]
    return [next(words for words in found if words in line) for line in lines]


def test_a_removed_message_loses_its_words_on_an_open_page(open_page, made):
    page = open_page(member(made.community))
    message = made.say(member(made.community, band="D"), "Words to remove")
    page.goto(here(made))
    connected(page)
    settle(message)
    page.get_by_text("This message was taken away.").wait_for()
    assert "Words to remove" not in page.content()


def settle(message) -> None:
    with transaction.atomic():
        messages.settle(message, to="removed", now=timezone.now())


def test_a_refused_message_comes_back_into_the_field(open_page, made):
    page = open_page(member(made.community, band="D"))
    page.goto(here(made))
    connected(page)
    say(page, "x" * 1001)
    page.locator("#mine").get_by_text("Please use at most 1000.").wait_for()
    assert page.locator("#live-say textarea").input_value() == "x" * 1001
    say(page, "Shorter")
    page.locator("#live-talk").get_by_text("Shorter").wait_for()
    assert page.locator("#mine > *").count() == 0


def test_the_page_says_so_when_somebody_may_not_be_here_any_more(open_page, made):
    user = member(made.community)
    page = open_page(user)
    page.goto(here(made))
    connected(page)
    user.memberships.update(ended_at=timezone.now())
    connected(page, "ended")
    page.get_by_text("You are not in this talk any more.").wait_for()


def test_without_a_script_the_room_is_read_and_written_by_forms(open_page, made):
    page = open_page(member(made.community, band="D"), java_script_enabled=False)
    page.goto(here(made))
    page.locator("#live-say textarea").fill("Without a script")
    page.get_by_role("button", name="Say it").click()
    assert shown(page) == ["Without a script"]


#: Thirty messages in a second for the room's own floor; what a screen reader is told meanwhile, and how long it took.
FLOOD = """async () => {
  const room = document.querySelector("script[src$='live.js']").src;
  const { Floor } = await import(room.replace("live.js", "live_floor.js"));
  const floor = new Floor(JSON.parse(document.getElementById("live-config").textContent));
  const told = [], line = document.getElementById("live-news"), began = performance.now();
  new MutationObserver(() => line.textContent && told.push(line.textContent)).observe(line, { childList: true });
  const count = () => told.reduce((sum, words) => sum + (parseInt(words, 10) || 1), 0);
  for (let n = 1; n <= 30; n++) {
    const data = { side: "youth", shape: "av1", name: "Otter", body: `No. ${n}` };
    floor.message({ seq: n, ref: `m${n}`, at: new Date(), data });
    await new Promise((done) => setTimeout(done, 33));
  }
  while (count() < 30) await new Promise((done) => setTimeout(done, 100));
  return { told, seconds: (performance.now() - began) / 1000 };
}"""


def test_thirty_messages_in_a_second_are_told_to_a_screen_reader_in_a_few_sentences(open_page, made):
    page = open_page(member(made.community, band="D"))
    page.goto(here(made))
    connected(page)
    came = page.evaluate(FLOOD)
    assert shown(page) == [f"No. {number}" for number in range(1, 31)]
    assert len(came["told"]) <= 2 + came["seconds"] / 4
    assert sum(int(words.split()[0]) if "new messages" in words else 1 for words in came["told"]) == 30
