"""Readers of plans as they are worked on."""

from django.db.models import Count, Prefetch, Q
from django.http import Http404

from committees import doors
from committees.enums import ActionState, Outcome, PlanState
from committees.models import ActionItem, Decision, Plan, PlanGoal, PlanGoalVoice, Seat
from committees.queries.rooms import held_by, may_go_in
from committees.rules import LEADERS
from forums.discussion.enums import PostState
from people.actors import Actor


def plan_for(actor: Actor, *, plan: str) -> Plan:
    """Return a plan of the actor's community, or Http404."""
    rows = Plan.objects.select_related("committee__community", "community")
    found = rows.filter(community=actor.community, public_id=plan).first()
    if found is None:
        raise Http404
    return found


def goal_for(actor: Actor, *, goal: str) -> PlanGoal:
    """Return a goal of a plan in the actor's community, or Http404."""
    rows = PlanGoal.objects.select_related("plan__committee__community", "decision", "owner__user")
    found = rows.filter(plan__community=actor.community, public_id=goal).first()
    if found is None:
        raise Http404
    return found


def plans_visible_to(actor: Actor) -> list[Plan]:
    """Published plans for every member, drafts for their committee; with ``editions_out`` counted. One query."""
    rows = Plan.objects.filter(community=actor.community).select_related("committee")
    if not may_go_in(actor):
        rows = rows.filter(state=PlanState.PUBLISHED)
    elif not actor.has(*LEADERS):
        mine = Seat.objects.filter(held_by(actor)).values("committee")
        rows = rows.filter(Q(state=PlanState.PUBLISHED) | Q(committee__in=mine))
    return list(rows.annotate(editions_out=Count("editions")))


def plans_to_follow(actor: Actor) -> list[tuple[str, str]]:
    """The published plans of the community, as path and title: where an answer may lead."""
    shown = Plan.objects.filter(community=actor.community, state=PlanState.PUBLISHED).order_by("title")
    found = [(doors.url_of(plan), plan.title) for plan in shown.select_related("community")]
    return [(url, title) for url, title in found if url.startswith("/")]


def goals_of_plan(plan: Plan) -> list[PlanGoal]:
    """The goals with decision, owner, published voices (``shown_voices``) and actions (``all_actions``)."""
    voices = (
        PlanGoalVoice.objects.filter(perspective__state=PostState.PUBLISHED)
        .select_related("perspective__byline", "perspective__forum")
        .order_by("perspective_id")
    )
    goals = list(
        plan.goals.select_related("decision__meeting", "owner__user").prefetch_related(
            Prefetch("voices", queryset=voices, to_attr="shown_voices"), "owner__role_grants"
        )
    )
    decisions = [goal.decision_id for goal in goals if goal.decision_id]
    actions = (
        ActionItem.objects.filter(Q(goal__in=goals) | Q(decision__in=decisions))
        .select_related("owner__user")
        .prefetch_related("owner__role_grants")
    )
    for goal in goals:
        goal.all_actions = []
    for action in actions:
        for goal in goals:
            # An action named for one goal stands there alone; one of the decision stands with the decision's goal.
            of_goal = action.goal_id == goal.pk
            if of_goal or (action.goal_id is None and action.decision_id == goal.decision_id):
                goal.all_actions.append(action)
    return goals


def progress_of(goal: PlanGoal) -> int:
    """How far the goal has come, 0 to 100: by its measure, or without one by the share of its actions that are done.

    ``goal`` comes from :func:`goals_of_plan`. Dropped actions are not counted.
    """
    if goal.target is not None:
        current = goal.baseline if goal.current is None else goal.current
        way = (current - goal.baseline) / (goal.target - goal.baseline)
        return max(0, min(100, int(way * 100)))
    counted = [action for action in goal.all_actions if action.state != ActionState.DROPPED]
    done = sum(action.state == ActionState.DONE for action in counted)
    return done * 100 // len(counted) if counted else 0


def adopted_without_goal(plan: Plan) -> list[Decision]:
    """Decisions that the plan's committee adopted and that are no goal of this plan yet."""
    return list(
        Decision.objects.filter(meeting__committee=plan.committee, outcome=Outcome.ADOPTED)
        .exclude(goals__plan=plan)
        .annotate(cited=Count("voices"))
    )


def voices_of_goal(goal: PlanGoal) -> list[PlanGoalVoice]:
    """The published voices behind a goal, in the order they were written."""
    rows = goal.voices.filter(perspective__state=PostState.PUBLISHED)
    return list(rows.select_related("perspective__byline", "perspective__forum").order_by("perspective_id"))
