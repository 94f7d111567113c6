"""Forums and what is said in them."""

from datetime import date

from django.utils import timezone

from forums.discussion.domain import forums, posts, welcome
from forums.discussion.enums import PostState
from forums.discussion.models import Forum, Perspective
from people import queries
from people.enums import Role
from people.models import Community, User
from tests.factories.people import actor, member


def open_forum(community: Community, *, named_adult: User | None = None, **fields) -> Forum:
    """Make an open forum, answered by ``named_adult`` (a new teacher by default), through an organizer."""
    now = timezone.now()
    organizer = actor(member(community, Role.ORGANIZER), community)
    adult = named_adult or member(community, Role.TEACHER)
    words = {
        "space": "Made-up names.",
        "voice": "Start as you like.",
        "audience": "The head listens.",
        "influence": "Lunch.",
    }
    forum = forums.create(
        organizer,
        **{"question": "What should change at lunch?", "answer_by": date(2099, 1, 1), **words, **fields},
        now=now,
    )
    place = queries.actor_for(adult, community_slug=community.slug, now=now).membership
    forums.offer_duty(organizer, forum=forum, to=place, now=now)
    forums.settle_duty(actor(adult, community), forum=forum, accept=True, now=now)
    return forums.open_forum(organizer, forum=forum, now=now)


def perspective(
    forum: Forum, author: User, body: str = "The hall is too loud.", *, published: bool = True
) -> Perspective:
    """Let ``author`` post; a held post is released as a moderator would, unless ``published`` is False."""
    now = timezone.now()
    welcome.confirm(actor(author, forum.community), forum=forum, now=now)
    post = posts.submit(actor(author, forum.community), forum=forum, body=body, now=now)
    if published and post.state == PostState.HELD:
        posts.release(post, now=now)
    return post
