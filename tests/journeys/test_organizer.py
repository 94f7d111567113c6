"""Pages, by clicks alone: an organizer builds, translates, schedules and publishes; a youth editor cannot publish."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cms.domain import pages
from cms.models import StandardPage
from mobilize.demo import crowd
from mobilize.kernel import keys
from people.models import Community
from tests.journeys.person import Album, Person

PICTURES = Path(__file__).resolve().parent.parent.parent / "var" / "pictures" / "organizer"
TITLE, TITRE = "The garden opens", "Le jardin ouvre"
WORDS = "Come and plant with us."
MOTS = "Viens planter avec nous."


@pytest.fixture
def album():
    shutil.rmtree(PICTURES, ignore_errors=True)
    return Album(PICTURES)


@pytest.fixture
def settled(transactional_db):
    keys.create(keys.SEAL_KEY)
    crowd.settle(timezone.now() - timedelta(days=30))
    for community in Community.objects.all():
        pages.plant_community(community)


class Editor(Person):
    """Somebody in the site editor."""

    def write(self, title: str, introduction: str) -> "Editor":
        self.page.fill("[name=title]", title)
        self.page.fill("[name=introduction]", introduction)
        return self

    def footer(self, name: str) -> "Editor":
        """Press one of the buttons at the foot of the form, unfolding the others first if it is among them."""
        wanted = self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).filter(visible=True)
        with self._or_a_picture():
            if not wanted.count():
                self.page.locator("footer [data-w-dropdown-target=toggle]").last.click()
            wanted.first.click()
        self.page.wait_for_load_state()
        return self

    def told(self, words: str) -> "Editor":
        with self._or_a_picture():
            self.page.locator(".messages", has_text=words).first.wait_for()
        return self

    def click(self, selector: str) -> "Editor":
        with self._or_a_picture():
            self.page.locator(selector).filter(visible=True).first.click()
        self.page.wait_for_load_state()
        return self

    def translate(self, sentences: dict[str, str]) -> "Editor":
        """Write each sentence in the other language."""
        for sentence, other in sentences.items():
            line = self.page.locator("li", has=self.page.get_by_text(sentence, exact=True)).last
            with self._or_a_picture():
                line.get_by_role("button", name=re.compile("Translate|Edit")).first.press("Enter")
                line.locator("textarea").fill(other)
                line.get_by_role("button", name="Save").press("Enter")
                line.get_by_text(other).wait_for()
        return self


def test_an_organizer_builds_translates_schedules_and_publishes_a_page(open_page, settled, album):
    organizer = Editor(open_page, album, "organizer").sign_in()
    organizer.go("Site").picture("first-page")
    organizer.open("Add a page or a door").click("a[href*='/add/cms/standardpage/']")
    organizer.write(TITLE, WORDS).picture("writing").footer("Save draft").told(TITLE)

    organizer.click("[aria-label='Toggle status']").click("button:has-text('Set schedule')")
    tomorrow = timezone.now() + timedelta(days=1)
    organizer.page.locator("[name=go_live_at]").fill(tomorrow.strftime("%Y-%m-%d %H:%M"))
    organizer.picture("schedule")
    # By the keyboard: the calendar lies over the button.
    organizer.page.locator("[role=dialog] button:has-text('Save schedule')").press("Enter")
    organizer.told(TITLE)
    organizer.footer("Schedule to publish").told(TITLE).picture("scheduled")
    made = StandardPage.objects.get(title=TITLE, alias_of=None)
    assert made.live is False
    visitor = open_page()
    visitor.goto("/harbour-road/")

    organizer.open(TITLE).click("header [data-w-dropdown-target=toggle]").open("Translate this page")
    organizer.page.get_by_label("French").check()
    organizer.picture("languages").click("input[type=submit]")
    organizer.translate({TITLE: TITRE, WORDS: MOTS}).picture("translated")
    organizer.footer("Publish in French").picture("in-french")

    with time_machine.travel(tomorrow + timedelta(minutes=2)):
        call_command("publish_scheduled")
    made.refresh_from_db()
    assert made.live is True
    visitor.goto(made.get_url())
    visitor.locator("h1", has_text=TITLE).wait_for()
    album.take(visitor, "in-english")
    visitor.get_by_role("button", name="Français").click()
    visitor.locator("h1", has_text=TITRE).wait_for()
    album.take(visitor, "en-francais")
    assert visitor.locator("html").get_attribute("lang") == "fr"


def test_a_youth_editor_hands_in_a_draft_and_an_organizer_publishes_it(open_page, settled, album):
    young = Editor(open_page, album, "youth-editor", viewport={"width": 360, "height": 780}).sign_in()
    young.go("Site").picture("youth-first-page").open("Write news for")
    young.write("We won the cup", "By two goals.").footer("Save draft").told("We won the cup")
    young.page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    young.picture("youth-choices")
    assert young.page.locator("[name=action-publish]").count() == 0
    young.page.locator("[name=action-submit]").filter(visible=True).click()
    young.told("We won the cup").picture("youth-handed-in")
    news = StandardPage.objects.get(title="We won the cup", alias_of=None)
    assert news.live is False
    assert young.page.locator("[name=action-publish]").count() == 0

    organizer = Editor(open_page, album, "organizer").sign_in()
    organizer.go("Site").picture("waiting-for-approval").open("We won the cup")
    organizer.footer("Approve").told("We won the cup").picture("approved")
    news.refresh_from_db()
    assert news.live is True
    visitor = open_page()
    visitor.goto("/harbour-road/")
    visitor.get_by_role("link", name="We won the cup").click()
    visitor.locator("h1", has_text="We won the cup").wait_for()
