"""A forum in a real browser, with its script and without."""

import pytest
from django.utils import timezone

from forums.discussion.domain import welcome
from forums.discussion.models import Draft, Perspective, Stance
from tests.factories import actor, community, member, open_forum, perspective


@pytest.fixture
def forum(transactional_db):
    made = open_forum(community())
    perspective(made, member(made.community, band="D"), "The door is too narrow.")
    return made


@pytest.fixture
def student(forum):
    made = member(forum.community)
    welcome.confirm(actor(made, forum.community), forum=forum, now=timezone.now())
    return made


def address(forum) -> str:
    return f"/c/{forum.community.slug}/forums/{forum.public_id}/"


def test_words_are_kept_as_they_are_typed(forum, student, open_page):
    page = open_page(student)
    page.goto(address(forum))
    page.get_by_label("What do you want people to know?").fill("Two lines would help")
    page.get_by_text("Saved as you type. Only you can see it.").wait_for()
    assert Draft.objects.get().body == "Two lines would help"
    page.reload()
    assert page.get_by_label("What do you want people to know?").input_value() == "Two lines would help"


def test_a_start_is_put_before_the_words_that_are_there(forum, student, open_page):
    page = open_page(student)
    page.goto(address(forum))
    area = page.get_by_label("What do you want people to know?")
    area.fill("two lines")
    page.get_by_role("link", name="What if we…").click()
    assert area.input_value() == "What if we two lines"
    assert page.url.endswith(address(forum))


def test_a_side_is_taken_in_place(forum, student, open_page):
    page = open_page(student)
    page.goto(address(forum))
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("button", name="I agree", pressed=True).wait_for()
    page.get_by_role("button", name="I disagree").click()
    page.get_by_role("button", name="I disagree", pressed=True).wait_for()
    assert page.get_by_role("button", pressed=True).count() == 1
    assert page.url.endswith(address(forum))
    assert list(Stance.objects.values_list("position", flat=True)) == [-1]


def test_rule_62_all_of_a_forum_works_without_a_script(forum, open_page):
    page = open_page(member(forum.community), java_script_enabled=False)
    page.goto(address(forum))
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("link", name="It helps when…").click()
    page.wait_for_url("**start=*")
    area = page.get_by_label("What do you want people to know?")
    assert area.input_value() == "It helps when "
    area.fill("It helps when it is calm.")
    page.get_by_role("button", name="Save for later").click()
    page.get_by_text("Saved. Only you can see it, here on this page.").wait_for()
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("button", name="I agree", pressed=True).wait_for()
    page.get_by_role("button", name="Post it").click()
    page.get_by_text("Waiting for a person to read it").wait_for()
    assert Perspective.objects.get(state="held").body == "It helps when it is calm."
    page.get_by_role("link", name="Take it back").first.click()
    page.wait_for_url("**/withdraw/")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("You took it back. Nobody else can see it now.").wait_for()


def test_a_phone_shows_the_whole_width_of_a_forum(forum, student, open_page):
    perspective(forum, member(forum.community, band="D"), "W" * 300)
    page = open_page(student, viewport={"width": 360, "height": 740})
    for path in ("", "?start=think"):
        page.goto(address(forum) + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
