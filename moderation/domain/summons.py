"""Summons: the house calls who is on duty, one after the other, until somebody says "I am on it" (rule 15).

Every step is a job that is written in the moment of the case, in its transaction, so that no killed process can lose
it. A step that runs twice does nothing the second time: one row for each case and post decides.
"""

from datetime import datetime, timedelta

from django.db import transaction

from mobilize.kernel import audit, jobs
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import telling
from moderation.duty_queries import CHAIN, on_duty, posts_of
from moderation.enums import OPEN_CASES, CaseState, Post, Severity
from moderation.models import Case, Drill, Summons
from people import queries as people_queries
from people.actors import Actor
from people.enums import Role
from people.models import Membership
from people.policy_queries import policy_of

STEP = "moderation.tasks.call"


def raise_alarm(case: Case, *, now: datetime) -> None:
    """Call who must know of a grave case. In the transaction that opened it or made it grave.

    S1: the lead on duty at once, the deputy and the head some minutes later. S2: the lead is told, and all three
    are called in the same way once its time passed unanswered.
    """
    if case.severity == Severity.S1:
        _begin(case, now=now)
    elif case.severity == Severity.S2:
        lead = next((member for post in CHAIN if (member := on_duty(case.community, post, now))), None)
        telling.of_disclosure(case, [lead] if lead else _everybody(case, now), now=now)
        jobs.enqueue(STEP, case.public_id, str(Post.LEAD), at=case.expected_by)


def _begin(case: Case, *, now: datetime) -> None:
    policy = policy_of(case.community)
    for post, minutes in ((Post.DEPUTY, policy.deputy_minutes), (Post.HEAD, policy.head_minutes)):
        jobs.enqueue(STEP, case.public_id, str(post), at=now + timedelta(minutes=minutes))
    _call(case, Post.LEAD, now=now)


@transaction.atomic
def step(case_id: str, post: str, *, now: datetime) -> None:
    """Call ``post`` about the case, unless somebody has answered or it is settled. Doing it twice is doing it once."""
    case = Case.objects.select_for_update(of=("self",)).select_related("community").get(public_id=case_id)
    if case.state not in OPEN_CASES or not case.is_grave or is_answered(case):
        return
    if post == Post.LEAD and not case.summonses.exists():
        _begin(case, now=now)
    else:
        _call(case, post, now=now)


def _call(case: Case, post: str, *, now: datetime) -> None:
    """Call the post; if nobody holds it, or its holder was called already, at once the next one."""
    for step_post in CHAIN[CHAIN.index(Post(post)) :]:
        member = on_duty(case.community, step_post, now)
        if member is not None and case.summonses.filter(membership=member).exists():
            member = None
        if case.about_id and member is not None and member.pk == case.about_id:
            member = None  # what complains about somebody is not told to them (rule 12)
        summons, new = Summons.objects.get_or_create(
            case=case,
            post=step_post,
            defaults={"membership": member, "is_drill": case.is_drill, "created_at": now},
        )
        if not new:
            return
        if member is not None:
            _tell(summons, member, now=now)
            return
    if not case.summonses.filter(membership__isnull=False).exists():
        telling.of_nobody_on_duty(case, _everybody(case, now), now=now)


def _tell(summons: Summons, member: Membership, *, now: datetime) -> None:
    case = summons.case
    telling.of_call(case, member, now=now)
    audit.record(
        action="moderation.call",
        now=now,
        community=case.community,
        thing=summons,
        case=case.public_id,
        post=str(summons.post),
    )


def _everybody(case: Case, now: datetime) -> list[Membership]:
    """Whoever works the desk or runs the community, where nobody holds a post; never whom the case complains about."""
    roles = (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR, Role.MODERATOR)
    return [
        member
        for member in people_queries.members_with_role(case.community, *roles, now=now)
        if member.pk != case.about_id
    ]


def is_answered(case: Case) -> bool:
    return case.summonses.filter(answered_at__isnull=False).exists()


@transaction.atomic
def answer(actor: Actor, *, case: Case, now: datetime) -> Summons:
    """Say "I am on it": nobody else is called, and a drill ends. Saying it twice is saying it once.

    Whoever holds a post can say it before they are called. Errors: ``case_ruled``.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("community").get(pk=case.pk)
    require(actor, "moderation.answer_call", case)
    done = case.summonses.filter(answered_at__isnull=False).first()
    if done:
        return done
    if case.state not in OPEN_CASES or not case.is_grave:
        raise Refused("case_ruled")
    summons = case.summonses.filter(membership=actor.membership).first() or _uncalled(actor, case, now)
    summons.answered_at = now
    summons.save(update_fields=["answered_at"])
    audit.record(
        action="moderation.answer_call",
        now=now,
        actor=actor,
        community=actor.community,
        thing=summons,
        case=case.public_id,
    )
    if case.is_drill:
        _end_drill(case, now=now)
    return summons


def _uncalled(actor: Actor, case: Case, now: datetime) -> Summons:
    """The line of somebody who answers before they were called, under the first of their posts."""
    held = posts_of(actor)
    post = next(post for post in CHAIN if str(post) in held)
    found, _new = Summons.objects.get_or_create(
        case=case,
        post=post,
        defaults={
            "membership": actor.membership,
            "is_drill": case.is_drill,
            "created_at": now,
        },
    )
    return found


def _end_drill(case: Case, *, now: datetime) -> None:
    Drill.objects.filter(case=case, ended_at=None).update(answered_at=now, ended_at=now)
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, ruled_at=now)
