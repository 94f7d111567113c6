"""The desk in a real browser: kind replies, single-letter keys, no fault that axe finds, nothing too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(live_app):
    school = factories.community()
    forum = factories.open_forum(school)
    post = factories.perspective(forum, factories.member(school), published=False)
    shown = factories.perspective(forum, factories.member(school, band="D"))
    return school, post.byline.cases.get(), shown


@pytest.fixture
def case_page(held, open_page):
    school, case, _shown = held
    page = open_page(factories.member(school, Role.MODERATOR))
    page.goto(f"/c/harbour/desk/{case.public_id}/")
    return page


def test_a_reason_brings_its_kind_reply_and_keeps_what_somebody_wrote(case_page):
    reply = case_page.get_by_label("Kind reply to the writer")
    case_page.get_by_label("Some words may hurt somebody.").check()
    assert reply.input_value().endswith("Say it in other words and post again.")
    case_page.get_by_label("It names a person.").check()
    assert "Say it without the name" in reply.input_value()
    reply.fill("My own words.")
    case_page.get_by_label("It is about something else.").check()
    assert reply.input_value() == "My own words."


def test_single_letter_keys_are_off_until_switched_on_and_only_move_the_focus(case_page):
    def focused():
        return case_page.evaluate("document.activeElement.value || document.activeElement.id")

    case_page.locator("main").focus()
    case_page.keyboard.press("x")
    assert focused() == "main"
    case_page.get_by_role("button", name="Single-letter keys").click()
    case_page.keyboard.press("x")
    assert focused() == "remove"
    case_page.reload()
    case_page.keyboard.press("p")
    assert focused() == "release"
    case_page.get_by_label("Kind reply to the writer").fill("")
    case_page.keyboard.press("x")
    assert case_page.get_by_label("Kind reply to the writer").input_value() == "x"


def test_a_post_is_released_by_tab_and_enter_alone(case_page):
    release = case_page.get_by_role("button", name="Release")
    for _tab in range(40):
        case_page.keyboard.press("Tab")
        if release.evaluate("node => node === document.activeElement"):
            break
    case_page.keyboard.press("Enter")
    case_page.get_by_text("Released. Thank you for reading.").wait_for()
    assert case_page.get_by_role("heading", level=1).inner_text() == "Nothing waits"


@pytest.mark.parametrize("width", [360, 1280])
def test_screens_of_the_desk_have_no_fault_that_axe_finds(held, open_page, width):
    school, case, shown = held
    moderator, administrator = (
        factories.member(school, Role.MODERATOR),
        factories.member(school, Role.ADMINISTRATOR),
    )
    for user, paths in (
        (
            moderator,
            ("desk/", f"desk/{case.public_id}/", "reports/", f"report/perspective/{shown.public_id}/"),
        ),
        (administrator, ("people/hours/",)),
    ):
        page = open_page(user, viewport={"width": width, "height": 800})
        for path in paths:
            page.goto(f"/c/harbour/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
            assert (path, faults) == (path, [])
