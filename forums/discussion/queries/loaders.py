"""From the ids of an address to the thing; what is not of the actor's community does not exist."""

from forums.discussion.models import Answer, Forum, Perspective, Reply, Theme
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused


def _one(found):
    thing = found.first()
    if thing is None:
        raise Refused("not_found")
    return thing


_FORUM: Prepared[Forum] = Prepared(
    lambda community, forum: Forum.objects.select_related("community", "named_adult__user").filter(
        community=community, public_id=forum
    )
)


def forum_of(actor, *, forum: str) -> Forum:
    found = _FORUM.one(community=actor.community.pk, forum=str(forum))
    if found is None:
        raise Refused("not_found")
    return found


def perspective_of(actor, *, forum: str, perspective: str) -> Perspective:
    return _one(
        Perspective.objects.select_related("byline", "forum__community", "forum__named_adult__user").filter(
            forum__community=actor.community, forum__public_id=forum, public_id=perspective
        )
    )


def reply_of(actor, *, forum: str, perspective: str, reply: str) -> Reply:
    return _one(
        Reply.objects.select_related("byline", "perspective__forum__community").filter(
            perspective__forum__community=actor.community,
            perspective__forum__public_id=forum,
            perspective__public_id=perspective,
            public_id=reply,
        )
    )


def theme_of(actor, *, forum: str, theme: str) -> Theme:
    return _one(
        Theme.objects.select_related("forum__community", "forum__named_adult__user").filter(
            forum__community=actor.community, forum__public_id=forum, public_id=theme
        )
    )


def answer_of(actor, *, answer: str) -> Answer:
    return _one(
        Answer.objects.select_related("forum__community", "theme", "perspective__byline", "by__user").filter(
            forum__community=actor.community, public_id=answer
        )
    )
