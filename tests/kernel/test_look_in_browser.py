"""The look in a real browser: both themes, narrow and wide, and the small comforts of house.js."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PROBE = """<!doctype html><html lang="en"><title>Probe</title>
<script type="module" src="/static/mobilize/js/house.js"></script>
<form method="post" action="/probe/" id="once" target="away"><button>Send</button></form>
<form method="post" action="/probe/" data-confirm="ask"><button name="verb" value="remove">Remove</button></form>
<dialog id="ask"><form method="dialog"><p>Remove it?</p>
<button value="yes">Yes</button><button value="no">No</button></form></dialog>
<button type="button" data-print hidden>Print</button><iframe name="away" title="Answer"></iframe>"""


def test_no_front_door_has_a_fault_that_axe_finds(page):
    """Light and dark, narrow and wide."""
    found = {}
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/inactive/", "/not-a-page/"):
        for width, scheme in itertools.product((320, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 700})
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            wrong = Axe().run(page, options=RULES).response["violations"]
            faults = [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in wrong]
            if (wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                faults.append((f"{wide} px too wide", []))
            if faults:
                found[path, width, scheme] = faults
    assert found == {}


def test_the_box_of_faults_takes_the_focus_and_leads_to_the_field(page):
    page.goto("/accounts/login/")
    page.fill("#id_login", "nobody")
    page.evaluate("document.querySelector('#id_password').required = false")
    page.click("main form button")
    assert page.evaluate("document.activeElement.id") == "form-errors"
    page.click("#form-errors a")
    assert page.evaluate("location.hash") == "#id_password"


LOOKED_AT = """<p class="slab"><svg class="giant"></svg>The head</p><nav class="dock">Below</nav>
<article class="card now">The words <mark>said</mark></article><button class="btn">Go</button>
<div class="react"><button aria-pressed="true">Here</button></div>"""
STYLE = "([name, what]) => getComputedStyle(document.querySelector(name))[what]"


def test_paper_forced_colours_and_less_motion_are_heard(page):
    """A real page, with the pieces of the house put into it whose look depends on them."""
    page.emulate_media(reduced_motion="no-preference")
    page.goto("/")
    page.evaluate(
        "words => document.querySelector('main .page').insertAdjacentHTML('afterbegin', words)", LOOKED_AT
    )

    def style(name, what):
        return page.evaluate(STYLE, [name, what])

    ways = (".top nav", ".top .help", ".skip", ".dock", ".btn", ".react", ".giant", ".foot form")
    assert "none" not in [style(name, "display") for name in ways]
    assert (style(".now", "animationName"), style(".btn", "transitionDuration")) == ("settle", "0.15s, 0.15s")

    page.emulate_media(reduced_motion="reduce")
    assert style(".now", "animationName") == "none"
    assert page.evaluate("document.getAnimations().length") == 0
    assert {style(name, "transitionDuration") for name in (".btn", ".card")} <= {"0s"}

    page.emulate_media(forced_colors="active")
    assert page.is_visible("text=The words")
    assert (style(".giant", "display"), style(".react button", "outlineStyle")) == ("none", "solid")
    assert [style(name, "borderTopWidth") for name in (".card.now", ".btn")] == ["2px", "2px"]

    page.emulate_media(forced_colors="none", media="print", color_scheme="dark")
    assert {style(name, "display") for name in ways} == {"none"}
    assert page.is_visible("text=The words") and page.is_visible("text=The head") and page.is_visible("h1")
    assert (style(".card.now", "color"), style("html", "colorScheme")) == ("rgb(0, 0, 0)", "light")


@pytest.fixture
def probe(page):
    """A page with the forms that house.js looks after; ``page.sent`` holds the bodies of what was posted."""
    page.sent = []

    def answer(route):
        if route.request.method == "POST":
            page.sent.append(route.request.post_data or "")
            route.fulfill(body="done", content_type="text/plain")
        else:
            route.fulfill(body=PROBE, content_type="text/html")

    page.route("**/probe/", answer)
    page.goto("/probe/")
    page.wait_for_selector("[data-print]:not([hidden])")  # the script has run to its end
    return page


def test_a_form_is_sent_once_however_often_it_is_tapped(probe):
    with probe.expect_response("**/probe/"):
        probe.dblclick("#once button")
    probe.click("#once button")
    assert len(probe.sent) == 1
    assert probe.get_attribute("#once button", "aria-busy") == "true"


def test_a_question_is_asked_before_the_form_goes(probe):
    probe.click("text=Remove")
    assert probe.is_visible("#ask")
    assert probe.sent == []


def test_no_keeps_the_form_and_gives_the_focus_back(probe):
    probe.click("text=Remove")
    probe.click("text=No")
    assert not probe.is_visible("#ask")
    assert probe.evaluate("document.activeElement.value") == "remove"
    assert probe.sent == []


def test_yes_sends_the_form_with_the_answer_and_the_verb(probe):
    probe.click("text=Remove")
    with probe.expect_response("**/probe/"):
        probe.click("text=Yes")
    assert probe.sent == ["verb=remove&confirm=yes"]
