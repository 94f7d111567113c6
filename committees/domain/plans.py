"""Plans: made by a committee from what it decided, with goals that cite the voices behind them."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from committees.domain.committees import words
from committees.enums import Outcome
from committees.models import Committee, Decision, Plan, PlanGoal, PlanGoalVoice
from committees.queries import possible_owners
from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor
from people.models import Membership


@set_aside.kept
@transaction.atomic
def create_plan(actor: Actor, *, committee: Committee, title: str, summary: str = "", now: datetime) -> Plan:
    """Begin a plan of the committee, with a goal for each decision it adopted that stands in no plan yet.

    Errors: ``text_empty``, ``text_too_long``, ``plan_exists``.
    """
    require(actor, "committees.create_plan", committee)
    plan = Plan(community=actor.community, committee=committee, created_at=now)
    _fill(actor, plan, title, summary)
    adopted = Decision.objects.filter(
        meeting__committee=committee, outcome=Outcome.ADOPTED, goals__isnull=True
    ).order_by("pk")
    for decision in adopted:
        _goal_from(plan, decision, now)
    audit.record(action="committees.create_plan", now=now, actor=actor, community=actor.community, thing=plan)
    return plan


@set_aside.kept
@transaction.atomic
def describe_plan(actor: Actor, *, plan: Plan, title: str, summary: str, now: datetime) -> Plan:
    """Change the plan's words. Editions that are out keep theirs."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    require(actor, "committees.work_on_plan", plan)
    _fill(actor, plan, title, summary)
    audit.record(
        action="committees.describe_plan", now=now, actor=actor, community=actor.community, thing=plan
    )
    return plan


def _fill(actor: Actor, plan: Plan, title: str, summary: str) -> None:
    of = plan.committee
    plan.title = words(title, by=actor, of=of, field="title", was=plan.title, limit=120)
    plan.summary = words(summary, by=actor, of=of, field="summary", was=plan.summary, empty=True)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        raise Refused("plan_exists", field="title") from None


@transaction.atomic
def add_goal(actor: Actor, *, plan: Plan, decision: Decision, now: datetime) -> PlanGoal:
    """Add a goal from a decision that the plan's committee adopted. It cites the decision's voices.

    Errors: ``decision_not_adopted``, ``decision_in_plan``.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    require(actor, "committees.work_on_plan", plan)
    if decision.meeting.committee_id != plan.committee_id or decision.outcome != Outcome.ADOPTED:
        raise Refused("decision_not_adopted", field="decision")
    try:
        with transaction.atomic():
            goal = _goal_from(plan, decision, now)
    except IntegrityError:
        raise Refused("decision_in_plan", field="decision") from None
    audit.record(action="committees.add_goal", now=now, actor=actor, community=actor.community, thing=goal)
    return goal


@set_aside.kept
@transaction.atomic
def add_own_goal(actor: Actor, *, plan: Plan, title: str, now: datetime) -> PlanGoal:
    """Add a goal that no decision and no voice stands behind. It is labelled so."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    require(actor, "committees.work_on_plan", plan)
    title = words(title, by=actor, of=plan.committee, field="title", limit=160)
    goal = PlanGoal.objects.create(plan=plan, position=_next(plan), title=title, created_at=now)
    audit.record(action="committees.add_goal", now=now, actor=actor, community=actor.community, thing=goal)
    return goal


def _next(plan: Plan) -> int:
    return (plan.goals.aggregate(last=Max("position"))["last"] or 0) + 1


def _goal_from(plan: Plan, decision: Decision, now: datetime) -> PlanGoal:
    goal = PlanGoal.objects.create(
        plan=plan, decision=decision, position=_next(plan), title=decision.title, created_at=now
    )
    PlanGoalVoice.objects.bulk_create(
        [PlanGoalVoice(goal=goal, perspective_id=cited.perspective_id) for cited in decision.voices.all()],
        batch_size=500,
    )
    return goal


@set_aside.kept
@transaction.atomic
def describe_goal(
    actor: Actor,
    *,
    goal: PlanGoal,
    title: str,
    indicator: str = "",
    unit: str = "",
    baseline: Decimal | None = None,
    target: Decimal | None = None,
    owner: Membership | None = None,
    due_on: date | None = None,
    quoted: list[str] | None = None,
    now: datetime,
) -> PlanGoal:
    """Say how the goal is measured, who owns it, by when, and which voices may be quoted in public.

    ``quoted`` are public ids of perspectives behind the goal; None leaves the choice as it is. A voice that is not
    quoted is still counted. Errors: ``measure_incomplete``, ``owner_unknown``; ``not_found`` for another voice.
    """
    goal = PlanGoal.objects.select_for_update(of=("self",)).select_related("plan__committee").get(pk=goal.pk)
    require(actor, "committees.work_on_plan", goal)
    if (baseline is None) != (target is None) or (baseline is not None and baseline == target):
        raise Refused("measure_incomplete", field="target")
    owners = possible_owners(goal.plan.committee, now=now)
    if owner is not None and not any(place.pk == owner.pk for place in owners):
        raise Refused("owner_unknown", field="owner")
    of = goal.plan.committee
    goal.title = words(title, by=actor, of=of, field="title", was=goal.title, limit=160)
    goal.indicator = words(
        indicator, by=actor, of=of, field="indicator", was=goal.indicator, limit=160, empty=True
    )
    goal.unit = words(unit, by=actor, of=of, field="unit", was=goal.unit, limit=40, empty=True)
    goal.baseline, goal.target, goal.owner, goal.due_on = baseline, target, owner, due_on
    goal.save()
    if quoted is not None:
        behind = goal.voices.filter(perspective__public_id__in=quoted)
        if behind.count() != len(set(quoted)):
            raise Refused("not_found", field="quoted")
        goal.voices.update(quoted=False)
        goal.voices.filter(perspective__public_id__in=quoted).update(quoted=True)
    audit.record(
        action="committees.describe_goal", now=now, actor=actor, community=actor.community, thing=goal
    )
    return goal


@set_aside.kept
@transaction.atomic
def report_progress(
    actor: Actor, *, goal: PlanGoal, current: Decimal | None, note: str, now: datetime
) -> PlanGoal:
    """Say how far the goal has come: a new measure, words on what was done, or both."""
    goal = PlanGoal.objects.select_for_update(of=("self",)).select_related("plan__committee").get(pk=goal.pk)
    require(actor, "committees.work_on_plan", goal)
    goal.progress_note = words(
        note,
        by=actor,
        of=goal.plan.committee,
        field="progress_note",
        was=goal.progress_note,
        limit=300,
    )
    if current is not None:
        goal.current = current
    goal.progress_at = now
    goal.save(update_fields=["current", "progress_note", "progress_at"])
    audit.record(
        action="committees.report_progress", now=now, actor=actor, community=actor.community, thing=goal
    )
    return goal


@transaction.atomic
def remove_goal(actor: Actor, *, goal: PlanGoal, now: datetime) -> None:
    """Take a goal out of the plan. Editions that are out keep it, and the next one says that it is gone.

    Errors: ``goal_has_actions``.
    """
    goal = PlanGoal.objects.select_for_update(of=("self",)).select_related("plan__committee").get(pk=goal.pk)
    require(actor, "committees.work_on_plan", goal)
    if goal.own_actions.exists():
        raise Refused("goal_has_actions")
    audit.record(action="committees.remove_goal", now=now, actor=actor, community=actor.community, thing=goal)
    goal.delete()


def title_of(plan: Plan, number: int) -> str:
    """The name of an edition as voices are told it, in the language of the community."""
    with translation.override(plan.community.language):
        return text.excerpt(_("%(plan)s, edition %(number)d") % {"plan": plan.title, "number": number}, 200)
