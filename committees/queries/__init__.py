"""Readers of committees and plans, named for their reader."""

from committees.queries.candidates import possible_holders, possible_owners
from committees.queries.decisions import file_of
from committees.queries.editions import (
    PublicEdition,
    edition_for_public,
    edition_read_by,
    editions_of,
    intact,
    published_plans,
)
from committees.queries.plans import (
    adopted_without_goal,
    beside_goals,
    goal_for,
    goals_of_plan,
    plan_for,
    plans_visible_to,
    progress_of,
    voices_of_goal,
)
from committees.queries.rooms import (
    actions_open_for,
    committee_for,
    committees_visible_to,
    decision_for,
    meeting_for,
    meeting_room,
    room_of,
    seats_of,
    table_of,
)
from committees.queries.suggestions import picks_from

__all__ = [
    "PublicEdition",
    "actions_open_for",
    "adopted_without_goal",
    "beside_goals",
    "committee_for",
    "committees_visible_to",
    "decision_for",
    "edition_for_public",
    "edition_read_by",
    "editions_of",
    "file_of",
    "goal_for",
    "goals_of_plan",
    "intact",
    "meeting_for",
    "meeting_room",
    "picks_from",
    "plan_for",
    "plans_visible_to",
    "possible_holders",
    "possible_owners",
    "progress_of",
    "published_plans",
    "room_of",
    "seats_of",
    "table_of",
    "voices_of_goal",
]
