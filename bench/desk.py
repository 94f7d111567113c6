"""How fast the desk is for a hand on the keyboard: a real browser, 20 waiting posts, keys alone.

python -m bench.desk [--posts 20]

Only keys that the screen tells are pressed: P, R and X with Enter, and Tab and Space on the reasons. Most posts are
released, every fourth is sent back and every tenth removed, with the kind reply of a reason. Measured is what the
machine takes: the keys, the answer to the ruling, and the next case drawn and ready for a key. The time that a person
reads is their own. Afterwards the rulings are counted, or the bench ends with 1.
"""

import argparse
import json
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

import django

from bench.bars import bar, note
from bench.stage import Stage

POSTS = 20
MOST = 10.0  # seconds an item
DONE = {
    "release": "Released. Thank you for reading.",
    "return": "Sent back with your reply.",
    "remove": "Removed. The writer reads your reply.",
}


def outcome_of(number: int) -> str:
    return "remove" if number % 10 == 0 else "return" if number % 4 == 0 else "release"


def prepare(posts: int) -> dict:
    """Fill the queue and sign a moderator in; return the address of the desk, the cookie and the community."""
    django.setup()
    from django.utils import timezone

    from bench import conversation, members, room
    from forums.discussion.domain import posts as saying
    from forums.discussion.domain import welcome
    from people.enums import Role
    from people.queries import actor_for

    now, place = timezone.now(), members.community()
    forum = conversation.forum_with(1, community=place, question="What does the park need?")
    for number, user in enumerate(members.make(posts, band="B"), 1):
        actor = actor_for(user, community_slug=place.slug, now=now)
        welcome.confirm(actor, forum=forum, now=now)
        saying.submit(actor, forum=forum, body=f"We need light number {number} by the path.", now=now)
    moderator, _place = room.adult(place, Role.MODERATOR, now=now)
    (row,) = members.sign_in([moderator])
    return {"desk": f"/c/{place.slug}/desk/", "cookie": row["cookie"]}


def ruled() -> dict[str, int]:
    """Return how many rulings of each kind are stored."""
    django.setup()
    from moderation.models import Ruling

    found = list(Ruling.objects.values_list("outcome", flat=True))
    return {outcome: found.count(outcome) for outcome in DONE}


def _press(page, outcome: str) -> None:
    """Rule on the case that stands open, by keys."""
    if outcome != "release":
        page.keyboard.press("p")
        page.keyboard.press("Tab")  # from the button to the reasons
        page.keyboard.press("Space")  # which brings its kind reply
    page.keyboard.press({"release": "p", "return": "r", "remove": "x"}[outcome])
    page.keyboard.press("Enter")


def _work(base: str, made: dict, posts: int) -> list[float]:
    """Work through the queue and return the seconds of each item."""
    from playwright.sync_api import sync_playwright

    from bench.screens import _program
    from tests.stage.browsers import ARGUMENTS

    taken = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_program(), args=ARGUMENTS)
        page = chromium.new_context(base_url=base, locale="en").new_page()
        name, _is, value = made["cookie"].partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": base}])
        page.goto(made["desk"])
        page.locator("main a.case").first.focus()
        page.keyboard.press("Enter")
        keys = page.get_by_role("button", name="Single-letter keys")
        keys.focus()
        page.keyboard.press("Enter")
        page.locator("main").focus()
        for number in range(1, posts + 1):
            outcome, before = outcome_of(number), page.url
            began = time.perf_counter()
            _press(page, outcome)
            page.wait_for_url(lambda address, before=before: address != before)
            page.get_by_text(DONE[outcome]).wait_for()
            if number < posts:
                page.locator("[data-case] kbd:visible").first.wait_for()
            taken.append(time.perf_counter() - began)
        chromium.close()
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--order", choices=("prepare", "count"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.order:
        print(json.dumps(prepare(options.posts) if options.order == "prepare" else ruled()))
        return 0
    with Stage() as stage:
        words = ["--posts", str(options.posts), "--order"]
        made = json.loads(stage.run("-m", "bench.desk", *words, "prepare"))
        with stage.server() as server:
            taken = _work(f"http://127.0.0.1:{server.port}", made, options.posts)
        found = json.loads(stage.run("-m", "bench.desk", *words, "count"))
    wanted = [outcome_of(number) for number in range(1, options.posts + 1)]
    if found != {outcome: wanted.count(outcome) for outcome in DONE}:
        print(f"LOST in desk: {found}", flush=True)
        return 1
    good = bar("desk.item_by_keys", statistics.mean(taken), "s", most=MOST)
    note(f"{options.posts} posts: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
