"""What stands with a decision: the voices it cites, what is to do, and the plans it became a goal of."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from committees.enums import PlanState
from committees.models import ActionItem, Decision, Plan, PlanGoal
from forums.discussion.enums import PostState
from forums.discussion.models import Perspective
from mobilize.kernel.together import together


@dataclass(frozen=True)
class DecisionFile:
    """What stands with a decision: its published voices in the order they were written, actions by day, plans."""

    voices: list[Perspective]
    actions: list[ActionItem]
    plans: list[Plan]


def file_of(decision: Decision) -> DecisionFile:
    """Return what stands with a decision. One query. Which voices a reader may read is for the caller to ask."""
    told = together(
        voices=Perspective.objects.filter(decision_voices__decision=decision, state=PostState.PUBLISHED)
        .select_related("forum", "byline")
        .order_by("pk"),
        actions=decision.actions.select_related("owner__user").order_by("due_on", "id"),
        plans=Plan.objects.filter(
            Exists(PlanGoal.objects.filter(plan=OuterRef("pk"), decision=decision)), state=PlanState.PUBLISHED
        ),
    )
    return DecisionFile(told["voices"], told["actions"], told["plans"])
