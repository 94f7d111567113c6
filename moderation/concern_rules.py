"""Who raises, reads and works concerns: by post, by need, and never whom they are about (rules 24 to 32)."""

from django.db.models import Q

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from moderation.duty_queries import holds_post
from moderation.enums import ConcernKind, Post
from moderation.models import DutyTurn
from people.enums import Role
from people.rules import cleared_adult, of_community

#: Who keeps the files about young people.
KEEPERS = (Post.LEAD, Post.DEPUTY)
#: Who may be the second person of an unmasking.
SECONDS = (*KEEPERS, Post.HEAD)
STAFF_KINDS = (ConcernKind.STAFF, ConcernKind.LOW_LEVEL)


def heads_of(community):
    """The members who hold the post of head, on whichever days."""
    return DutyTurn.objects.filter(community=community, post=Post.HEAD).values("membership")


def is_about_head(concern) -> bool:
    return (
        concern.adult_id is not None
        and heads_of(concern.community_id).filter(membership=concern.adult_id).exists()
    )


def keeps(actor, concern) -> bool:
    """Tell whether the actor answers for this concern: the lead for a young person, the head for an adult (25)."""
    if concern.adult_id == actor.membership.pk:
        return False
    if concern.kind == ConcernKind.STUDENT:
        return holds_post(actor, *KEEPERS)
    if not holds_post(actor, Post.HEAD, Post.CHAIR):
        return False
    return holds_post(actor, Post.CHAIR if is_about_head(concern) else Post.HEAD)


def reads(actor, concern) -> bool:
    """Tell whether the actor was let into this concern and still is."""
    if concern.adult_id == actor.membership.pk:
        return False
    now = Q(ends_at=None) | Q(ends_at__gt=actor.at)
    return concern.readers.filter(now, membership=actor.membership).exists()


def _adult(actor, thing) -> None:
    of_community(actor, thing)
    if actor.is_youth or not actor.roles:
        raise Refused("not_found")


@rule("moderation.raise_concern")
def _raise(actor, community):
    """Any adult, also one whose check has run out: who has seen something must be able to say it (rule 24)."""
    _adult(actor, community)


@rule("moderation.see_own_concerns")
def _see_own(actor, community):
    _adult(actor, community)


@rule("moderation.name_young_person")
def _name_young_person(actor, community):
    """Choosing a young person by name is for those whose pages show names anyway; others describe in words."""
    _adult(actor, community)
    if not (actor.has(Role.ADMINISTRATOR) or holds_post(actor, *KEEPERS)):
        raise Refused("not_found")
    cleared_adult(actor)


@rule("moderation.keep_concerns")
def _keep_concerns(actor, thing):
    """The list of concerns about young people, a student's chronology, transfer packs (``thing``: of a community)."""
    _adult(actor, thing)
    if not holds_post(actor, *KEEPERS):
        raise Refused("not_found")
    cleared_adult(actor)


@rule("moderation.keep_staff_concerns")
def _keep_staff_concerns(actor, community):
    _adult(actor, community)
    if not holds_post(actor, Post.HEAD, Post.CHAIR):
        raise Refused("not_found")


@rule("moderation.read_concern")
def _read(actor, concern):
    _adult(actor, concern)
    if not keeps(actor, concern) and not reads(actor, concern):
        raise Refused("not_found")
    if concern.kind == ConcernKind.STUDENT:
        cleared_adult(actor)


@rule("moderation.work_concern")
def _work(actor, concern):
    _adult(actor, concern)
    if not keeps(actor, concern):
        raise Refused("not_found")
    if concern.kind == ConcernKind.STUDENT:
        cleared_adult(actor)


@rule("moderation.close_concern")
def _close(actor, concern):
    """Whoever keeps it, or was let in and holds a post; never who raised it (rule 29)."""
    _read(actor, concern)
    if not keeps(actor, concern) and not holds_post(actor, *Post.values):
        raise Refused("not_found")
    if concern.raised_by_id == actor.membership.pk:
        raise Refused("raiser_reviews")


@rule("moderation.ask_unmasking")
def _ask_unmasking(actor, concern):
    _work(actor, concern)
    if concern.kind != ConcernKind.STUDENT:
        raise Refused("not_found")


@rule("moderation.second_unmaskings")
def _second(actor, thing):
    """The list of what waits for a second person, and one of it (``thing``: of a community)."""
    _adult(actor, thing)
    if not holds_post(actor, *SECONDS):
        raise Refused("not_found")
    cleared_adult(actor)


@rule("moderation.settle_unmasking")
def _settle(actor, unmasking):
    """A second person, never the one who asked (rule 32)."""
    _second(actor, unmasking)
    if unmasking.asked_by_id == actor.user.pk:
        raise Refused("second_person_unmasks")


@rule("moderation.open_unmasking")
def _open(actor, unmasking):
    """Whoever asked, as long as they keep the concern; they alone see the name, once."""
    _second(actor, unmasking)
    if unmasking.asked_by_id != actor.user.pk or not keeps(actor, unmasking.concern):
        raise Refused("not_found")


@rule("moderation.see_who_looked")
def _see_who_looked(actor, community):
    _adult(actor, community)
    if not holds_post(actor, Post.LEAD, Post.HEAD):
        raise Refused("not_found")
    cleared_adult(actor)
