"""The pages and forms of community sessions: they work without a script, and say no like every other page."""

import re

import pytest
from django.test import Client

from forums.live.enums import LaneMode, MessageState, SessionState
from forums.live.models import Message, Mute
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


def test_a_student_says_something_by_form_and_reads_it_in_the_room(made, school):
    client = signed_in(member(school, band="D"))
    answer = client.post(here(made, "say/"), {"client_id": "f1", "body": "A <b>lamp</b>."}, follow=True)
    assert answer.redirect_chain == [(f"{here(made)}#s3", 302)]
    assert "A &lt;b&gt;lamp&lt;/b&gt;." in words(answer)


def test_a_form_sent_twice_is_one_message(made, school):
    client = signed_in(member(school, band="D"))
    for _ in range(2):
        assert client.post(here(made, "say/"), {"client_id": "f1", "body": "Once"}).status_code == 302
    assert Message.objects.count() == 1


def test_an_over_long_message_keeps_all_its_words_on_the_page(made, school):
    long = "word " * 300
    answer = signed_in(member(school)).post(here(made, "say/"), {"client_id": "f1", "body": long})
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    assert "Please use at most 1000." in words(answer)


def test_words_are_kept_on_the_page_while_the_talk_is_paused(school):
    made = room(school, state=SessionState.HOLD)
    answer = signed_in(member(school)).post(here(made, "say/"), {"client_id": "f1", "body": "Keep me"})
    assert (answer.status_code, Message.objects.count()) == (409, 0)
    assert ">\nKeep me</textarea>" in answer.content.decode()


def test_a_held_message_is_shown_to_its_author_alone(made, school):
    author, other = member(school), member(school)
    made.say(author, "Only for me as yet")
    assert "Only for me as yet" in words(signed_in(author).get(here(made)))
    assert "Only for me as yet" not in words(signed_in(other).get(here(made)))
    assert "Only for me as yet" not in words(signed_in(made.facilitator).get(here(made)))
    assert "Only for me as yet" in words(signed_in(made.moderator).get(here(made)))


def test_the_page_of_the_room_names_the_adults_and_says_who_is_not_here(school):
    made = room(school, here=False)
    made.here(made.facilitator)
    page = words(signed_in(member(school)).get(here(made)))
    assert f'<strong>{made.facilitator.name}</strong> leads the talk.<span data-part="away" hidden>' in page
    assert (
        f'<strong>{made.second_adult.name}</strong> is the second adult.<span data-part="away"> Not here now.'
        in page
    )


def test_the_page_names_no_young_person(made, school):
    author = member(school, band="D")
    made.say(author, "Hello")
    page = words(signed_in(made.facilitator).get(here(made)))
    assert "Hello" in page
    assert author.name not in page and author.username not in page and author.public_id not in page


def test_opening_the_page_is_being_in_the_room_for_the_adults_who_lead_only(school):
    made = room(school, here=False)
    student = member(school)
    for user in (made.second_adult, student):
        signed_in(user).get(here(made))
    assert list(made.session.heartbeats.values_list("membership", flat=True)) == [
        made.session.second_adult_id
    ]


def test_a_moderator_releases_a_message_by_form(made, school):
    held = made.say(member(school))
    answer = signed_in(made.moderator).post(
        here(made, f"held/{held.public_id}/"), {"outcome": "release", "version": 1}
    )
    held.refresh_from_db()
    assert (answer.status_code, held.state) == (302, MessageState.PUBLISHED)


def test_sending_back_without_kind_words_is_refused_and_keeps_the_reason(made, school):
    held = made.say(member(school))
    answer = signed_in(made.moderator).post(
        here(made, f"held/{held.public_id}/"), {"outcome": "return", "version": 1, "reason": "unkind"}
    )
    held.refresh_from_db()
    assert (answer.status_code, held.state) == (422, MessageState.HELD)
    assert 'value="unkind" selected' in answer.content.decode()
    assert "Write a few kind words to the author" in words(answer)


def test_a_forged_outcome_is_refused(made, school):
    held = made.say(member(school))
    answer = signed_in(made.moderator).post(
        here(made, f"held/{held.public_id}/"), {"outcome": "publish", "version": 1}
    )
    held.refresh_from_db()
    assert (answer.status_code, held.state) == (422, MessageState.HELD)


def test_an_author_takes_a_message_back_by_form(made, school):
    author = member(school, band="D")
    message = made.say(author, "Not like this")
    client = signed_in(author)
    client.post(here(made, f"messages/{message.public_id}/withdraw/"))
    page = words(client.get(here(made)))
    assert "Not like this" not in page
    assert "This message was taken away." in page


def test_a_moderator_mutes_and_unmutes_by_form(made, school):
    byline = made.say(member(school)).byline
    client = signed_in(made.moderator)
    client.post(here(made, "mutes/"), {"byline": byline.public_id})
    assert Mute.objects.get().byline == byline
    client.post(here(made, "mutes/"), {"byline": byline.public_id, "do": "unmute"})
    assert Mute.objects.count() == 0


def test_a_byline_of_another_session_cannot_be_muted_here(made, school):
    other = room(school)
    byline = other.say(member(school)).byline
    answer = signed_in(made.moderator).post(here(made, "mutes/"), {"byline": byline.public_id})
    assert (answer.status_code, Mute.objects.count()) == (404, 0)


def test_the_facilitator_opens_pauses_and_ends_the_talk_by_form(school):
    made = room(school, state=SessionState.DRAFT)
    client = signed_in(made.facilitator)
    for state in ("lobby", "open", "hold", "open", "closed"):
        assert client.post(here(made, "steer/"), {"state": state}).status_code == 302
        made.session.refresh_from_db()
        assert made.session.state == state


def test_the_way_messages_are_taken_is_chosen_by_form(made):
    signed_in(made.moderator).post(here(made, "steer/"), {"mode": "hold_all"})
    made.session.refresh_from_db()
    assert made.session.mode == LaneMode.HOLD_ALL


def test_the_adults_are_chosen_by_form_and_a_wrong_one_is_named(made, school):
    client = signed_in(made.facilitator)
    seats = {"facilitator": made.session.facilitator_id, "moderator": made.session.moderator_id}
    answer = client.post(here(made, "adults/"), {**seats, "second_adult": made.session.moderator_id})
    assert answer.status_code == 422
    assert "The second adult must be another person" in words(answer)
    new = made.actor(member(school, Role.TEACHER)).membership
    assert client.post(here(made, "adults/"), {**seats, "second_adult": new.pk}).status_code == 302
    made.session.refresh_from_db()
    assert made.session.second_adult == new


def test_an_adult_of_another_community_cannot_be_forged_into_a_seat(made):
    valley = community("valley")
    stranger = member(valley, Role.TEACHER).memberships.get()
    answer = signed_in(made.facilitator).post(
        here(made, "adults/"),
        {
            "facilitator": made.session.facilitator_id,
            "moderator": made.session.moderator_id,
            "second_adult": stranger.pk,
        },
    )
    made.session.refresh_from_db()
    assert (answer.status_code, made.session.second_adult == stranger) == (422, False)
