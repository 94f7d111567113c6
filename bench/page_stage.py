"""What the bench of pages plays on: ``python -m bench.page_stage`` fills the database and prints JSON.

A community, a forum of 5,000 perspectives, one of 100,000, readers and writers with their sign-ins.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.dev")

import django

SMALL, LARGE = 5_000, 100_000
WRITERS = 8


def main() -> int:
    django.setup()
    from django.utils import timezone

    from bench import conversation, members
    from forums.discussion.domain import welcome
    from people import queries

    place = members.community()
    forums = {
        size: conversation.forum_with(size, community=place, question=f"What does the park need? ({size})")
        for size in (SMALL, LARGE)
    }
    writing = conversation.forum_with(50, community=place, question="What do you say?")
    readers, writers = members.make(4), members.make(WRITERS)
    held = members.make(WRITERS, band="B")
    now = timezone.now()
    for user in [*writers, *held]:
        actor = queries.actor_for(user, community_slug=place.slug, now=now)
        welcome.confirm(actor, forum=writing, now=now)
    print(
        json.dumps(
            {
                "base": f"/c/{place.slug}/forums/",
                "forums": {size: forum.public_id for size, forum in forums.items()},
                "writing": writing.public_id,
                "readers": [row["cookie"] for row in members.sign_in(readers)],
                "writers": [row["cookie"] for row in members.sign_in(writers)],
                "held": [row["cookie"] for row in members.sign_in(held)],
            }
        )
    )
    return 0


def stored(forum: str) -> int:
    """Count the perspectives of a forum."""
    django.setup()
    from forums.discussion.models import Perspective

    return Perspective.objects.filter(forum__public_id=forum).count()


if __name__ == "__main__":
    if sys.argv[1:2] == ["count"]:
        print(stored(sys.argv[2]))
        sys.exit(0)
    sys.exit(main())
