"""The body of an edition: everything a plan says, as plain data, with people's words by reference."""

import hashlib
import json
from datetime import datetime

from committees.models import Plan
from committees.queries import goals_of_plan, progress_of
from forums.discussion.enums import NameMode
from forums.discussion.models import Answer, Perspective, ThemeSource
from mobilize.kernel.together import together
from people.enums import Side


def quotable(perspective: Perspective) -> bool:
    """Tell whether the words may leave the community: made-up names, and written for every age band.

    Who spoke under a real name, or to one age band only, spoke to them and not to the public.
    """
    forum = perspective.forum
    return forum.name_mode == NameMode.PSEUDONYMOUS and not forum.bands


def is_voice(perspective: Perspective) -> bool:
    """Tell whether a young person said it: not an adult, and not the hosts to begin with."""
    return perspective.byline.side == Side.YOUTH and not perspective.host_seed


def body_of(plan: Plan, *, number: int, now: datetime) -> dict:
    """Return the plan as it stands now, ready to be kept as JSON. A constant number of queries."""
    goals = goals_of_plan(plan)
    voices = {shown.perspective_id: shown.perspective for goal in goals for shown in goal.shown_voices}
    zone = plan.community.zone
    return {
        "number": number,
        "published_on": now.astimezone(zone).date().isoformat(),
        "title": plan.title,
        "summary": plan.summary,
        "community": plan.community.name,
        "committee": plan.committee.name,
        "voices": sum(is_voice(perspective) for perspective in voices.values()),
        "goals": [_goal(goal, zone) for goal in goals],
        "themes": _themes(voices),
    }


def digest_of(body: dict) -> str:
    """A short name for what the body says, whenever it is published: the preview and the edition can be compared."""
    said = {key: value for key, value in body.items() if key not in {"number", "published_on"}}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _owner(thing) -> dict | None:
    """Adults are named in public; young people are not. ``thing`` is a goal or an action of :func:`goals_of_plan`."""
    if thing.owner is None:
        return None
    young = bool(thing.owner_young)
    return {"young": young, "name": "" if young else thing.owner.user.name}


def _number(value) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _goal(goal, zone) -> dict:
    return {
        "id": goal.public_id,
        "title": goal.title,
        "indicator": goal.indicator,
        "unit": goal.unit,
        "baseline": _number(goal.baseline),
        "target": _number(goal.target),
        "current": _number(goal.current),
        "percent": progress_of(goal),
        "done": goal.progress_note,
        "done_on": goal.progress_at.astimezone(zone).date().isoformat() if goal.progress_at else None,
        "owner": _owner(goal),
        "due_on": goal.due_on.isoformat() if goal.due_on else None,
        "voices": [
            {
                "id": shown.perspective.public_id,
                "young": is_voice(shown.perspective),
                "quoted": shown.quoted and quotable(shown.perspective),
            }
            for shown in goal.shown_voices
        ],
        "decision": _decision(goal.decision, zone) if goal.decision else None,
        "actions": [
            {
                "id": action.public_id,
                "title": action.title,
                "state": action.state,
                "due_on": action.due_on.isoformat(),
                "owner": _owner(action),
            }
            for action in goal.all_actions
        ],
    }


def _decision(decision, zone) -> dict:
    names = ("youth_for", "youth_against", "youth_aside", "adult_for", "adult_against", "adult_aside")
    return {
        "id": decision.public_id,
        "title": decision.title,
        "text": decision.text,
        "reason": decision.reason,
        "dissent": decision.dissent,
        "on": decision.created_at.astimezone(zone).date().isoformat(),
        "positions": {name: getattr(decision, name) for name in names},
    }


def _themes(voices: dict[int, Perspective]) -> list[dict]:
    """The themes that these voices stand in, with the answer to each; voices in no theme stand at the end, together."""
    told = together(
        sources=ThemeSource.objects.filter(perspective__in=voices)
        .select_related("theme__answer__by__user")
        .order_by("theme_id", "perspective_id"),
        answers=Answer.objects.filter(perspective__in=voices).select_related("perspective"),
    )
    themes: dict[int, dict] = {}
    for row in told["sources"]:
        theme = themes.setdefault(
            row.theme_id,
            {
                "id": row.theme.public_id,
                "title": row.theme.title,
                "voices": [],
                "answer": _answer(getattr(row.theme, "answer", None)),
            },
        )
        if is_voice(voices[row.perspective_id]):
            theme["voices"].append(voices[row.perspective_id].public_id)
    themed = {public_id for theme in themes.values() for public_id in theme["voices"]}
    rest = [p for p in voices.values() if is_voice(p) and p.public_id not in themed]
    found = list(themes.values())
    if rest:
        answered = {answer.perspective.public_id for answer in told["answers"]}
        ids = sorted(p.public_id for p in rest)
        found.append(
            {"id": "", "title": "", "voices": ids, "answer": None, "all_answered": answered >= set(ids)}
        )
    return found


def _answer(answer: Answer | None) -> dict | None:
    if answer is None:
        return None
    return {
        "id": answer.public_id,
        "kind": answer.kind,
        "heard": answer.heard,
        "act": answer.act,
        "because": answer.because,
        "by_when": answer.by_when.isoformat(),
        "by": answer.by.user.name,
    }
