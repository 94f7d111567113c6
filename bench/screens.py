"""Every page as each role, in pictures or under examination. Plays a demo of its own; leaves ``var/screens``.

python -m bench.screens             pictures at 360 and 1280, light and dark, English and French, and a contact sheet
python -m bench.screens --check     in place of pictures: axe, markup, console, content policy, foreign hosts, width;
                                    the exit code is 1 if anything is found
python -m bench.screens --roles moderator,lead --languages fr --schemes dark --widths 1280 --browsers 1
"""

import argparse
import html
import json
import multiprocessing
import os
import shutil
import sys
import time
from collections import defaultdict
from itertools import product
from urllib.parse import urlsplit

from bench.stage import ROOT, Stage
from bench.walk import ROLES, cookies, kind_of, kinds_of_ours, steps
from tests.stage.browsers import ARGUMENTS, Complaints

OUT = ROOT / "var" / "screens"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_THE_LOOK = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "region"]
#: Wagtail's own, on its own page: its summary names a heading that it does not draw.
NOT_OURS = {"""aria-labelledby of <section class="w-summary"> leads to ['header-title']"""}
EXAMINED: set = set()  # what this process has examined already
HEIGHTS = {360: 740}
KNOWN_FOR = (
    240  # seconds after which the sign-in is made anew: a page that asks who it is would be another page
)
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>body{font:16px sans-serif}
div{display:flex;flex-wrap:wrap;gap:8px;align-items:start}figure{margin:0;width:220px;font-size:12px}
img{width:220px;max-height:420px;object-fit:cover;object-position:top;border:1px solid #999}</style><h1>Screens</h1>"""


def _program() -> str:
    return os.environ.get("MOBILIZE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def _context(chromium, base: str, signed_in: dict, language: str):
    context = chromium.new_context(base_url=base, locale=language)
    _keep(context, base, {**signed_in, "django_language": language})
    return context


def _keep(context, base: str, keep: dict) -> None:
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in keep.items()])


def _examined(page, width: int, scheme: str, language: str) -> list[str]:
    """Return what axe finds on the page with all that folds out open, and whether it is wider than its window.

    A page of the same tags is examined once per look; what depends on neither width nor colours once per language.
    """
    from axe_playwright_python.sync_playwright import Axe

    from tests.stage.markup import skeleton

    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    tags = hash(skeleton(page.content()))
    if (tags, width, scheme, language) in EXAMINED:
        return []
    EXAMINED.add((tags, width, scheme, language))
    rules = OF_THE_LOOK if (tags, language) in EXAMINED else TAGS
    EXAMINED.add((tags, language))
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options).response["violations"]
    found = [f"axe {fault['id']}: {node['target']}" for fault in results for node in fault["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{wide} px too wide at {width}"] if wide > 0 else [])


def _misspelt(text: str, language: str) -> list[str]:
    """Return what is wrong in the markup as it was sent; pages of the same tags are read once per language."""
    from tests.stage.markup import faults, skeleton

    tags = ("markup", hash(skeleton(text)), language)
    if tags in EXAMINED:
        return []
    EXAMINED.add(tags)
    return [f"markup: {fault}" for fault in set(faults(text)) - NOT_OURS]


def go(task: dict) -> dict:
    """Look at all pages of one role, in one process with a browser of its own."""
    os.environ.update(task["env"])
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    began, role, found, taken = time.monotonic(), task["role"], {}, []
    signed_in = cookies(ROLES[role])
    path_of = steps(signed_in)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_program(), args=ARGUMENTS)
        for language in task["languages"]:
            context, complaints = _context(chromium, task["base"], signed_in, language), Complaints()
            complaints.watch(context)
            page, known_at = context.new_page(), 0.0
            for number, step in enumerate(path_of):
                if signed_in and time.monotonic() - known_at > KNOWN_FOR:
                    known_at = time.monotonic()
                    _keep(context, task["base"], cookies(ROLES[role]))
                answer = page.goto(step.path)
                waiting = _misspelt(answer.text(), language) if task["check"] else []
                if kind_of(urlsplit(page.url).path) != step.kind:
                    waiting.append(f"led to {page.url}")
                for scheme, width in product(task["schemes"], task["widths"]):
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})
                    name = f"{role}/{number:02d}-{step.kind}-{width}-{scheme}-{language}"
                    if task["check"]:
                        wrong, waiting = waiting + _examined(page, width, scheme, language), []
                    else:
                        target = OUT / f"{name}.jpg"
                        page.screenshot(path=target, full_page=True, type="jpeg", quality=60)
                        taken.append(
                            {"picture": f"{name}.jpg", "kind": step.kind, "path": step.path, "role": role}
                        )
                        wrong = []
                    wrong += complaints.left()
                    complaints.clear()
                    if wrong:
                        found[f"{name} {step.path}"] = wrong
            context.close()
        chromium.close()
    return {
        "role": role,
        "pages": len(path_of),
        "unmet": sorted(kinds_of_ours() - {step.kind for step in path_of}),
        "seconds": time.monotonic() - began,
        "found": found,
        "taken": taken,
    }


def contact_sheet(taken: list[dict]) -> None:
    """Write ``index.html``: each kind of page with its pictures side by side."""
    kinds = defaultdict(list)
    for one in taken:
        kinds[one["kind"]].append(one)
    parts = [HEAD]
    for kind in sorted(kinds):
        parts.append(f"<h2>{html.escape(kind)}</h2><div>")
        for one in sorted(kinds[kind], key=lambda one: one["picture"]):
            words = html.escape(f"{one['picture'][:-4]} {one['path']}")
            parts.append(
                f'<figure><a href="{one["picture"]}"><img loading="lazy" alt="{words}" src="{one["picture"]}"></a>'
                f"<figcaption>{words}</figcaption></figure>"
            )
        parts.append("</div>")
    (OUT / "index.html").write_text("\n".join(parts))


def _tasks(options: argparse.Namespace, base: str, env: dict) -> list[dict]:
    for role in options.roles:
        shutil.rmtree(OUT / role, ignore_errors=True)
        (OUT / role).mkdir(parents=True)
    shared = {"base": base, "env": env, "check": options.check, "languages": options.languages}
    looks = {"schemes": options.schemes, "widths": [int(width) for width in options.widths]}
    return [{"role": role, **shared, **looks} for role in options.roles]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.screens")
    parser.add_argument("--check", action="store_true", help="examine instead of taking pictures")
    for name, default in (
        ("roles", ",".join(ROLES)),
        ("languages", "en,fr"),
        ("schemes", "light,dark"),
        ("widths", "360,1280"),
    ):
        parser.add_argument(f"--{name}", default=default, type=lambda value: value.split(","))
    parser.add_argument("--browsers", type=int, default=2, help="how many roles at the same time")
    options = parser.parse_args(words)
    for name in ("roles", "languages", "schemes", "widths"):
        if isinstance(getattr(options, name), str):
            setattr(options, name, getattr(options, name).split(","))
    began = time.monotonic()
    print("Preparing the demo ...", flush=True)
    with Stage() as stage:
        stage.run("manage.py", "load_demo")
        with stage.server(
            cores="0-63" if (os.cpu_count() or 1) > 63 else f"0-{(os.cpu_count() or 1) - 1}"
        ) as server:
            tasks = _tasks(options, f"http://127.0.0.1:{server.port}", stage.env)
            done = []
            with multiprocessing.get_context("spawn").Pool(options.browsers) as pool:
                for result in pool.imap_unordered(go, tasks):
                    done.append(result)
                    print(
                        f"  {len(done)}/{len(tasks)} {result['role']}: {result['pages']} pages, "
                        f"{len(result['found'])} with a fault, {result['seconds']:.0f} s",
                        flush=True,
                    )
                    for name, wrong in sorted(result["found"].items()):
                        print(name, *wrong, sep="\n    ", flush=True)
    found = {name: wrong for result in done for name, wrong in result["found"].items()}
    if not options.check:
        contact_sheet([one for result in done for one in result["taken"]])
    unmet = sorted(set.intersection(*(set(result["unmet"]) for result in done)))
    print(f"Doors that none of these roles met by a link: {', '.join(unmet) or 'none'}")
    (OUT / "found.json").write_text(json.dumps(found, indent=1, ensure_ascii=False))
    pages = sum(result["pages"] for result in done)
    looks = len(options.languages) * len(options.schemes) * len(options.widths)
    faults = sum(map(len, found.values()))
    print(
        f"{pages} pages as {len(tasks)} roles, each {looks} times: {faults} faults, {time.monotonic() - began:.0f} s"
    )
    print("ok" if not found else "short")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
