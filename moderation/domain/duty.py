"""Duty turns: an administrator says who answers for a post, always or at what time of the week (rule 15)."""

from datetime import datetime, time

from django.db import transaction
from django.urls import reverse

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.enums import Post
from moderation.models import DutyTurn
from people.actors import Actor
from people.domain import holdings
from people.enums import FORUM_ADULTS, Role
from people.models import Community, Membership
from people.queries import adults_of, verified_adults


@transaction.atomic
def add_turn(
    actor: Actor,
    *,
    post: str,
    member: Membership,
    weekday: int | None = None,
    begins: time | None = None,
    ends: time | None = None,
    now: datetime,
) -> DutyTurn:
    """Let ``member`` answer for ``post``: always, or on one weekday (0 is Monday) from ``begins`` to ``ends``.

    ``ends`` at 0:00 means midnight. Several turns may overlap: the first that was written is called.
    Errors: ``invalid``, ``duty_times_incomplete``, ``shift_backwards``, ``duty_needs_check``, ``duty_twice``.
    """
    require(actor, "moderation.set_duty", actor.community)
    community = Community.objects.select_for_update(no_key=True).get(pk=actor.community.pk)
    if post not in Post.values:
        raise Refused("invalid", field="post")
    if weekday is not None and begins is not None and ends is not None:
        if weekday not in range(7):
            raise Refused("invalid", field="weekday")
        ends = time.max if ends == time() else ends
        if begins >= ends:
            raise Refused("shift_backwards", field="ends")
    elif (weekday, begins, ends) != (None, None, None):
        raise Refused("duty_times_incomplete", field="begins")
    # The chair reads no young person's words at the desk; the others must be able to open what they are called to.
    able = adults_of(community, now=now) if post == Post.CHAIR else verified_adults(community, now=now)
    if not able.filter(pk=member.pk).exists():
        raise Refused("duty_needs_check", field="member")
    wanted = {"post": post, "membership": member, "weekday": weekday, "begins": begins, "ends": ends}
    if community.duty_turns.filter(**wanted).exists():
        raise Refused("duty_twice", field="member")
    turn = DutyTurn.objects.create(community=community, **wanted)
    _noted(actor, member, post, "moderation.add_turn", now)
    return turn


@transaction.atomic
def remove_turn(actor: Actor, *, turn: DutyTurn, now: datetime) -> None:
    """Take a turn away."""
    require(actor, "moderation.set_duty", turn)
    turn.delete()
    _noted(actor, turn.membership, turn.post, "moderation.remove_turn", now)


def end_unfit(membership: Membership, roles: set[str], now: datetime) -> list[holdings.Ended]:
    """Take the posts of somebody away whose roles do not carry them: no student's, and none without work in forums.

    The chair reads no young person's words, so any adult's role is enough for that one.
    """
    adult = bool(roles) and Role.STUDENT not in roles
    able = adult and bool(roles & FORUM_ADULTS)
    turns = [
        turn
        for turn in DutyTurn.objects.select_for_update().filter(membership=membership)
        if not (adult if turn.post == Post.CHAIR else able)
    ]
    for turn in turns:
        turn.delete()
    for post in sorted({turn.post for turn in turns}):
        audit.record(
            action="moderation.turn_unfit",
            now=now,
            community=membership.community,
            thing=membership,
            post=post,
        )
    link = reverse("community_home", args=[membership.community.slug])
    return [holdings.Ended(f"post:{post}", link) for post in sorted({turn.post for turn in turns})]


def _noted(actor: Actor, member: Membership, post: str, action: str, now: datetime) -> None:
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=member, post=str(post))
