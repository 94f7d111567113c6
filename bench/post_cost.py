"""What a post costs inside one process: ``python -m bench.post_cost`` prints JSON.

The command with everything it does (the seal, the case or the ledger, the audit) beside a bare insert of the same
row, each in a transaction of its own, and how often a page and a post ask the database.
"""

import json
import os
import sys
import time
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

import django

TIMES = 100
_OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def _each(work) -> float:
    """Return the milliseconds of processor time of one call."""
    for _ in range(10):
        work()
    began = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - began) * 1000 / TIMES


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from forums.discussion.domain import posts
    from forums.discussion.enums import PostState
    from forums.discussion.models import Forum, Perspective
    from people import queries
    from people.models import User

    now = timezone.now()
    forum = Forum.objects.get(question="What do you say?")
    writer = User.objects.filter(memberships__band="D", username__startswith="bench-m").order_by("-pk")[0]
    young = User.objects.filter(memberships__band="B", username__startswith="bench-m").order_by("-pk")[0]
    words = "A lamp at the gate, please. " * 12
    by = {user: queries.actor_for(user, community_slug="bench", now=now) for user in (writer, young)}
    byline = Perspective.objects.filter(forum=forum).first().byline

    def insert():
        Perspective.objects.create(
            forum=forum, byline=byline, body=words, body_html=words, state=PostState.HELD, created_at=now
        )

    def post(user):
        return lambda: posts.submit(
            by[user], forum=forum, body=words, client_id=uuid.uuid4().hex, now=timezone.now()
        )

    costs = {"insert_ms": _each(insert), "published_ms": _each(post(writer)), "held_ms": _each(post(young))}
    costs["post_ms"] = max(costs["published_ms"], costs["held_ms"])
    costs["insert_ms"] = (costs["insert_ms"] + _each(insert)) / 2
    counts = {}
    for name, user in (("held", young), ("published", writer)):
        browser = Client(headers={"host": "127.0.0.1"})
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        path = f"/c/bench/forums/{forum.public_id}/"
        browser.get(path)
        with CaptureQueriesContext(connection) as page:
            browser.get(path)
        with CaptureQueriesContext(connection) as command:
            post(user)()
        with CaptureQueriesContext(connection) as sent:
            answer = browser.post(path, {"body": words, "client_id": uuid.uuid4().hex})
        if answer.status_code != 302:
            raise RuntimeError(f"a post was answered with {answer.status_code}")
        asked, whole = (
            [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(_OF_TRANSACTIONS)]
            for seen in (command, sent)
        )
        counts[name] = len(page.captured_queries), len(asked), len(whole)
        if "-v" in sys.argv:
            for sql in asked:
                print(name, sql[:200], file=sys.stderr)
    costs |= {
        "page_queries": max(page for page, _post, _whole in counts.values()),
        "post_queries": max(post for _page, post, _whole in counts.values()),
        "request_queries": max(whole for _page, _post, whole in counts.values()),
    }
    print(json.dumps(costs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
