"""Hiding in an open room (rule 10): what comes next is folded away on the page that stays open."""

import pytest
from playwright.sync_api import expect

from tests.factories.live import room
from tests.factories.people import community, member
from tests.live.test_browsers import connected, here


@pytest.fixture
def made(live_app):
    return room(community())


def test_rule_10_a_message_that_comes_after_is_folded_away_in_the_open_room(open_page, made):
    reader, mean = (member(made.community, band="D") for _ in range(2))
    made.shown(mean, "Zelkova one.")
    page = open_page(reader)
    page.goto(here(made))
    connected(page)
    page.get_by_role("link", name="Hide what").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hide what")
    page.get_by_role("button", name="Hide them").click()
    connected(page)
    made.shown(mean, "Zelkova two.")
    talk = page.locator("#live-talk")
    expect(talk.get_by_text("You hid what this person says.")).to_have_count(2)
    expect(talk).not_to_contain_text("Zelkova")
