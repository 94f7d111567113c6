"""Rendering an edition: its body and, in slots, the words of the voices it cites; as a page that never changes."""

from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.composing import is_voice
from committees.enums import ActionState
from committees.slots import replacement, slot
from committees.weft import Figure, Group, Node, tall, voices_per_bead, wide
from forums.discussion.enums import PostState
from forums.discussion.models import Perspective
from mobilize.kernel.tongues import spoken


def render_edition(body: dict, *, language: str) -> str:
    """Return the page of an edition in the community's language, the same bytes for the same body and words."""
    with translation.override(language):
        words = words_of(body)
        figure = figure_of(body)
        context = {
            "body": body,
            "goals": [_goal(goal, words) for goal in body["goals"] if goal["decision"] or goal["voices"]],
            "own_goals": [
                _goal(goal, words) for goal in body["goals"] if not goal["decision"] and not goal["voices"]
            ],
            "themes": [_theme(theme) for theme in body["themes"] if theme["id"]],
            "drawings": [wide(figure), tall(figure)],
            "figure": figure,
            "per_bead": voices_per_bead(figure),
            "alone": next((len(t["voices"]) for t in body["themes"] if not t["id"]), 0),
            "answered": sum(1 for t in body["themes"] if t["answer"]),
            "language": language,
            "published_on": _day(body["published_on"]),
        }
        return render_to_string("committees/edition_body.html", context)


def words_of(body: dict) -> dict[str, SafeString]:
    """Return each cited voice's slot, by public id: its words, or why they are not shown."""
    cited = {voice["id"]: voice for goal in body["goals"] for voice in goal["voices"]}
    rows = Perspective.objects.filter(public_id__in=cited).select_related("byline", "forum")
    found = {perspective.public_id: perspective for perspective in rows}
    return {public_id: _slot(cited[public_id], found[public_id]) for public_id in cited}


def _slot(voice: dict, perspective: Perspective) -> SafeString:
    if perspective.state != PostState.PUBLISHED:
        reasons = {PostState.WITHDRAWN: "withdrawn", PostState.REMOVED: "removed"}
        return replacement(voice["id"], reasons.get(perspective.state, "hidden"))
    if not voice["quoted"]:
        return slot(
            voice["id"], format_html('<p class="quiet">{}</p>', _("These words stay inside the community."))
        )
    body = (
        mark_safe(perspective.body_html)
        if perspective.body
        else format_html("<p>{}</p>", _("No words were left here."))
    )
    # A made-up name stays inside the community: read beside other pages it could lead to a person.
    by = _("A young person") if is_voice(perspective) else _("An adult")
    return slot(
        voice["id"],
        format_html(
            '<blockquote class="stack-s stack"{}>{}</blockquote><p class="small quiet">{}</p>',
            spoken(perspective.language),
            body,
            by,
        ),
    )


def _day(iso: str | None) -> str:
    # Translators: a whole date in Django's date format letters, as in 24 November 2026.
    return date_format(date.fromisoformat(iso), pgettext("whole date", "j F Y")) if iso else ""


def _theme(theme: dict) -> dict:
    return theme | {"answer_by": _day(theme["answer"] and theme["answer"]["by_when"])}


def _who(owner: dict | None) -> str:
    if owner is None:
        return ""
    return _("a young person of the committee") if owner["young"] else owner["name"]


def _goal(goal: dict, words: dict[str, SafeString]) -> dict:
    young = sum(voice["young"] for voice in goal["voices"])
    decision = goal["decision"]
    states = dict(ActionState.choices)
    return goal | {
        "young": young,
        "voices_words": ngettext("%(count)d voice", "%(count)d voices", young) % {"count": young},
        "quotes": [words[voice["id"]] for voice in goal["voices"]],
        "owner_words": _who(goal["owner"]),
        "due": _day(goal["due_on"]),
        "done_day": _day(goal["done_on"]),
        "decision": decision and decision | {"day": _day(decision["on"])},
        "actions": [
            action
            | {
                "state_words": str(states[action["state"]]),
                "due": _day(action["due_on"]),
                "owner_words": _who(action["owner"]),
            }
            for action in goal["actions"]
        ],
    }


def figure_of(body: dict) -> Figure:
    """Return the picture of the body, in the language now active."""
    goals = body["goals"]
    decisions = [goal["decision"] for goal in goals if goal["decision"]]
    actions = [(goal, action) for goal in goals for action in goal["actions"]]
    plan = (3, 0)
    place_of_decision = {decision["id"]: (1, place) for place, decision in enumerate(decisions)}
    places_of_actions: dict[str, list] = {}
    for place, (goal, _action) in enumerate(actions):
        places_of_actions.setdefault(goal["id"], []).append((2, place))

    def after(goal: dict) -> tuple:
        return tuple(places_of_actions.get(goal["id"], ())) or (plan,)

    columns = (
        tuple(
            Node(
                "goal",
                goal["title"],
                css="k",
                to=(place_of_decision[goal["decision"]["id"]],) if goal["decision"] else after(goal),
            )
            for goal in goals
        ),
        tuple(
            Node("decision", _("Agreed"), _day_short(goal["decision"]["on"]), css="k", to=after(goal))
            for goal in goals
            if goal["decision"]
        ),
        tuple(
            Node(
                "action",
                action["title"],
                str(dict(ActionState.choices)[action["state"]]),
                _action_css(action),
                (plan,),
            )
            for goal, action in actions
        ),
        (Node("plan", _("This plan"), _("edition %(number)d") % {"number": body["number"]}, "k leaf"),),
    )
    groups = tuple(_group(theme, goals) for theme in body["themes"] if theme["voices"])
    answered = sum(group.answered for group in groups)
    answer = None
    if groups:
        note = _("%(answered)d of %(all)d") % {"answered": answered, "all": len(groups)}
        answer = Node("answer", _("Answered"), note, "k sky" if answered else "k to")
    heading = ngettext("%(count)d voice", "%(count)d voices", body["voices"]) % {"count": body["voices"]}
    return Figure(groups, columns, answer, heading)


def _action_css(action: dict) -> str:
    return {"done": "k leaf", "open": "k", "dropped": "k to"}[action["state"]]


def _day_short(iso: str) -> str:
    # Translators: a short date in Django's date format letters, as in 24 Nov.
    return date_format(date.fromisoformat(iso), pgettext("short date", "j M"))


def _group(theme: dict, goals: list[dict]) -> Group:
    mine = set(theme["voices"])
    to = tuple(
        (0, place) for place, goal in enumerate(goals) if mine & {voice["id"] for voice in goal["voices"]}
    )
    if not theme["id"]:
        return Group(len(mine), None, to, theme["all_answered"])
    note = ngettext("%(count)d voice", "%(count)d voices", len(mine)) % {"count": len(mine)}
    return Group(len(mine), Node("theme", theme["title"], note, "k", to), to, theme["answer"] is not None)
