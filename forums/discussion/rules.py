"""Who reads, speaks, sums up and answers in a forum."""

from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import Forum
from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.domain import seal
from people.enums import Role
from people.queries import verified_adults
from people.rules import cleared_adult, may_read_voices, may_write, of_community, with_role

LEADERS = (Role.ORGANIZER, Role.FACILITATOR, Role.ADMINISTRATOR)


def _forum_of(thing) -> Forum:
    if isinstance(thing, Forum):
        return thing
    return getattr(thing, "forum", None) or thing.perspective.forum


def _open(actor, forum: Forum) -> None:
    if forum.state != ForumState.OPEN or is_over(actor, forum):
        raise Refused("forum_not_open")


def is_over(actor, forum: Forum) -> bool:
    """Tell whether the last day to write has passed, by the community's own calendar."""
    return forum.closes_on is not None and actor.at.astimezone(actor.community.zone).date() > forum.closes_on


@rule("forums.see_forums")
def _see_forums(actor, community):
    of_community(actor, community)
    may_read_voices(actor)


@rule("forums.read_forum")
def _read(actor, thing):
    forum = _forum_of(thing)
    of_community(actor, forum)
    may_read_voices(actor, forum.bands)
    if forum.state == ForumState.DRAFT and not (
        actor.has(*LEADERS) or forum.named_adult_id == actor.membership.pk or _is_asked(actor, forum)
    ):
        raise Refused("not_found")


def _is_asked(actor, forum) -> bool:
    return forum.hand_overs.filter(to=actor.membership, state="offered").exists()


@rule("forums.submit_perspective")
def _submit(actor, forum):
    _read(actor, forum)
    may_write(actor)
    _open(actor, forum)
    _second_adult(actor)


def _second_adult(actor) -> None:
    """Rule 2: an adult speaks to young people only in a room with two verified adults."""
    if not actor.is_youth and verified_adults(actor.community, now=actor.at).count() < 2:
        raise Refused("second_adult_missing")


def is_gone(perspective) -> bool:
    """Tell whether only the place of a perspective is left, with others' replies to it."""
    if perspective.state != PostState.WITHDRAWN or perspective.body:
        return False
    return perspective.replies.filter(state=PostState.PUBLISHED).exists()


@rule("forums.read_perspective")
def _read_perspective(actor, post):
    """Others see published words alone; the author sees their own, whatever became of them.

    Where the words are gone for good, what was said to them is still to be read (rule 53).
    """
    _read(actor, post)
    if post.state == PostState.PUBLISHED or is_gone(post):
        return
    if not seal.is_author(actor.user, post.byline):
        raise Refused("not_found")


@rule("forums.reply")
def _reply(actor, perspective):
    _read(actor, perspective)
    if perspective.state != PostState.PUBLISHED:
        raise Refused("not_found")  # said first, so that no other refusal tells of words that wait
    _submit(actor, perspective.forum)


@rule("forums.take_stance")
def _stance(actor, perspective):
    _reply(actor, perspective)
    with_role(actor, Role.STUDENT)


@rule("forums.change_own")
def _change_own(actor, post):
    _read(actor, post)
    if not seal.is_author(actor.user, post.byline):
        raise Refused("own_voice_only")


@rule("forums.see_own_voice")
def _see_own_voice(actor, community):
    of_community(actor, community)
    may_read_voices(actor)


@rule("forums.create_forum")
def _create(actor, community):
    of_community(actor, community)
    with_role(actor, Role.ORGANIZER, Role.ADMINISTRATOR)


@rule("forums.lead_forum")
def _lead(actor, thing):
    """A forum, or one of its themes."""
    of_community(actor, _forum_of(thing))
    with_role(actor, *LEADERS)
    cleared_adult(actor)


@rule("forums.offer_duty")
def _offer(actor, forum):
    """Those who lead forums, and the named adult who is leaving."""
    if forum.named_adult_id == actor.membership.pk:
        _read(actor, forum)
    else:
        _lead(actor, forum)


@rule("forums.see_unanswered")
def _see_unanswered(actor, forum):
    _offer(actor, forum)


@rule("forums.see_duties")
def _see_duties(actor, community):
    of_community(actor, community)
    may_read_voices(actor)
    if actor.is_youth:
        raise Refused("not_found")


@rule("forums.import_conversation")
def _import(actor, community):
    _create(actor, community)
    cleared_adult(actor)


@rule("forums.accept_duty")
def _accept(actor, forum):
    of_community(actor, forum)
    may_read_voices(actor)
    if actor.is_youth or not _is_asked(actor, forum):
        raise Refused("not_found")


@rule("forums.answer")
def _answer(actor, thing):
    forum = _forum_of(thing)
    _read(actor, forum)
    if actor.is_youth:
        raise Refused("not_found")
    if forum.named_adult_id != actor.membership.pk:
        raise Refused("not_the_named_adult")
