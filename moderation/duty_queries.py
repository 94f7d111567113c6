"""Who answers for the house when somebody may be in danger: readers of the posts (rules 15 and 25)."""

from datetime import datetime, time

from django.db.models import Exists, F, OuterRef, Q

from mobilize.kernel.gathered import Gathered
from mobilize.kernel.refusal import Refused
from moderation.enums import OPEN_CASES, Post, Reason
from moderation.models import Case, DutyTurn, Summons
from people.actors import Actor
from people.enums import Role
from people.models import Clearance, Community, Membership, RoleGrant

#: Who is called, one after the other.
CHAIN = (Post.LEAD, Post.DEPUTY, Post.HEAD)


def posts_told():
    """The posts of a membership, told with each request's actor, so that rules ask nothing more."""
    return Gathered(DutyTurn.objects.filter(membership=OuterRef("pk")).order_by("pk"), "post")


def posts_of(actor: Actor) -> set[str]:
    """Return the posts that the actor holds, on whichever days: a head is the head after school too."""
    told = actor.told.get("posts")
    if told is None:
        held = set(actor.membership.duty_turns.values_list("post", flat=True))
    else:
        held = {line["post"] for line in told}
    return held | ({str(Post.LEAD)} if actor.has(Role.SAFEGUARDING_LEAD) else set())


def holds_post(actor: Actor, *posts: str) -> bool:
    """Tell whether the actor holds one of ``posts``. Every safeguarding lead holds the lead's."""
    return bool(posts_of(actor) & {str(post) for post in posts})


def on_duty(community: Community, post: str, now: datetime) -> Membership | None:
    """Return who answers for ``post`` at ``now``, or None if nobody does. Two queries at most.

    A turn with times goes before one without; of several the first that was written. Who left, or has no valid
    check, is passed over: they could not open what they are called to (rule 3). The chair is called to no words of
    a young person and needs no check. Without a turn that covers ``now`` the first safeguarding lead is the lead.
    """
    there = now.astimezone(community.zone)
    turns = (
        DutyTurn.objects.filter(_here(now, "membership__"), community=community, post=post)
        .filter(Q(weekday=None) | Q(weekday=there.weekday(), begins__lte=there.time(), ends__gt=there.time()))
        .select_related("membership__user", "membership__community")
        .order_by(F("weekday").asc(nulls_last=True), "pk")
    )
    if post != Post.CHAIR:
        turns = turns.filter(Exists(_checks(there.date(), "membership")))
    turn = turns.first()
    if turn is not None:
        return turn.membership
    return _lead_by_role(community, now) if post == Post.LEAD else None


def _here(now: datetime, path: str = "") -> Q:
    stays = Q(**{f"{path}ended_at": None}) | Q(**{f"{path}ended_at__gt": now})
    return stays & Q(**{f"{path}user__is_active": True})


def _checks(today, path: str):
    return Clearance.objects.filter(membership=OuterRef(path), expires_on__gt=today)


def _lead_by_role(community: Community, now: datetime) -> Membership | None:
    holds = RoleGrant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), role=Role.SAFEGUARDING_LEAD, membership=OuterRef("pk")
    )
    today = now.astimezone(community.zone).date()
    leads = Membership.objects.filter(
        _here(now), Exists(holds), Exists(_checks(today, "pk")), community=community
    )
    return leads.select_related("user", "community").order_by("pk").first()


def was_called(actor: Actor, case: Case) -> bool:
    """Tell whether the actor was called about this case."""
    return case.summonses.filter(membership=actor.membership).exists()


def calls_told():
    """The calls to a membership that nobody has answered yet, told with each request's actor."""
    calls = _unanswered().filter(membership=OuterRef("pk"))
    return Gathered(
        calls.order_by("pk"), "is_drill", case_id=F("case__public_id"), wish=F("case__wish__wish")
    )


def calls_to(actors: list[Actor]) -> list[dict]:
    """Return the same for somebody in all their communities, each with the ``community``. One query at most."""
    if not actors:
        return []
    calls = _unanswered().filter(membership__in=[actor.membership.pk for actor in actors]).order_by("pk")
    names = {
        "case__public_id": "case_id",
        "case__wish__wish": "wish",
        "membership__community__slug": "community",
    }
    rows = calls.values("is_drill", *names)
    return [{names.get(name, name): value for name, value in row.items()} for row in rows]


def _unanswered():
    answered = Summons.objects.filter(case=OuterRef("case"), answered_at__isnull=False)
    return Summons.objects.filter(~Exists(answered), answered_at=None, case__state__in=OPEN_CASES)


def speaks_of_danger(case: Case) -> bool:
    """Tell whether the words were held because they told of danger, harm or a hard time: only then is their author
    spoken to. What others reported says nothing to its author (rule 20)."""
    return case.reason == Reason.CARE


def turns_of(actor: Actor):
    """The community's turns, post by post in the order in which they are called."""
    turns = DutyTurn.objects.filter(community=actor.community).select_related("membership__user")
    return sorted(turns, key=_called_first)


def _called_first(turn: DutyTurn) -> tuple:
    always = turn.weekday is None
    return (
        Post.values.index(turn.post),
        always,
        -1 if always else turn.weekday,
        turn.begins or time(),
        turn.pk,
    )


def turn_of(actor: Actor, *, turn: int) -> DutyTurn:
    """Return one turn. Errors: ``Refused("not_found")``."""
    found = DutyTurn.objects.filter(community=actor.community, pk=turn).first()
    if found is None:
        raise Refused("not_found")
    return found


def called_now(community: Community, *, now: datetime) -> list[tuple[Post, Membership | None]]:
    """Return who would be called at ``now``, one after the other: each post of the chain with its holder."""
    return [(post, on_duty(community, post, now)) for post in CHAIN]
