"""Concerns in a real browser: no fault that axe finds, nothing too wide; and a sealed pack opens without a network."""

import zipfile
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from moderation.domain import concerns, pack_file, transfer, unmasking
from moderation.enums import ConcernKind
from people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def lead(live_app):
    school = factories.community()
    return factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD, username="lea"), school)


@pytest.fixture
def places(lead, settings, tmp_path):
    """The addresses of every page that the lead works with, each with something on it."""
    settings.DATA_DIR = tmp_path
    school, now = lead.community, timezone.now()
    forum = factories.open_forum(school)
    robin = factories.member(school, username="robin")
    case = factories.perspective(forum, robin, published=False).byline.cases.get()
    pupil = robin.memberships.get()
    words = "She came without a coat again, and said that nobody was at home."
    concern = concerns.raise_concern(
        lead, kind=ConcernKind.STUDENT, words=words, student=pupil, origin=case, now=now
    )
    concerns.acknowledge(lead, concern=concern, now=now)
    concerns.set_agency(
        lead,
        name="Child line",
        number="555 0101",
        owner=lead.membership,
        reviewed_on=date(2026, 11, 1),
        now=now,
    )
    asked = unmasking.ask(lead, concern=concern, reason="To find them.", now=now)
    pack = transfer.begin(lead, student=pupil, to_school="Hill School, Ms Day", now=now)
    transfer.make(lead, pack=pack, to_school="Hill School, Ms Day", now=now)
    return [
        "",
        "raise/?find=robin",
        "files/",
        f"files/{concern.public_id}/",
        f"of/{pupil.public_id}/",
        f"names/{asked.public_id}/",
        "packs/",
        f"packs/{pack.public_id}/",
        "agency/",
        "looks/",
    ]


def test_no_page_of_concerns_has_a_fault_or_is_wider_than_a_phone(places, lead, open_page):
    page = open_page(lead.user, viewport=PHONE)
    wrong = {}
    for place in places:
        page.goto(f"/c/harbour/concerns/{place}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
        if wide > 0 or faults or page.locator("main h1").count() != 1:
            wrong[place] = (wide, faults, page.locator("h1").all_inner_texts())
    assert wrong == {}


def test_rule_30_the_sealed_page_opens_in_a_browser_without_a_network(browser, tmp_path):
    pack = b"PK\x05\x06" + bytes(18)  # an empty ZIP
    file = tmp_path / "transfer-pack.html"
    file.write_text(pack_file.sealed(pack, "abcd-efgh-jkmn-pqrs-tuvw"), encoding="utf-8")
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        page.get_by_label("The words").fill("abcd efgh jkmn pqrs tuvx")
        page.get_by_role("button").click()
        page.get_by_text("These words do not open it.").wait_for(timeout=60_000)
        page.get_by_label("The words").fill("ABCD efgh jkmn pqrs tuvw")
        page.get_by_role("button").click()
        with page.expect_download(timeout=60_000) as saved:
            page.get_by_role("link").click(timeout=60_000)
        saved.value.save_as(tmp_path / "saved.zip")
    finally:
        context.close()
    assert (tmp_path / "saved.zip").read_bytes() == pack
    assert zipfile.ZipFile(tmp_path / "saved.zip").namelist() == []
