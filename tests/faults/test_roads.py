"""Who was removed hears nothing more, and words that were removed come back to nobody, on any of the three roads."""

import asyncio
import contextlib
import time

import pytest
from django.db import transaction
from django.utils import timezone

from forums.live.domain import hands, messages, sessions
from forums.live.enums import Audience, EventKind
from forums.live.models import HandsQuestion, Message
from people.domain import members
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import actor, community, member
from tests.faults.faithful import Faithful
from tests.faults.test_network import assert_one_log
from tests.live.proxies import Proxy
from tests.live.wire import Wire, cookie_of
from tests.stage.processes import Server

pytestmark = pytest.mark.faults

ROADS = ("socket", "sse", "poll")
GONE_SECONDS = (
    5.0  # the longest that a lost hint may keep somebody in (design: one look; here a slow machine)
)


@pytest.fixture
def made(transactional_db):
    return room(community())


@pytest.mark.both_databases
def test_whoever_is_removed_while_others_talk_hears_nothing_later_on_any_road(made, tmp_path):
    removed = {road: member(made.community, band="D") for road in ROADS}
    talker, stays = [member(made.community, band="D") for _ in range(2)]
    admin = member(made.community, Role.ADMINISTRATOR)
    with Server(tmp_path) as server:
        people = {
            road: Faithful(server.address, cookie_of(user), made, road=road, first=road)
            for road, user in removed.items()
        }
        speaker = Faithful(server.address, cookie_of(talker), made, first="speaker")
        witness = Faithful(server.address, cookie_of(stays), made, first="witness")

        def remove() -> None:
            for user in removed.values():
                members.end_membership(
                    actor(admin, made.community), membership=user.memberships.get(), now=timezone.now()
                )

        async def play():
            async with contextlib.AsyncExitStack() as here:
                for one in (speaker, witness, *people.values()):
                    await here.enter_async_context(one)
                for one in (speaker, witness, *people.values()):
                    await one.inside()
                await asyncio.to_thread(made.here)
                for number in range(3):
                    await speaker.say(f"Before {number}")
                await speaker.answered()
                for one in people.values():
                    await one.until(lambda one=one: "Before 2" in one.bodies)
                going = asyncio.ensure_future(asyncio.to_thread(remove))
                for number in range(3):
                    await speaker.say(f"Meanwhile {number}")
                await going
                removed_at = time.monotonic()
                for one in people.values():
                    async with asyncio.timeout(30):
                        while not one.task.done():
                            await asyncio.sleep(0.05)
                took = time.monotonic() - removed_at
                await speaker.say("Among ourselves")
                await witness.until(lambda: "Among ourselves" in witness.bodies)
                # A message of theirs that was still on its way is refused too.
                for one in people.values():
                    one.outbox["late"] = "Too late"
                    with contextlib.suppress(Exception):
                        await asyncio.wait_for(getattr(one, f"_by_{one.road}")(), 5)
                return took

        took = asyncio.run(play())
    assert took <= GONE_SECONDS
    for one in people.values():
        assert one.ended == 4003
        assert "Before 2" in one.bodies
        assert "Among ourselves" not in " ".join(one.heard)
        assert one.answers == {}
    assert not Message.objects.filter(body="Too late").exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("restarted", [False, True], ids=["in memory", "from the database"])
def test_words_removed_while_somebody_was_away_come_back_on_no_road(made, tmp_path, restarted):
    speaker = member(made.community, band="D")
    cookies = {road: cookie_of(member(made.community)) for road in ROADS}
    secret = made.say(speaker, "Words that must not come back")
    with Server(tmp_path) as server:

        def come(road: str) -> Faithful:
            return Faithful(server.address, cookies[road], made, road=road, first=road)

        def take_away() -> None:
            with transaction.atomic():
                messages.settle(secret, to="removed", now=timezone.now())

        async def look(one: Faithful, seq: int) -> None:
            async with one:
                await one.until(lambda: one.seq >= seq)

        async def play():
            first = come("socket")
            await look(first, secret.seq)
            assert secret.body in first.bodies
            async with come("sse"):  # somebody stays, so that the server remembers the room
                await asyncio.to_thread(take_away)
                if restarted:
                    server.kill()
                    await asyncio.to_thread(server.start)
                last = secret.seq + 1
                for road in ROADS:
                    for epoch, seq in (("", 0), (first.epoch, 0), (first.epoch, secret.seq - 1)):
                        again = come(road)
                        again.epoch, again.seq = epoch, seq
                        await look(again, last)
                        assert secret.body not in " ".join(again.heard), (road, epoch, seq)
                        assert again.events[-1]["kind"] == EventKind.REMOVED

        asyncio.run(play())


def test_through_a_scanner_that_holds_back_answers_the_long_poll_still_tells_everything(made, tmp_path):
    users = [member(made.community, band="D") for _ in range(2)]
    with Server(tmp_path) as server, Proxy(server.address, refuse_sockets=True, hold_back=True) as scanner:
        direct = Faithful(server.address, cookie_of(users[0]), made, first="direct")
        scanned = Faithful(scanner.address, cookie_of(users[1]), made, road="poll", first="scanned")

        async def play():
            async with direct, scanned:
                await direct.inside()
                await scanned.inside()
                for number in range(4):
                    await direct.say(f"direct {number}")
                    await scanned.say(f"scanned {number}")
                for one in (direct, scanned):
                    await one.answered()
                    await one.until(lambda one=one: len(one.bodies) == 8)

        asyncio.run(play())
    sent = {f"{name} {number}" for name in ("direct", "scanned") for number in range(4)}
    assert_one_log([direct, scanned], sent)


# --- a snapshot and the events after it show what a fresh snapshot shows --------------------------------------


def shown(wire: Wire, audience: str) -> dict:
    """Return what a page shows of a stream after these frames: what was said, and of the public one state and mode."""
    view: dict = {}
    for frame in wire.frames:
        if frame["kind"] == "welcome" and audience == Audience.PUB and not view:
            view.update(state=frame["state"], mode=frame["mode"])
        if frame.get("audience") != audience or frame["kind"] not in {"snap", "b"}:
            continue
        if frame["kind"] == "snap":
            view["said"] = {}
        for event in frame["e"]:
            apply(view, event)
    return view


def apply(view: dict, event: dict) -> None:
    said, data, kind = view.setdefault("said", {}), event["data"], event["kind"]
    if kind in {EventKind.MESSAGE, EventKind.HELD}:
        said[event["ref"]] = (data["name"], data["body"], bool(data.get("gone")))
    elif kind in {EventKind.REMOVED, EventKind.SETTLED}:
        gone = kind == EventKind.REMOVED or data["state"] != "published"
        if gone and event["ref"] in said:
            said[event["ref"]] = (said[event["ref"]][0], "", True)
    elif kind in {EventKind.STATE, EventKind.MODE}:
        view[kind] = data[kind]


def test_after_every_action_a_snapshot_and_its_events_equal_a_fresh_snapshot(live_app):
    made = room(community())
    youth, held, moderator = (
        member(made.community, band="D"), member(made.community, band="B"), made.moderator
    )  # fmt: skip
    lead = actor(made.facilitator, made.community)
    refs: dict[str, Message] = {}

    def say(name: str, user) -> None:
        made.here()
        refs[name] = made.say(user, f"This is {name}")

    def rule(name: str, outcome: str, **more) -> None:
        messages.rule_on(
            made.actor(moderator), message=refs[name], outcome=outcome, version=1, now=timezone.now(), **more
        )

    def settle(name: str) -> None:
        with transaction.atomic():
            messages.settle(Message.objects.get(pk=refs[name].pk), to="removed", now=timezone.now())

    def withdraw(name: str, user) -> None:
        messages.withdraw(made.actor(user), message=Message.objects.get(pk=refs[name].pk), now=timezone.now())

    def go(state: str) -> None:
        sessions.go_to(lead, session=made.session, state=state, now=timezone.now())

    def leading():
        made.here()
        return made.actor(made.facilitator)

    def prompt() -> None:
        sessions.set_prompt(leading(), session=made.session, prompt="Two minutes left", now=timezone.now())

    def ask(question: str) -> None:
        hands.ask(
            leading(), session=made.session, question=question, choices=["One", "Two"], now=timezone.now()
        )

    def end(how: str) -> None:
        asked = HandsQuestion.objects.filter(session=made.session).latest("pk")
        hands.end(leading(), question=asked, how=how, now=timezone.now())

    kind_words = {"reason": "unkind", "reply": "Say it in other words."}
    actions = {
        "speak": lambda: say("a lamp", youth),
        "speak and wait": lambda: say("a door", held),
        "release": lambda: rule("a door", "release"),
        "wait again": lambda: say("a bell", held),
        "send back": lambda: rule("a bell", "return", **kind_words),
        "wait once more": lambda: say("a rope", held),
        "take back what waits": lambda: withdraw("a rope", held),
        "take back what was shown": lambda: withdraw("a door", held),
        "remove": lambda: settle("a lamp"),
        "hold all": lambda: sessions.set_mode(
            lead, session=made.session, mode="hold_all", now=timezone.now()
        ),
        "a line on all screens": prompt,
        "ask for hands": lambda: ask("Now or later?"),
        "count them": lambda: end("close"),
        "ask again": lambda: ask("Here or there?"),
        "call it off": lambda: end("cancel"),
        "pause": lambda: go("hold"),
        "go on": lambda: go("open"),
        "close": lambda: go("closed"),
    }

    # Each fresh look is another moderator's: nobody may say hello so often.
    cookies = iter([cookie_of(member(made.community, Role.MODERATOR)) for _ in range(len(actions) + 1)])

    async def come() -> Wire:
        return await asyncio.to_thread(Wire, live_app, next(cookies), made.session)

    async def play():
        async with await come() as stays:
            await stays.hello()
            heads = await stays.until("snap", audience="mod")
            seen = {heads["audience"]: heads["seq"]}
            for name, action in actions.items():
                await asyncio.to_thread(action)
                async with await come() as fresh:
                    welcome = await fresh.hello()
                    kinds = {frame["audience"] for frame in fresh.frames if frame["kind"] == "snap"}
                    while kinds != {"pub", "mod"}:
                        frame = await fresh.next(10)
                        kinds |= {frame["audience"]} if frame["kind"] == "snap" else set()
                async with asyncio.timeout(20):
                    while stays.seq < welcome["head"] or seen.get("mod", 0) < welcome["mod_head"]:
                        frame = await stays.next(20)
                        if frame["kind"] in {"snap", "b"} and frame["e"]:
                            seen[frame["audience"]] = frame["e"][-1]["seq"]
                for audience in Audience.values:
                    assert shown(stays, audience) == shown(fresh, audience), (name, audience)
            return {
                event["kind"]
                for frame in stays.frames
                if "e" in frame
                for event in frame["e"]
                if "seq" in event
            }

    assert asyncio.run(play()) == set(EventKind.values)
