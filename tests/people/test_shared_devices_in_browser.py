"""The end of a shared sign-in in a real browser (rule 58): the way back shows nothing, and time is seen to run out."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from people.models import Policy
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def come_in(page, child) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("textbox", name="User name").fill(child.username)
    page.get_by_label("Password").fill("password")
    page.get_by_label("Others use this device").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/c/harbour/")


def test_rule_58_after_signing_out_the_way_back_shows_nothing(page, live_app):
    child = factories.member(factories.community(), username="mia")
    come_in(page, child)
    page.goto("/accounts/signed-in/")
    assert page.get_by_text("Others use this device too.").is_visible()
    page.evaluate("sessionStorage.setItem('left', 'words'); localStorage.setItem('left', 'words')")
    page.get_by_role("contentinfo").get_by_role("button", name="Sign out of this device").click()
    page.wait_for_url(lambda url: "signed-in" not in url)
    assert page.evaluate("[sessionStorage.getItem('left'), localStorage.getItem('left')]") == [None, None]
    page.go_back()
    page.wait_for_url("**/accounts/login/**")
    assert "Others use this device too." not in page.content()
    assert child.first_name not in page.content()


def test_rule_58_time_is_seen_to_run_out_and_a_click_gives_more(page, live_app):
    school = factories.community()
    Policy.objects.create(community=school, shared_idle_minutes=2)
    come_in(page, factories.member(school, username="mia"))
    page.clock.install()
    page.goto("/accounts/signed-in/")
    left = page.get_by_role("status").filter(has_text="You will be signed out in")
    assert left.count() == 0
    page.clock.run_for(65_000)
    left.wait_for()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="I am still here").click()
    left.wait_for(state="hidden")
    page.clock.run_for(125_000)
    page.wait_for_url("**/accounts/shared-device/over/")
    # The server's own clock says that there is still time: nobody is signed out by a clock of the browser.
    assert page.get_by_role("heading", name="You are still signed in").is_visible()
