"""Committees: who sits where, what they decided, and the plans that came of it."""

from committees.models.committee import Committee, Seat
from committees.models.meetings import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    DecisionVoice,
    Meeting,
)
from committees.models.plans import EditionVoice, Plan, PlanEdition, PlanGoal, PlanGoalVoice

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "Committee",
    "Decision",
    "DecisionVoice",
    "EditionVoice",
    "Meeting",
    "Plan",
    "PlanEdition",
    "PlanGoal",
    "PlanGoalVoice",
    "Seat",
]
