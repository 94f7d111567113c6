"""A goal poll with many signed-in voters, for measuring. Development settings only.

python -m bench.ballots open --voters 500    make it, print {"poll", "path", "cookies", "goals"} as JSON
python -m bench.ballots count POLL           read receipts from standard input (JSON), close, count; print what is there
"""

import argparse
import json
import os
import secrets
import sys
from collections import Counter
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

import django

from bench import members

GOALS = ("A quiet room", "Two lunch lines", "Music on Fridays", "More bicycle racks", "A school garden")


def _leader(community, *, now):
    from people.models import User
    from people.queries import actor_for

    organizer = User.objects.get(username=f"{community.slug}-organizer")
    return actor_for(organizer, community_slug=community.slug, now=now)


def open_poll(voters: int) -> dict:
    """Make an open poll of five goals for ``voters`` new members, each with a prepared sign-in."""
    from django.utils import timezone

    from forums.polls.domain import drafts, voting

    now = timezone.now()
    community = members.community(f"bench-{secrets.token_hex(3)}")
    users = members.make(voters, slug=community.slug)
    leader = _leader(community, now=now)
    poll = drafts.create(
        leader, question="Which goals should we pick?", winners=2, closes_at=now + timedelta(days=1), now=now
    )
    for goal in GOALS:
        drafts.add_option(leader, poll=poll, title=goal, now=now)
    poll = voting.open_poll(leader, poll=poll, now=now)
    return {
        "poll": poll.public_id,
        "path": f"/c/{community.slug}/polls/{poll.public_id}/",
        "cookies": [row["cookie"] for row in members.sign_in(users)],
        "goals": list(poll.options.values_list("public_id", flat=True)),
    }


def count(public_id: str, receipts: list[str]) -> dict:
    """Close the poll, count it, and return what the database holds of it, before and after."""
    from django.utils import timezone

    from forums.polls.domain import closing, verifying
    from forums.polls.domain import receipts as words
    from forums.polls.models import Ballot, GoalPoll, ReceiptList

    now = timezone.now()
    poll = GoalPoll.objects.select_related("community").get(public_id=public_id)
    revisions = Counter(poll.envelopes.filter(sealed__isnull=False).values_list("revision", flat=True))
    closing.close_poll(_leader(poll.community, now=now), poll=poll, now=now)
    poll.refresh_from_db()
    marks = set(ReceiptList.objects.get(poll=poll).marks)
    choices = Counter(
        json.dumps(choice) for choice in Ballot.objects.filter(poll=poll).values_list("choice", flat=True)
    )
    return {
        "revisions": revisions,
        "ballots": choices.total(),
        "choices": choices,
        "tally": poll.tally.result["ballots"],
        "receipts": sum(words.mark(poll, words.read(receipt)) in marks for receipt in set(receipts)),
        "faults": verifying.faults_of(poll),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("open").add_argument("--voters", type=int, required=True)
    acts.add_parser("count").add_argument("poll")
    options = parser.parse_args()
    django.setup()
    from django.conf import settings

    if not settings.DEMO_DOORS:
        print("Polls for a load exist in the development settings only.", file=sys.stderr)
        return 1
    made = open_poll(options.voters) if options.act == "open" else count(options.poll, json.load(sys.stdin))
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
