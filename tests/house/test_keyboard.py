"""With keys alone: every stop is seen, they come in the order of the page, and each ends somewhere."""

import re

import pytest
from django.utils import timezone

from forums.discussion.domain import welcome
from people.enums import Role
from tests import factories
from tests.factories.polls import open_poll

STOPS = 120  # more than any of these pages has
#: What has the focus, how it is marked, and whether it stands on the screen.
LOOK = """() => {
    const one = document.activeElement, seen = one.matches("input[type=radio], input[type=checkbox]")
        ? one.closest(".pick, .chips > span")?.querySelector("label") ?? one.closest(".pick") ?? one : one;
    const marked = [one, seen].some(part => getComputedStyle(part).outlineStyle !== "none"
        && parseFloat(getComputedStyle(part).outlineWidth) >= 2);
    const box = one.getBoundingClientRect(), middle = [box.x + box.width / 2, box.y + box.height / 2];
    const top = document.elementFromPoint(...middle);
    window.stops ??= [];
    const again = window.stops.includes(one), last = window.stops.at(-1);
    const inOrder = !last || !!(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    window.stops.push(one);
    return {what: `${one.tagName} ${one.name || one.id || one.className} ${one.textContent.trim().slice(0, 40)}`,
        body: one === document.body, again, marked, inOrder,
        bare: !!top && (top === one || one.contains(top) || top.contains(one) || seen.contains(top)),
        small: box.height < 24 && !one.closest("p, li, dd, td") };
}"""


def walk(page) -> list[dict]:
    """Press Tab from the top of the page until it ends, and return what was met."""
    met = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(LOOK)
        if here["body"] or here["again"]:
            return met
        met.append(here)
    raise AssertionError(f"no end after {STOPS} stops: {met[-1]}")


def to(page, role: str, name: str) -> None:
    """Press Tab until the named control has the focus."""
    wanted = page.get_by_role(role, name=re.compile(re.escape(name))).first
    for _ in range(STOPS):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to the {role} {name!r}")


@pytest.fixture
def school(live_app):
    return factories.community()


@pytest.fixture
def forum(school):
    made = factories.open_forum(school)
    factories.perspective(made, factories.member(school, band="D"), "The door is too narrow.")
    return made


@pytest.fixture
def student(school, forum):
    made = factories.member(school, band="D")
    welcome.confirm(factories.actor(made, school), forum=forum, now=timezone.now())
    return made


@pytest.mark.parametrize("width", [360, 1280])
def test_each_stop_is_seen_and_they_come_in_order(school, forum, student, open_page, width):
    poll, _voters = open_poll(school)
    teller = factories.member(school, Role.MODERATOR)
    held = factories.perspective(forum, factories.member(school), published=False)
    case = held.byline.cases.get()
    for user, paths in (
        (student, ("", f"forums/{forum.public_id}/", f"polls/{poll.public_id}/", "my-voice/")),
        (teller, ("desk/", f"desk/{case.public_id}/")),
    ):
        page = open_page(user, viewport={"width": width, "height": 740}, reduced_motion="reduce")
        for path in paths:
            page.goto(f"/c/harbour/{path}")
            met = walk(page)
            wrong = [
                stop
                for stop in met
                if not (stop["marked"] and stop["bare"] and stop["inOrder"]) or stop["small"]
            ]
            assert wrong == [], path or "home"
            assert met[0]["what"].endswith("Skip to content")
            assert len(met) > 8


def test_the_first_stop_leads_past_the_bar(student, open_page):
    page = open_page(student)
    page.goto("/c/harbour/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_somebody_posts_votes_and_rules_with_keys_alone(school, forum, student, open_page):
    poll, _voters = open_poll(school)
    page = open_page(student)
    page.goto("/c/harbour/")
    to(page, "link", "Forums")
    page.keyboard.press("Enter")
    to(page, "link", forum.question)
    page.keyboard.press("Enter")
    to(page, "textbox", "What do you want people to know?")
    page.keyboard.type("Two lines would help.")
    to(page, "button", "Post")
    page.keyboard.press("Enter")
    page.get_by_text("Thank you. Your words are up.").wait_for()
    to(page, "link", "Polls")
    page.keyboard.press("Enter")
    to(page, "link", poll.question)
    page.keyboard.press("Enter")
    to(page, "checkbox", "A quiet room")
    page.keyboard.press("Space")
    to(page, "button", "Cast my vote")
    page.keyboard.press("Enter")
    page.get_by_text("Your vote is in the box.").first.wait_for()
    factories.perspective(forum, factories.member(school), published=False)
    page = open_page(factories.member(school, Role.MODERATOR))
    page.goto("/c/harbour/")
    to(page, "link", "Desk")
    page.keyboard.press("Enter")
    to(page, "link", "Perspective")
    page.keyboard.press("Enter")
    to(page, "button", "Release")
    page.keyboard.press("Enter")
    page.get_by_text("Released. Thank you for reading.").wait_for()


def test_a_question_opened_by_a_key_closes_by_escape_and_gives_the_focus_back(student, open_page):
    page = open_page(student)
    page.goto("/style/")
    to(page, "button", "Ask me")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Take your words back?")
    dialog.wait_for()
    for _ in range(4):  # the focus stays inside while the question stands
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!document.activeElement.closest('main') || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.textContent") == "Ask me"
