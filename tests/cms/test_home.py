"""The members' home and the bar at the top: what each role finds there."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from cms import nav
from forums.discussion.domain import answers, forums
from people import queries as people_queries
from people.enums import Role
from people.models import Clearance
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.cms import community_page, signed_in
from tests.factories.committees import action, committee, decision, holder_of, meeting
from tests.factories.live import room
from tests.factories.polls import draft_poll, open_poll, vote

pytestmark = pytest.mark.django_db
HOME = "/c/harbour/"


@pytest.fixture
def harbour():
    return community("harbour")


def cards(user) -> list[str]:
    answer = signed_in(user).get(HOME)
    assert answer.status_code == 200
    return [strip_tags(card.title) for card in answer.context["home"].cards]


READERS = ["Home", "Forums", "Polls", "Live", "Committees", "Plans"]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.STUDENT, ["Home", "Forums", "Polls", "Live", "My voice", "Plans"]),
        (Role.TEACHER, [*READERS, "Concerns"]),
        (Role.FACILITATOR, [*READERS, "Concerns"]),
        (Role.MODERATOR, [*READERS, "Desk", "Concerns"]),
        (Role.SAFEGUARDING_LEAD, [*READERS, "Desk", "Concerns"]),
        (Role.ORGANIZER, [*READERS, "Concerns", "Site"]),
        (Role.ADMINISTRATOR, [*READERS, "Concerns", "People", "Site"]),
        (Role.CAREGIVER, ["Home", "My children", "Committees", "Plans", "Concerns"]),
        (Role.MENTOR, ["Home", "Committees", "Plans", "Concerns"]),
        (Role.MENTORING_COORDINATOR, ["Home", "Committees", "Plans", "Concerns"]),
        (Role.AGENCY_WORKER, ["Home", "Committees", "Plans", "Concerns"]),
    ],
)
def test_the_bar_of(harbour, role, labels):
    user = member(harbour, role)
    shown = signed_in(user).get(HOME).context["nav"]
    assert [item["label"] for item in shown] == labels
    assert [item["label"] for item in shown if item["current"]] == ["Home"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AGENCY_WORKER])
def test_every_way_in_the_bar_opens(harbour, role):
    community_page(harbour)
    client = signed_in(member(harbour, role))
    for item in client.get(HOME).context["nav"]:
        assert client.get(item["url"]).status_code == 200, item["url"]


def test_the_bar_marks_the_page_one_is_on(harbour):
    viewer = people_queries.actor_for(member(harbour), community_slug="harbour", now=timezone.now())
    items = nav.items_for(viewer, path="/c/harbour/forums/abc/", unread=3)
    assert [(item["label"], item["mark"]) for item in items if item["current"]] == [("Forums", 0)]
    assert [item["mark"] for item in items if item["label"] == "My voice"] == [3]


def test_the_bar_speaks_french(harbour):
    viewer = people_queries.actor_for(member(harbour), community_slug="harbour", now=timezone.now())
    with override("fr"):
        labels = [item["label"] for item in nav.items_for(viewer, path="/")]
    assert len(labels) == 6


def answered_voice(harbour, student):
    teacher = member(harbour, Role.TEACHER, username="ofori")
    forum = open_forum(harbour, named_adult=teacher)
    voice = perspective(forum, student, "A lamp by the canal.")
    answers.answer(
        actor(teacher, harbour),
        to=voice,
        heard="It is dark there.",
        kind="will",
        act="We put up a lamp.",
        because="Everybody walks there.",
        by_when=forum.answer_by,
        now=timezone.now(),
    )
    return forum, voice


def test_a_student_sees_what_is_open_answers_first(harbour):
    student = member(harbour)
    forum, _voice = answered_voice(harbour, student)
    poll, _others = open_poll(harbour)
    talk = room(harbour)
    open_forum(harbour, question="A new one?")
    assert cards(student) == [
        "Ofori Tester answered: A lamp by the canal.",
        f"Community session: {talk.session.title}",
        poll.question,
        "A new one?",
        forum.question,
    ]


def test_a_student_sees_at_most_five_cards_and_that_there_is_more(harbour):
    for number in range(7):
        open_forum(harbour, question=f"Question {number}?")
    answer = signed_in(member(harbour)).get(HOME)
    assert len(answer.context["home"].cards) == 5
    assert "There is more in the forums." in answer.content.decode()


def test_an_unread_answer_is_marked_on_every_page_until_it_is_read(harbour):
    student = member(harbour)
    _forum, voice = answered_voice(harbour, student)
    client = signed_in(student)

    def mark(address):
        return [item["mark"] for item in client.get(address).context["nav"] if item["label"] == "My voice"]

    assert [mark(address) for address in (HOME, "/c/harbour/plans/", "/help/", "/")] == [[1], [1], [1], [1]]
    answers.mark_read(actor(student, harbour), given=voice.answer, now=timezone.now())
    assert mark(HOME) == [0]
    assert "An answer came back" not in client.get(HOME).content.decode()


def test_a_voted_poll_asks_no_more(harbour):
    student = member(harbour)
    poll, _others = open_poll(harbour)
    vote(poll, student, "A quiet room")
    body = signed_in(student).get(HOME).content.decode()
    assert "You have voted. You can change your mind while it is open." in body
    assert "Vote on goals" not in body


def test_where_the_own_words_are_stands_beside(harbour):
    student = member(harbour)
    voice = perspective(open_forum(harbour), student, "A lamp by the canal.")
    body = signed_in(student).get(HOME).content.decode()
    assert f"/{voice.forum.public_id}/{voice.public_id}/" in body
    assert "Received" in body


def test_forums_of_other_bands_are_not_open_for_a_student(harbour):
    open_forum(harbour, question="For the young?", bands=["A"])
    assert cards(member(harbour, band="B")) == []


def test_a_student_without_consent_is_invited_to_read_not_to_write(harbour):
    open_forum(harbour)
    body = signed_in(member(harbour, consent=False)).get(HOME).content.decode()
    assert "Read what others say" in body
    assert "Say what you think" not in body


def test_a_seat_holder_finds_the_meeting_and_the_own_actions(harbour):
    held = meeting(committee(harbour))
    youth = holder_of(held.committee, "youth_co_chair")
    action(decision(held), title="Open room 12", owner=youth)
    assert cards(youth) == [f"{held.committee.name}: {held.title}", "Open room 12"]


def test_a_named_adult_finds_what_is_owed_and_what_is_asked(harbour):
    teacher = member(harbour, Role.TEACHER)
    owed = open_forum(harbour, named_adult=teacher, question="Owed?")
    for _number in range(2):
        perspective(owed, member(harbour))
    leader = actor(member(harbour, Role.ORGANIZER), harbour)
    asked = forums.create(leader, question="Asked?", now=timezone.now())
    place = actor(teacher, harbour).membership
    forums.offer_duty(leader, forum=asked, to=place, now=timezone.now())
    answer = signed_in(teacher).get(HOME)
    shown = {strip_tags(card.title): strip_tags(card.text) for card in answer.context["home"].cards}
    assert shown == {"Owed?": "You owe 2 answers here.", "Will you answer this forum? Asked?": ""}


def test_a_moderator_finds_what_waits_at_the_desk(harbour):
    perspective(open_forum(harbour), member(harbour), published=False)
    assert cards(member(harbour, Role.MODERATOR)) == ["1 post waits at the desk."]
    assert cards(member(harbour, Role.TEACHER)) == []


def test_an_organizer_finds_what_waits_to_be_opened(harbour):
    user = member(harbour, Role.ORGANIZER)
    forums.create(actor(user, harbour), question="A draft forum?", now=timezone.now())
    poll = draft_poll(harbour, organizer=user)
    assert cards(user) == ["A draft forum?", poll.question]
    assert cards(member(harbour, Role.TEACHER)) == []


def test_an_adult_without_a_clearance_is_told_and_sees_nothing_of_young_people(harbour):
    user = member(harbour, Role.MODERATOR)
    perspective(open_forum(harbour), member(harbour), published=False)
    Clearance.objects.filter(membership__user=user).update(expires_on="2020-01-01")
    answer = signed_in(user).get(HOME)
    assert answer.context["home"].cards == []
    assert "Your safeguarding check is missing or has run out." in answer.content.decode()


@pytest.mark.parametrize(
    "role", [Role.CAREGIVER, Role.MENTOR, Role.MENTORING_COORDINATOR, Role.AGENCY_WORKER]
)
def test_guests_find_a_kind_page_and_no_voices(harbour, role):
    forum = open_forum(harbour)
    perspective(forum, member(harbour), "SENTINEL words")
    body = signed_in(member(harbour, role)).get(HOME).content.decode()
    assert "Good to see you" in body
    assert "SENTINEL" not in body
    assert forum.question not in body


def test_the_home_of_another_community_is_not_there(harbour):
    community("valley")
    assert signed_in(member(harbour)).get("/c/valley/").status_code == 404
    assert signed_in(member(harbour)).get("/c/nowhere/").status_code == 404
    assert Client().get("/c/nowhere/").status_code == 302


def fill(harbour, student, times: int) -> None:
    for number in range(times):
        forum = open_forum(harbour, question=f"Question {number}?")
        perspective(forum, student, f"Words {number}")
        open_poll(harbour)
        room(harbour)


def queries_of(user, django_assert_max_num_queries) -> int:
    client = signed_in(user)
    client.get("/help/")
    with django_assert_max_num_queries(12) as asked:
        assert client.get(HOME).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "role",
    [Role.STUDENT, Role.TEACHER, Role.MODERATOR, Role.ORGANIZER, Role.ADMINISTRATOR, Role.CAREGIVER],
)
def test_home_asks_at_most_twelve_times_however_much_is_there(harbour, role, django_assert_max_num_queries):
    user, student = member(harbour, role), member(harbour)
    fill(harbour, student, 1)
    few = queries_of(user, django_assert_max_num_queries)
    fill(harbour, student, 4)
    assert queries_of(user, django_assert_max_num_queries) == few


def test_a_signed_in_reader_keeps_the_bar_on_public_pages(harbour):
    client = signed_in(member(harbour))
    for address in ("/", "/help/", "/who-sees-what/"):
        body = client.get(address).content.decode()
        assert 'href="/c/harbour/my-voice/"' in body, address
        assert "/accounts/logout/" in body, address


def test_a_page_that_is_not_there_still_has_its_bar(harbour):
    answer = signed_in(member(harbour)).get("/c/harbour/nothing-here/")
    assert answer.status_code == 404
    assert 'href="/c/harbour/forums/"' in answer.content.decode()
