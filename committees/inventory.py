"""What the tables of committees and plans are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_OF_ALL: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.TASK,
    "copy": "yes, where one sat and what one owned",
    "end": "with the community: what was decided stays, and after erasure without a name",
}
_PLAIN: dict[str, Any] = {"end": "with the community"}

keeps(
    "committees.Committee",
    {
        "community name kind state": "which committee",
        "purpose powers limits": "what it is for, and what it can and cannot change",
        "quorum_percent minimum_youth_percent decision_rule": "how it decides",
    },
    **_PLAIN,
)
keeps(
    "committees.Seat",
    {
        "committee side role": "a place at the table",
        "holder begins_on ends_on closed_at": "who sits there, and until when",
    },
    **_OF_ALL,
)
keeps(
    "committees.Meeting",
    {
        "committee title starts_at place state": "which meeting, when and where",
        "opened_at closed_at version": "how far it is",
        "minutes minutes_html": "what was said, in the words of the committee",
        "approved_at approved_by minutes_hash": "who approved the minutes, and that they are as approved",
    },
    **_OF_ALL,
)
keeps(
    "committees.AgendaItem",
    {
        "meeting position kind title minutes_planned note": "what a meeting talks about",
        "theme poll": "which voices or votes it takes up",
    },
    **_PLAIN,
)
keeps(
    "committees.Attendance",
    {
        "meeting seat membership side": "who was there",
        "arrived_at left_at": "makes the quorum true at each moment",
    },
    **_OF_ALL,
)
keeps(
    "committees.Decision",
    {
        "meeting item option": "where it was decided, and on which goal",
        "outcome title text reason dissent": "what was decided, why, and what others thought",
        "youth_for youth_against youth_aside adult_for adult_against adult_aside": "how many stood where",
        "youth_present adult_present": "how many were there",
        "recorded_by": "who wrote it down",
    },
    **_OF_ALL,
)
keeps("committees.DecisionVoice", {"decision perspective": "which voices it rests on"}, **_PLAIN)
keeps(
    "committees.ActionItem",
    {
        "committee decision goal title": "what is to be done because of a decision",
        "owner due_on": "who does it, and by when",
        "state evidence settled_at": "what shows that it was done",
    },
    **_OF_ALL,
)
keeps("committees.Plan", {"community committee title summary state": "what a community will do"}, **_PLAIN)
keeps(
    "committees.PlanGoal",
    {
        "plan decision position title": "one goal of a plan",
        "indicator unit baseline target current": "how it is measured",
        "progress_note progress_at": "how far it has come",
        "owner due_on": "who answers for it, and by when",
    },
    **_OF_ALL,
)
keeps("committees.PlanGoalVoice", {"goal perspective quoted": "which voices are behind a goal"}, **_PLAIN)
keeps(
    "committees.PlanEdition",
    {
        "plan number title language": "one published edition",
        "published_at published_by": "who published it, and when",
        "body html sha256": "what everybody can read, and that it is as published",
        "changes redactions": "what changed, and whose words were taken out and why",
    },
    **_OF_ALL,
)
keeps(
    "committees.EditionVoice", {"edition perspective": "where to look when a voice is taken back"}, **_PLAIN
)
