"""Readers of plans as they are worked on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from committees import doors
from committees.enums import ActionState, Outcome, PlanState
from committees.models import ActionItem, Decision, Plan, PlanEdition, PlanGoal, PlanGoalVoice, Seat
from committees.queries.editions import editions_of
from committees.queries.rooms import held_by, may_go_in
from committees.rules import LEADERS
from forums.discussion.enums import PostState
from mobilize.kernel.keyset import Page, page_of, turn_of
from mobilize.kernel.together import together
from people.actors import Actor
from people.enums import Role
from people.models import RoleGrant

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _All(TypedDict):
        """What stands with a goal."""

        owner_young: bool
        shown_voices: list[PlanGoalVoice]
        all_actions: list[ActionItem]

    ToldGoal = WithAnnotations[PlanGoal, _All]

PAGE = 30


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


def plans_visible_to(actor: Actor, asked: Mapping) -> Page:
    """Return a page of the plans, newest first: published ones for every member, drafts for their committee.

    Each has ``editions_out``. ``asked`` says which page. One query.
    """
    rows = Plan.objects.filter(community=actor.community).select_related("committee")
    if not may_go_in(actor):
        rows = rows.filter(state=PlanState.PUBLISHED)
    elif not actor.has(*LEADERS):
        mine = Seat.objects.filter(held_by(actor)).values("committee")
        rows = rows.filter(Q(state=PlanState.PUBLISHED) | Q(committee__in=mine))
    return page_of(rows.annotate(editions_out=Count("editions")), asked, size=PAGE)


def plans_to_follow(actor: Actor) -> list[tuple[str, str]]:
    """The published plans of the community, as path and title: where an answer may lead."""
    shown = Plan.objects.filter(community=actor.community, state=PlanState.PUBLISHED).order_by("title")
    plans = list(shown.select_related("community"))
    urls = doors.urls_of(plans)
    return [(urls[plan.pk], plan.title) for plan in plans if urls[plan.pk].startswith("/")]


def _is_young(place: str) -> Exists:
    """Tell of the membership that ``place`` names whether it is, or was, a student's."""
    return Exists(RoleGrant.objects.filter(membership=OuterRef(place), role=Role.STUDENT))


def goals_of_plan(plan: Plan) -> "list[ToldGoal]":
    """The goals with decision, owner, published voices (``shown_voices``) and actions (``all_actions``). Two queries.

    ``owner_young`` tells of a goal and of an action whether its owner is a young person.
    """
    goals = list(
        plan.goals.select_related("decision__meeting", "owner__user").annotate(owner_young=_is_young("owner"))
    )
    decisions = [goal.decision_id for goal in goals if goal.decision_id]
    told = together(
        voices=PlanGoalVoice.objects.filter(goal__in=goals, perspective__state=PostState.PUBLISHED)
        .select_related("perspective__byline", "perspective__forum")
        .order_by("perspective_id"),
        actions=ActionItem.objects.filter(Q(goal__in=goals) | Q(decision__in=decisions))
        .select_related("owner__user")
        .annotate(owner_young=_is_young("owner"))
        .order_by("due_on", "id"),
    )
    return [
        _with_all(
            goal,
            [voice for voice in told["voices"] if voice.goal_id == goal.pk],
            # An action named for one goal stands there alone; one of the decision stands with the decision's goal.
            [
                action
                for action in told["actions"]
                if action.goal_id == goal.pk
                or (action.goal_id is None and action.decision_id == goal.decision_id)
            ],
        )
        for goal in goals
    ]


def _with_all(goal: PlanGoal, voices: list[PlanGoalVoice], actions: list[ActionItem]) -> "ToldGoal":
    told = cast("ToldGoal", goal)
    told.shown_voices, told.all_actions = voices, actions
    return told


def progress_of(goal: "ToldGoal") -> int:
    """How far the goal has come, 0 to 100: by its measure, or without one by the share of its actions that are done.

    ``goal`` comes from :func:`goals_of_plan`. Dropped actions are not counted.
    """
    if goal.target is not None and goal.baseline is not None:  # a measure has both
        current = goal.baseline if goal.current is None else goal.current
        way = (current - goal.baseline) / (goal.target - goal.baseline)
        return max(0, min(100, int(way * 100)))
    counted = [action for action in goal.all_actions if action.state != ActionState.DROPPED]
    done = sum(action.state == ActionState.DONE for action in counted)
    return done * 100 // len(counted) if counted else 0


def adopted_without_goal(plan: Plan) -> QuerySet[Decision]:
    """Decisions that the plan's committee adopted and that are no goal of this plan yet."""
    return (
        Decision.objects.filter(meeting__committee=plan.committee, outcome=Outcome.ADOPTED)
        .exclude(goals__plan=plan)
        .annotate(cited=Count("voices"))
        .order_by("-pk")
    )


def beside_goals(plan: Plan, asked: Mapping) -> tuple[Page, list[PlanEdition]]:
    """Return a page of the decisions that could become goals, latest first, and the editions. One query."""
    turn = turn_of(adopted_without_goal(plan), asked, size=PAGE, name="waiting")
    told = together(waiting=turn.rows, editions=editions_of(plan))
    return turn.page(told["waiting"]), told["editions"]


def voices_of_goal(goal: PlanGoal) -> list[PlanGoalVoice]:
    """The published voices behind a goal, in the order they were written."""
    rows = goal.voices.filter(perspective__state=PostState.PUBLISHED)
    return list(rows.select_related("perspective__byline", "perspective__forum").order_by("perspective_id"))
