"""The doors of community sessions: the list, the answers to the script, and who meets a closed door."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.live import queries
from forums.live.domain import messages, sessions
from forums.live.enums import MessageState, SessionState
from forums.live.models import LiveEvent
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return community()


@pytest.fixture
def made(school):
    return room(school)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def here(made, more: str = "") -> str:
    return f"/c/{made.community.slug}/sessions/{made.session.public_id}/{more}"


def words(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def queries_of(django_assert_max_num_queries, client, url) -> int:
    client.get(url)  # what is read once per process has been read
    with django_assert_max_num_queries(40) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_transcript_shows_each_line_once_at_a_stable_place(school):
    made = room(school)
    speaker = member(school, band="D")
    kept = made.say(speaker, "Kept words")
    gone = made.say(speaker, "Words to remove")
    messages.settle(gone, to=MessageState.REMOVED, now=timezone.now())
    sessions.close_session(made.actor(made.facilitator), session=made.session, now=timezone.now())
    page = words(signed_in(member(school)).get(here(made, "transcript/")))
    assert page.count(f'id="s{kept.seq}"') == 1
    assert "Kept words" in page and "Words to remove" not in page
    assert page.count("This message was taken away.") == 1
    assert "The talk ended." in page


def test_a_long_transcript_is_read_page_by_page_and_each_number_has_its_page(made, school, monkeypatch):
    monkeypatch.setattr(queries, "LINES", 5)
    speaker, now = member(school, band="D"), timezone.now()
    for number in range(12):
        made.say(speaker, f"Message {number}", now=now + timedelta(seconds=number * 2))
        made.here(now=now + timedelta(seconds=number * 2))
    client, url, seen = signed_in(speaker), here(made, "transcript/"), []
    while url:
        page = client.get(url)
        seen += [line["seq"] for line in page.context["lines"]]
        url = page.context["later_url"] and here(made, "transcript/") + page.context["later_url"]
    assert seen == list(range(1, 15))
    page = client.get(here(made, "transcript/?at=7"))
    assert [line["seq"] for line in page.context["lines"]] == [6, 7, 8, 9, 10]
    assert (page.context["earlier_url"], page.context["later_url"]) == ("?after=0", "?after=10")


def test_the_list_shows_what_runs_what_comes_and_what_is_over(school):
    running, coming, over = (
        room(school, state=state, question=f"About {state}?")
        for state in (SessionState.OPEN, SessionState.LOBBY, SessionState.CLOSED)
    )
    draft = room(school, state=SessionState.DRAFT, question="About the draft?")
    page = signed_in(member(school)).get(f"/c/{school.slug}/sessions/")
    found = [[s.pk for s in page.context[part]] for part in ("now", "soon", "past")]
    assert found == [[running.session.pk], [coming.session.pk], [over.session.pk]]
    page = signed_in(draft.second_adult).get(f"/c/{school.slug}/sessions/")
    assert draft.session.pk in [s.pk for s in page.context["soon"]]


def test_the_list_leaves_out_sessions_of_other_bands_and_communities(school):
    room(school, bands=["A"])
    room(community("valley"))
    page = signed_in(member(school, band="B")).get(f"/c/{school.slug}/sessions/")
    assert (page.context["now"], page.context["soon"], page.context["past"]) == ([], [], [])


def test_the_past_is_read_page_by_page(school, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [room(school, state=SessionState.CLOSED).session.pk for _ in range(5)]
    client, url, seen = signed_in(member(school)), f"/c/{school.slug}/sessions/", []
    while url:
        page = client.get(url)
        seen += [session.pk for session in page.context["past"]]
        url = page.context["older_url"] and f"/c/{school.slug}/sessions/{page.context['older_url']}"
    assert seen == made[::-1]


def test_the_list_asks_as_often_for_ten_sessions_as_for_one(school, django_assert_max_num_queries):
    client, url = signed_in(member(school)), f"/c/{school.slug}/sessions/"
    adults = [member(school, role) for role in (Role.FACILITATOR, Role.MODERATOR, Role.TEACHER)]
    seats = dict(zip(("facilitator", "moderator", "second_adult"), adults, strict=True))
    counts = []
    for number in (1, 9):
        for _ in range(number):
            room(school, **seats)
            room(school, state=SessionState.CLOSED, **seats)
        counts.append(queries_of(django_assert_max_num_queries, client, url))
    assert counts[0] == counts[1]


def test_the_room_asks_as_often_for_ten_messages_as_for_one(school, django_assert_max_num_queries):
    made = room(school)
    client, speaker = signed_in(made.moderator), member(school, band="D")
    counts = []
    for number in (1, 9):
        for _ in range(number):
            made.say(speaker)
            made.say(member(school))
        counts.append(queries_of(django_assert_max_num_queries, client, here(made)))
    assert counts[0] == counts[1]


def test_the_script_gets_the_same_answers_as_frames(made, school):
    client = signed_in(member(school, band="D"))
    ask = {"HTTP_ACCEPT": "application/json"}
    first = client.post(here(made, "say/"), {"id": "j1", "body": "Hello"}, **ask)
    again = client.post(here(made, "say/"), {"id": "j1", "body": "Hello"}, **ask)
    empty = client.post(here(made, "say/"), {"id": "j2", "body": " "}, **ask)
    none = client.post(here(made, "say/"), {"body": "No id"}, **ask)
    assert [(a.status_code, a.json()["kind"]) for a in (first, again, empty, none)] == [
        (200, "ack"),
        (200, "ack"),
        (422, "nack"),
        (422, "nack"),
    ]
    assert (first.json()["st"], again.json()["st"], again.json()["seq"]) == ("published", "dup", 3)
    assert (empty.json()["code"], none.json()["code"]) == ("text_empty", "bad_frame")


def test_the_door_of_the_poll_answers_at_once_where_no_server_of_ours_waits(made, school):
    made.say(member(school, band="D"), "Hello")
    epoch = made.session.streams.get(audience="pub").epoch
    client = signed_in(member(school))
    whole = client.get(here(made, "events/")).json()["frames"]
    rest = client.get(here(made, f"events/?epoch={epoch}&since=2")).json()["frames"]
    nothing = client.get(here(made, f"events/?epoch={epoch}&since=3")).json()["frames"]
    assert [frame["kind"] for frame in whole] == ["welcome", "snap"]
    assert [event["seq"] for event in rest[1]["e"]] == [3]
    assert [frame["kind"] for frame in nothing] == ["welcome"]


@pytest.mark.parametrize("place", ["", "say/", "events/", "steer/", "transcript/", "adults/", "mutes/"])
def test_every_door_asks_an_anonymous_visitor_to_sign_in(made, place):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(here(made, place))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["stranger", "other band", "mentor", "caregiver"])
@pytest.mark.parametrize("place", ["", "say/", "events/", "steer/", "transcript/", "adults/", "mutes/"])
def test_every_door_is_a_404_for_whoever_may_not_know_of_the_session(school, who, place):
    made = room(school, bands=["B"])
    user = {
        "stranger": lambda: member(community("valley"), band="B"),
        "other band": lambda: member(school, band="C"),
        "mentor": lambda: member(school, Role.MENTOR),
        "caregiver": lambda: member(school, Role.CAREGIVER),
    }[who]()
    method = "get" if place in {"", "events/", "transcript/"} else "post"
    assert getattr(signed_in(user), method)(here(made, place)).status_code == 404


def test_the_config_of_the_script_holds_no_words_of_anybody(made, school):
    made.say(member(school, band="D"), "Secret words")
    page = signed_in(member(school)).get(here(made)).content.decode()
    config = re.search(r'<script id="live-config" type="application/json">(.*?)</script>', page, re.S).group(
        1
    )
    assert json.loads(config)["seq"] == LiveEvent.objects.filter(stream__audience="pub").count() == 3
    assert "Secret words" not in config
