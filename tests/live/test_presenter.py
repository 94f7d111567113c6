"""The screen for the wall, the short way from it into a room, and the list of who is there."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from forums.live import crowd, screens
from forums.live.domain import hands, messages, sessions
from forums.live.models import StaffHeartbeat
from people.enums import Role
from tests.factories.live import asked, room
from tests.factories.people import community, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return room(community())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def here(made, more: str = "") -> str:
    return f"/c/{made.community.slug}/sessions/{made.session.public_id}/{more}"


def words(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def settle(message) -> None:
    with transaction.atomic():
        messages.settle(message, to="removed", now=timezone.now())


def test_the_wall_shows_what_all_may_read_and_nothing_that_waits_or_was_taken_away(made):
    made.shown(member(made.community, band="D"), "On the wall")
    settle(made.shown(member(made.community, band="D"), "Taken away"))
    made.say(member(made.community, band="A"), "Still waiting")
    for user in (made.facilitator, made.moderator, member(made.community, Role.TEACHER)):
        page = words(signed_in(user).get(here(made, "presenter/")))
        assert "On the wall" in page
        assert "Taken away" not in page
        assert "Still waiting" not in page


def test_the_newest_messages_come_first_and_no_more_than_a_wall_holds(made):
    for number in range(screens.WALL_LINES + 3):
        made.shown(member(made.community, band="D"), f"Message {number:02}.")
    page = words(signed_in(made.facilitator).get(here(made, "presenter/")))
    found = [int(number) for number in re.findall(r"Message (\d\d)\.", page)]
    assert found == list(range(screens.WALL_LINES + 2, 2, -1))


def test_the_wall_asks_the_question_then_the_line_for_all_screens_then_the_show_of_hands(made):
    client = signed_in(made.facilitator)

    def heads() -> list[str]:
        page = words(client.get(here(made, "presenter/")))
        return re.findall(
            r'<h1 id="(?:live-prompt|hands-question)"(?: class="long")?(?: lang="en")?>([^<]*)</h1>',
            page,
        )[:1]

    assert heads() == [made.session.question]
    now = timezone.now()
    sessions.set_prompt(made.actor(made.facilitator), session=made.session, prompt="One place?", now=now)
    assert heads() == ["One place?"]
    question = asked(made)
    assert re.search(r'id="live-prompt" hidden', words(client.get(here(made, "presenter/"))))
    hands.cancel(made.actor(made.facilitator), question=question, now=now)
    assert heads() == ["One place?"]


def test_the_square_code_and_the_number_lead_a_member_into_the_room_and_hold_no_secret(made):
    page = words(signed_in(made.facilitator).get(here(made, "presenter/")))
    number = made.session.join_number
    assert re.fullmatch(r"[1-9]\d{4}", number)
    assert f'<b class="fact">{number}</b>' in page
    code = screens.square_code(f"http://testserver/go/{number}/")
    assert f'viewBox="{code["box"]}"' in page
    assert code["path"] in page
    student = signed_in(member(made.community))
    for address in (f"/go/{number}/", f"/go/?number={number}", f"/go/?number=+{number}+"):
        answer = student.get(address)
        assert (answer.status_code, answer.url) == (302, here(made))
    nobody = Client().get(f"/go/{number}/")
    assert (nobody.status_code, nobody.url) == (302, f"/accounts/login/?next=/go/{number}/")


def test_a_number_of_another_community_another_band_or_a_talk_that_is_over_is_like_no_number(made):
    valley = room(community("valley"))
    older = room(made.community, bands=["C"])
    student = signed_in(member(made.community, band="B"))
    over = made.session.join_number
    sessions.close_session(made.actor(made.facilitator), session=made.session, now=timezone.now())
    for number in (valley.session.join_number, older.session.join_number, over, "10000", "x", "1234567"):
        answer = student.get(f"/go/{number}/")
        assert answer.status_code == 404
        assert "We know no talk with this number." in words(answer)
    assert student.get("/go/").status_code == 200


def test_numbers_of_sessions_that_run_differ(made):
    numbers = {room(made.community, here=False).session.join_number for _ in range(5)}
    assert len(numbers | {made.session.join_number}) == 6
    assert room(made.community, state="draft", here=False).session.join_number == ""


def report(made, *users) -> None:
    members = [made.actor(user).membership.pk for user in users]
    crowd.report({made.session.pk: members}, now=timezone.now())


def test_who_leads_reads_who_is_here_but_not_while_a_few_young_people_could_be_told_apart(made):
    leader, teacher = signed_in(made.facilitator), member(made.community, Role.TEACHER)
    young = [member(made.community) for _ in range(5)]
    report(made, *young[:4], teacher)
    page = words(leader.get(here(made, "people/")))
    assert teacher.name in page
    assert "Fewer than 5 young people are here." in page
    assert not any(user.name in page for user in young)
    report(made, *young, teacher)
    page = words(leader.get(here(made, "people/")))
    assert all(user.name in page for user in young)


def test_names_are_for_those_who_lead_alone(made):
    young = [member(made.community) for _ in range(5)]
    report(made, *young)
    for user in (made.moderator, made.second_adult, member(made.community, Role.TEACHER), young[0]):
        client = signed_in(user)
        assert client.get(here(made, "people/")).status_code == 404
        page = words(client.get(here(made)))
        assert not any(other.name in page for other in young if other != user)


# --- in a browser ------------------------------------------------------------------------------------------


def on(page) -> None:
    page.wait_for_selector("html[data-live=on]")


def test_the_wall_follows_the_talk_and_a_message_that_is_taken_away_goes_at_once(open_page, live_app):
    made = room(community())
    wall = open_page(made.facilitator, viewport={"width": 1280, "height": 720})
    wall.goto(here(made, "presenter/"))
    on(wall)
    StaffHeartbeat.objects.filter(membership__user=made.facilitator).delete()
    message = made.shown(member(made.community, band="D"), "Read by the hall")
    wall.locator("#live-talk").get_by_text("Read by the hall").wait_for()
    settle(message)
    wall.locator("#live-talk [data-ref]").wait_for(state="detached")
    assert "Read by the hall" not in wall.content()
    question = asked(made, question="Which lamp?")
    wall.get_by_role("heading", name="Which lamp?").wait_for()
    for _ in range(5):
        user = member(made.community, band="D")
        hands.raise_hand(made.actor(user), question=question, choice=0, now=timezone.now())
    wall.get_by_text("5 hands are up.").wait_for()
    hands.close(made.actor(made.facilitator), question=question, now=timezone.now())
    wall.get_by_text("The most hands were for: A warm one.").wait_for()
    wall.reload()
    on(wall)
    assert not StaffHeartbeat.objects.filter(membership__user=made.facilitator).exists()  # the wall is nobody
    hands.put_away(made.actor(made.facilitator), question=question, now=timezone.now())
    wall.get_by_role("heading", name=made.session.question).wait_for()
    size = wall.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [1280, 720]
    made.facilitator.memberships.update(ended_at=timezone.now())
    wall.wait_for_selector("html[data-live=ended]")
    assert wall.locator(".stage-mid > *").count() == 0
