"""Publishing: an immutable, numbered copy of the plan, of which everybody cited is told."""

import hashlib
from datetime import datetime

from django.db import transaction

from committees import changes, doors
from committees.composing import body_of, digest_of
from committees.domain.plans import title_of
from committees.enums import PlanState
from committees.models import EditionVoice, Plan, PlanEdition
from committees.rendering import render_edition
from forums.discussion.domain import voices
from forums.discussion.enums import VoiceState
from forums.discussion.models import Perspective
from mobilize.kernel import audit, moves
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor


@transaction.atomic
def publish_edition(actor: Actor, *, plan: Plan, seen: str = "", now: datetime) -> PlanEdition:
    """Publish the plan as it stands as its next edition; each voice it cites has a new step.

    ``seen`` is the digest of the preview: if the plan changed since, nothing is published. Errors: ``plan_empty``,
    ``plan_unchanged``, ``changed_meanwhile``.
    """
    plan = (
        Plan.objects.select_for_update(of=("self",)).select_related("committee", "community").get(pk=plan.pk)
    )
    require(actor, "committees.publish_plan", plan)
    if not plan.goals.exists():
        raise Refused("plan_empty")
    # Whoever takes words back now waits for us, and then finds this edition too.
    cited = list(
        Perspective.objects.select_for_update()
        .filter(plan_voices__goal__plan=plan)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    last = plan.editions.order_by("-number").first()
    number = last.number + 1 if last else 1
    body = body_of(plan, number=number, now=now)
    if seen and seen != digest_of(body):
        raise Refused("changed_meanwhile")
    if last and digest_of(last.body) == digest_of(body):
        raise Refused("plan_unchanged")
    html = render_edition(body, language=plan.community.language)
    edition = PlanEdition.objects.create(
        plan=plan,
        number=number,
        title=plan.title,
        language=plan.community.language,
        published_at=now,
        published_by=actor.membership,
        body=body,
        html=html,
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        changes=changes_since(last, body, plan) if last else [],
    )
    shown = {voice["id"] for goal in body["goals"] for voice in goal["voices"]}
    behind = list(Perspective.objects.filter(pk__in=cited, public_id__in=shown))
    EditionVoice.objects.bulk_create(
        [EditionVoice(edition=edition, perspective=perspective) for perspective in behind], batch_size=500
    )
    if plan.state == PlanState.DRAFT:
        moves.move(plan, PlanState.PUBLISHED)
    cause = voices.Cause("plan", edition.public_id, title_of(plan, number), doors.url_of(plan))
    voices.advance(behind, to=VoiceState.IN_PLAN, cause=cause, now=now)
    audit.record(
        action="committees.publish",
        now=now,
        actor=actor,
        community=actor.community,
        thing=edition,
        number=number,
        voices=len(behind),
    )
    return edition


def changes_since(last: PlanEdition, body: dict, plan: Plan) -> list[str]:
    """What ``body`` says differently from the last edition, in sentences of the community's language."""
    return changes.between(last.body, body, language=plan.community.language)
