"""Every page of the table, looked at: written without a fault, and without one that axe finds in a browser.

The pages are made once (``album``), in their full, empty, refused and sent-back states. All of them are read as they
were written. In the browser stand as many of them as it takes to meet every element in every place it is found in.
"""

import contextlib
import fcntl
import mimetypes
import pickle
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.db import connections

from tests.permissions import album, table
from tests.stage.markup import faults, skeleton

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What depends on width and colours, and so is asked again at 1280 in the dark.
OF_THE_LOOK = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "region"]
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


def test_rule_46_no_page_is_written_with_a_fault_or_asks_a_foreign_host(prints):
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
    for one in sorted(chosen, key=lambda one: len(kinds[one.name])):
        if all(met[kind] > 1 for kind in kinds[one.name]):  # those after it brought all that it has
            chosen.remove(one)
            met.subtract(kinds[one.name])
    return chosen


class Answers(BaseHTTPRequestHandler):
    """Answers the browser from the album, and with the files of the program, which it may keep."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, album.Print]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if one := self.pages.get(self.path):
            return self._send(one.status, one.body, **one.headers)
        found = parts.path.startswith("/static/") and finders.find(parts.path.removeprefix("/static/"))
        if not found:
            return self._send(204, b"")
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return self._send(
            200, Path(found).read_bytes(), **{"content-type": kind, "cache-control": "max-age=600"}
        )

    do_POST = do_GET

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            **headers,
            **({"content-length": str(len(body))} if status != 204 else {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Say nothing."""


@contextlib.contextmanager
def _served(prints: list[album.Print]) -> Iterator[str]:
    """Serve pages, each under its number, and yield where. A browser may keep what it fetched there once."""
    pages = {f"/{number}{one.path}": one for number, one in enumerate(prints)}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("AnswersHere", (Answers,), {"pages": pages}))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_rule_62_no_page_has_a_fault_that_axe_finds(prints, browser, complaints):
    chosen = _few(prints)
    context = browser.new_context(locale="en", reduced_motion="reduce")
    complaints.watch(context)
    context.route_web_socket("**/*", lambda socket: None)
    page, found = context.new_page(), {}

    def faults_of(tags: list[str]) -> list[tuple[str, list]]:
        ask = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(all => all.violations)"
        return [
            (fault["id"], [node["target"] for node in fault["nodes"]]) for fault in page.evaluate(ask, tags)
        ]

    with _served(chosen) as origin:
        for number, one in enumerate(chosen):
            page.set_viewport_size({"width": 360, "height": 740})
            page.emulate_media(color_scheme="light")
            page.goto(f"{origin}/{number}{one.path}")
            page.evaluate(AXE_SCRIPT)
            wrong = faults_of(TAGS)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            page.set_viewport_size({"width": 1280, "height": 800})
            page.emulate_media(color_scheme="dark")
            wrong += faults_of(OF_THE_LOOK)
            if wrong or wide > 0:
                found[one.name] = [*wrong, *([f"{wide} px too wide at 360"] if wide > 0 else [])]
        context.close()
    assert found == {}
