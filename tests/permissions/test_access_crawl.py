"""Every page of the table, looked at: written without a fault, and without one that axe finds in a browser.

The pages are made once (``album``), in their full, empty, refused and sent-back states. All of them are read as they
were written. In the browser stand as many of them as it takes to meet every element in every place it is found in.
"""

import fcntl
import pickle
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import connections

from tests.permissions import album, table
from tests.stage.markup import faults, skeleton

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What depends on width and colours, and so is asked again at 1280 in the dark.
OF_THE_LOOK = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "region"]
ORIGIN = "http://localhost:9"
VOID = {"br", "img", "input", "link", "meta", "hr", "use", "path", "source"}
#: Wagtail's own, on its own page: its summary names a heading that it does not draw.
NOT_OURS = {"""aria-labelledby of <section class="w-summary"> leads to ['header-title']"""}
#: A part of a page, which a script fetches.
PARTS = {"GET meetings/<meeting>/table/"}


@pytest.fixture(scope="module")
def prints(django_db_setup, django_db_blocker, tmp_path_factory, worker_id) -> list[album.Print]:
    """The album, made once for all workers of a run; in a thread, since a browser's event loop may stand in ours."""
    shared = tmp_path_factory.getbasetemp()
    kept = (shared if worker_id == "master" else shared.parent) / "album.pickle"
    with kept.with_suffix(".lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with ThreadPoolExecutor(1) as apart:
                kept.write_bytes(pickle.dumps(apart.submit(_collect).result()))
    return [one for one in pickle.loads(kept.read_bytes()) if one.name.partition(" as ")[0] not in PARTS]


def _collect() -> list[album.Print]:
    try:
        return album.collect()
    finally:
        connections.close_all()


def test_every_page_of_the_table_is_in_the_album(prints):
    seen = {re.split(r" as | sent empty | in an empty ", one.name)[0] for one in prints if one.status == 200}
    opened = {str(row) for row in table.rows() if row.method == "GET" and "+" in row.cells.values()}
    no_pages = {"GET /healthz", "GET /readyz", "GET /robots.txt"} | PARTS
    no_pages |= {"GET people/codes/<code>/picture.svg", "GET people/codes/<code>/cards.pdf"}
    no_pages |= {"GET people/roster/names.csv", "GET concerns/packs/<pack>/file/", "GET my-data/copy/<copy>/"}
    no_pages |= {"GET /accounts/shared-device/here/", "GET pictures/<picture>/file/"}
    assert {name for name in opened - seen if "/events/" not in name and "/stream/" not in name} == no_pages
    assert {403, 404, 409, 422} <= {one.status for one in prints}


def test_no_page_is_written_with_a_fault(prints):
    shapes = {skeleton(one.text): one for one in prints}
    found = {one.name: wrong for one in shapes.values() if (wrong := set(faults(one.text)) - NOT_OURS)}
    assert found == {}


def test_what_a_page_could_do_wrong_is_found():
    page = '<!doctype html><html lang="en"><title>A</title><main><h1>A</h1>{}</main></html>'
    assert faults(page.format("<p>All is well.</p>")) == []
    for wrong in (
        "<p><div>x</div></p>",
        "<h3>x</h3>",
        '<i id="a"></i><i id="a"></i>',
        '<label for="b">x</label>',
        '<p aria-describedby="b">x</p>',
        '<input name="a">',
        "<ul><p>x</p></ul>",
        "<h2><div>x</div></h2>",
        '<a href="/"><button>x</button></a>',
        '<img src="/a.png">',
        '<a href="/"></a>',
        '<script src="https://example.org/a.js"></script>',
        '<p style="color: red">x</p>',
        "<b><i>x</b></i>",
        "<h1>x</h1>",
    ):
        assert faults(page.format(wrong)) != [], wrong


def _places(text: str) -> set[str]:
    """Return each kind of element of a page, with the kind of element it stands in."""
    found, above = set(), [("", "top")]
    for end, tag, rest, shut in re.findall(r"<(/?)(\w+)((?:\s[^>]*?)?)(/?)>", text):
        if end:
            while len(above) > 1 and above.pop()[0] != tag:
                pass
            continue
        marks = re.findall(r'\b(class|role|type|aria-\w+)="([^"]*)"', rest)
        kind = tag + "".join(f" {k}={v if k in {'class', 'role', 'type'} else ''}" for k, v in marks)
        found.add(f"{above[-1][1]} > {kind}")
        if tag not in VOID and not shut:
            above.append((tag, kind))
    return found


def _few(prints: list[album.Print]) -> list[album.Print]:
    """Return so many pages that every element is met in every place it is found in."""
    kinds = {one.name: _places(one.text) for one in prints}
    chosen, met = [], Counter()
    for one in sorted(prints, key=lambda one: -len(kinds[one.name])):
        if any(not met[kind] for kind in kinds[one.name]):
            chosen.append(one)
            met.update(kinds[one.name])
    return chosen


def _serve(context, prints: list[album.Print]) -> None:
    """Answer the browser from the album, and with the files of the program."""
    pages = {f"{ORIGIN}/{number}{one.path}": one for number, one in enumerate(prints)}

    def answer(route) -> None:
        parts = urlsplit(route.request.url)
        if one := pages.get(route.request.url):
            route.fulfill(status=one.status, headers=one.headers, body=one.body)
        elif parts.path.startswith("/static/") and (
            found := finders.find(parts.path.removeprefix("/static/"))
        ):
            route.fulfill(path=Path(found))
        else:
            route.fulfill(status=204)

    context.route("**/*", answer)
    context.route_web_socket("**/*", lambda socket: None)


def test_rule_62_no_page_has_a_fault_that_axe_finds(prints, browser, complaints):
    chosen = _few(prints)
    context = browser.new_context(locale="en", reduced_motion="reduce")
    complaints.watch(context)
    _serve(context, chosen)
    page, axe, found = context.new_page(), Axe(), {}
    for number, one in enumerate(chosen):
        page.set_viewport_size({"width": 360, "height": 740})
        page.emulate_media(color_scheme="light")
        page.goto(f"{ORIGIN}/{number}{one.path}")
        results = axe.run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response[
            "violations"
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="dark")
        # The program is on the page already: it need not be put there a second time.
        again = {"runOnly": OF_THE_LOOK, "resultTypes": ["violations"]}
        results += page.evaluate("options => axe.run(document, options)", again)["violations"]
        wrong = [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in results]
        if wrong or wide > 0:
            found[one.name] = [*wrong, *([f"{wide} px too wide at 360"] if wide > 0 else [])]
    context.close()
    assert found == {}
