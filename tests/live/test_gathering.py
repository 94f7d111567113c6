"""Who speaks in the same moment speaks in one act; each is judged for themselves, and answered after the commit."""

import asyncio
import threading
from collections import Counter

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.live import buckets, speaking
from forums.live.domain import messages, presence, sessions
from forums.live.mailbox import Visitor
from forums.live.models import LiveEvent, Message
from forums.live.protocol import Say
from forums.live.threads import Gathering, Line
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.domain import seal
from people.enums import ScopeKind
from tests.factories.live import room
from tests.factories.people import community, member

# --- gathering, whatever is gathered ------------------------------------------------------------------------


class Recorder:
    """A line without threads, and an act that remembers its items: what is written in ``faults`` fails."""

    def __init__(self, **faults: Exception) -> None:
        self.faults, self.acts, self.running, self.most = faults, [], Counter(), 0

    async def run(self, command):
        key, _items = command.args
        self.running[key] += 1
        self.most = max(self.most, self.running.total())
        assert self.running[key] == 1, "two acts for one key at a time"
        try:
            await asyncio.sleep(0.01)
            return command()
        finally:
            self.running[key] -= 1

    def act(self, key, items: list[str]) -> list[str]:
        self.acts.append(items)
        for item in items:
            if item in self.faults:
                raise self.faults[item]
        return [item.upper() for item in items]


async def gathered(recorder: Recorder, *items: str, keys: str = "") -> list:
    gathering = Gathering(recorder, recorder.act)
    runs = [gathering.run(keys[n : n + 1] or "k", item) for n, item in enumerate(items)]
    outcomes = await asyncio.gather(*runs, return_exceptions=True)
    await asyncio.sleep(Gathering.PAUSE * 3)
    assert not gathering._waiting and not gathering._acting
    return outcomes


async def test_a_lone_one_goes_at_once_and_those_who_wait_meanwhile_go_together():
    recorder = Recorder()
    gathering = Gathering(recorder, recorder.act)
    first = asyncio.ensure_future(gathering.run("k", "a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.ensure_future(gathering.run("k", item)) for item in "bcd"]
    assert [await run for run in (first, *others)] == ["A", "B", "C", "D"]
    assert recorder.acts == [["a"], ["b", "c", "d"]]


async def test_others_are_gathered_apart_and_side_by_side():
    recorder = Recorder()
    assert await gathered(recorder, *"abcd", keys="xyxy") == ["A", "B", "C", "D"]
    assert sorted(recorder.acts) == [["a", "c"], ["b", "d"]]
    assert recorder.most == 2


async def test_one_that_cannot_be_written_does_not_keep_the_others_back():
    recorder = Recorder(b=IntegrityError("twice"))
    a, b, c = await gathered(recorder, *"abc")
    assert (a, type(b), c) == ("A", IntegrityError, "C")
    assert recorder.acts == [["a", "b", "c"], ["a"], ["b"], ["c"]]


async def test_while_the_database_is_away_nobody_asks_it_again_and_again():
    recorder = Recorder(b=OperationalError("database is locked"))
    assert {type(outcome) for outcome in await gathered(recorder, *"abc")} == {OperationalError}
    assert recorder.acts == [["a", "b", "c"]]


async def test_too_many_who_wait_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(Gathering, "LONGEST", 2)
    recorder = Recorder()
    outcomes = await gathered(recorder, *"abc")
    assert (outcomes[:2], type(outcomes[2])) == (["A", "B"], DatabaseError)


async def test_under_load_an_act_takes_no_more_than_its_share(monkeypatch):
    monkeypatch.setattr(Gathering, "AT_ONCE", 2)
    recorder = Recorder()
    assert await gathered(recorder, *"abcde") == list("ABCDE")
    assert recorder.acts == [["a", "b"], ["c", "d"], ["e"]]


# --- speaking ----------------------------------------------------------------------------------------------


@pytest.fixture
def made(transactional_db):
    buckets.forget()
    return room(community())


def said(made, *words: tuple) -> list[messages.Said]:
    return [messages.Said(made.actor(user), client_id, body) for user, client_id, body in words]


def together(made, *words: tuple) -> list:
    """Let all of ``words`` be said in one act; return the number, "held", or the code of the refusal, of each."""
    heard = messages.say_together(said(made, *words), session=made.session, now=timezone.now())
    return [one.code if isinstance(one, Refused) else one[0].seq or str(one[0].state) for one in heard]


@pytest.mark.both_databases
def test_each_has_its_own_outcome_and_the_numbers_are_in_order_of_arrival(made):
    one, two, muted = [member(made.community, band="D") for _ in range(3)]
    young = member(made.community, band="A")
    byline = made.say(muted).byline
    messages.mute(made.actor(made.moderator), session=made.session, byline=byline, now=timezone.now())
    outcomes = together(
        made,
        (one, "a1", "First"),
        (muted, "m1", "Not now"),
        (young, "y1", "Read me first"),
        (two, "b1", "Second"),
        (one, "a2", "   "),
        (two, "", "No name"),
        (made.facilitator, "f1", "Third"),
        (one, "a1", "First"),
        (two, "b2", "Write to me@example.org"),
        (one, "a3", "Fourth"),
    )
    assert outcomes == [4, "muted", "held", 5, "text_empty", "invalid", 6, 4, "held", 7]
    lines = LiveEvent.objects.filter(stream__audience="pub", seq__gt=3).order_by("seq")
    assert [line.payload["body"] for line in lines] == ["First", "Second", "Third", "Fourth"]
    waiting = LiveEvent.objects.filter(stream__audience="mod").order_by("seq")
    assert [line.payload["reason"] for line in waiting] == ["band", "contact_details"]
    rows = list(Message.objects.exclude(byline=byline).order_by("pk").values_list("client_id", "seq"))
    assert rows == [("a1", 4), ("y1", None), ("b1", 5), ("f1", 6), ("b2", None), ("a3", 7)]
    trail = AuditEntry.objects.filter(action="live.say").order_by("pk")[1:]
    assert [entry.actor for entry in trail] == ["", "", "", made.facilitator.public_id, "", ""]


@pytest.mark.both_databases
def test_what_was_said_before_is_the_same_message_and_its_number_is_the_one_it_has(made):
    student = member(made.community, band="D")
    made.say(student, client_id="once")
    assert together(made, (student, "once", "Other words"), (student, "new", "More")) == [3, 4]
    assert Message.objects.count() == 2


@pytest.mark.both_databases
def test_the_limit_counts_what_comes_in_the_same_act(made):
    fast, calm = [member(made.community, band="D") for _ in range(2)]
    for number in range(4):
        made.say(fast, client_id=f"f{number}")
    words = [(fast, f"g{number}", "More") for number in range(8)]
    assert together(made, *words, (calm, "c", "Calmly")) == [*range(7, 13), "too_fast", "too_fast", 13]


@pytest.mark.both_databases
def test_whoever_speaks_for_the_first_time_gets_one_byline(made):
    student = member(made.community, band="D")
    assert together(made, (student, "a", "One"), (student, "b", "Two")) == [3, 4]
    assert len(set(Message.objects.values_list("byline", flat=True))) == 1


@pytest.mark.both_databases
def test_in_a_locked_lane_and_without_the_second_adult_only_those_who_may_are_heard(made):
    student = member(made.community, band="D")
    words = [(student, "s", "Me too"), (made.facilitator, "f", "From us"), (made.second_adult, "2", "And us")]
    sessions.set_mode(made.actor(made.facilitator), session=made.session, mode="locked", now=timezone.now())
    presence.left(made.actor(made.second_adult), session=made.session)
    assert together(made, *words) == ["lane_locked", "second_adult_left", 4]


def test_many_cost_as_many_questions_as_a_few(made):
    speakers = [made.actor(member(made.community, band="D")) for _ in range(40)]
    scope = {"scope_kind": ScopeKind.SESSION, "scope_id": made.session.public_id}
    for actor in speakers:
        seal.byline_for(actor, **scope)
    counts = []
    for act, some in enumerate((speakers[:2], speakers[2:], speakers[:2])):
        words = [messages.Said(actor, f"{act}-{n}", "A lamp") for n, actor in enumerate(some)]
        with CaptureQueriesContext(connection) as asked:
            messages.say_together(words, session=made.session, now=timezone.now())
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 15


@pytest.mark.both_databases
def test_an_act_that_fails_at_its_end_leaves_nothing(made, monkeypatch):
    def fail(*_args, **_named):
        raise IntegrityError("in the middle")

    one, two = [member(made.community, band="D") for _ in range(2)]
    monkeypatch.setattr(AuditEntry.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError):
        together(made, (one, "a", "One"), (two, "b", "Two"))
    monkeypatch.undo()
    assert not Message.objects.exists()
    assert together(made, (one, "a", "One"), (two, "b", "Two")) == [3, 4]


# --- at the edge --------------------------------------------------------------------------------------------


def visitor(made, user, language: str = "en") -> Visitor:
    place = made.actor(user).membership
    return Visitor(made.session.pk, place.pk, user.public_id, "key", "stamp", False, False, language)


@pytest.mark.both_databases
def test_who_was_removed_meanwhile_says_nothing_and_each_no_is_in_the_language_of_its_reader(made):
    gone, here, french = [member(made.community, band="D") for _ in range(3)]
    visitors = [visitor(made, gone), visitor(made, here), visitor(made, french, "fr"), visitor(made, here)]
    gone.memberships.update(ended_at=timezone.now())
    bodies = ["I was here", "So was I", " ", " "]
    spoken = [
        speaking.Spoken(who, Say(f"id{n}", body))
        for n, (who, body) in enumerate(zip(visitors, bodies, strict=True))
    ]
    nothing, ack, non, no = speaking.answers(made.session.pk, spoken)
    assert nothing is None
    assert (ack.kind, ack.id, ack.seq) == ("ack", "id1", 3)
    assert (non.code, no.code) == ("text_empty", "text_empty")
    assert non.text != no.text


def test_an_empty_bucket_is_no_matter_of_the_others(made):
    fast, calm = [member(made.community, band="D") for _ in range(2)]
    most, _per_second = buckets.LIMITS["say"]
    spoken = [speaking.Spoken(visitor(made, fast), Say(f"f{n}", " ")) for n in range(int(most) + 2)]
    found = speaking.answers(
        made.session.pk, [*spoken, speaking.Spoken(visitor(made, calm), Say("c", "Calmly"))]
    )
    assert [answer.code for answer in found[:-1]] == ["text_empty"] * int(most) + ["too_fast"] * 2
    assert found[-1].seq == 3


@pytest.mark.both_databases
def test_an_answer_comes_after_the_commit_and_many_who_wait_share_one(made, monkeypatch):
    speakers = [member(made.community, band="D") for _ in range(6)]
    spoken = [
        speaking.Spoken(visitor(made, user), Say(f"id{n}", "A lamp")) for n, user in enumerate(speakers)
    ]
    acts, busy, go = [], threading.Event(), threading.Event()

    def answers(session_pk, some):
        acts.append(len(some))
        if len(acts) == 1:
            busy.set()
            assert go.wait(20)
        return speaking.answers(session_pk, some)

    async def run():
        gathering = Gathering(Line(), answers)
        runs = [asyncio.ensure_future(gathering.run(made.session.pk, spoken[0]))]
        await asyncio.to_thread(busy.wait, 20)
        runs += [asyncio.ensure_future(gathering.run(made.session.pk, one)) for one in spoken[1:]]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*runs)

    found = asyncio.run(run())
    assert acts == [1, 5]
    assert [answer.seq for answer in found] == [3, 4, 5, 6, 7, 8]
    assert Message.objects.count() == 6
