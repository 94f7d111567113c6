"""What changed from one edition to the next, in whole sentences."""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.enums import ActionState


def between(old: dict, new: dict, *, language: str) -> list[str]:
    """Return a sentence for each change between two bodies, in ``language``, in the order of the plan."""
    with translation.override(language):
        found = []
        if old["title"] != new["title"]:
            found.append(_("The title was “%(old)s”.") % {"old": old["title"]})
        if old["summary"] != new["summary"]:
            found.append(_("The summary was rewritten."))
        before = {goal["id"]: goal for goal in old["goals"]}
        for goal in new["goals"]:
            if goal["id"] in before:
                found += _goal(before[goal["id"]], goal)
            else:
                found.append(_("New goal: “%(goal)s”.") % {"goal": goal["title"]})
        for gone in before.keys() - {goal["id"] for goal in new["goals"]}:
            found.append(_("Goal taken out: “%(goal)s”.") % {"goal": before[gone]["title"]})
        found += _answers(old, new)
        return found


def _day(iso: str | None) -> str:
    if not iso:
        return _("no date")
    # Translators: a whole date in Django's date format letters, as in 24 November 2026.
    return date_format(date.fromisoformat(iso), pgettext("whole date", "j F Y"))


def _goal(old: dict, new: dict) -> list[str]:
    found = []
    name = {"goal": new["title"]}
    if old["title"] != new["title"]:
        found.append(_("The goal “%(old)s” is now called “%(goal)s”.") % (name | {"old": old["title"]}))
    if old["percent"] != new["percent"]:
        told = name | {"old": old["percent"], "new": new["percent"]}
        found.append(_("“%(goal)s” moved from %(old)d to %(new)d percent.") % told)
    if old["due_on"] != new["due_on"]:
        told = name | {"old": _day(old["due_on"]), "new": _day(new["due_on"])}
        found.append(_("“%(goal)s” is due on %(new)s. Before: %(old)s.") % told)
    if old["owner"] != new["owner"]:
        words = _("“%(goal)s” has another owner.") if old["owner"] else _("“%(goal)s” has an owner now.")
        found.append(words % name)
    measure = ("indicator", "unit", "baseline", "target")
    if any(old[key] != new[key] for key in measure):
        first = not any(old[key] for key in measure)
        words = _("“%(goal)s” has a measure now.") if first else _("“%(goal)s” is measured in another way.")
        found.append(words % name)
    if old["done"] != new["done"] and new["done"]:
        found.append(_("“%(goal)s”: %(done)s") % (name | {"done": new["done"]}))
    found += _voices(old, new, name)
    before = {action["id"]: action for action in old["actions"]}
    for action in new["actions"]:
        found += _action(before.get(action["id"]), action)
    return found


def _voices(old: dict, new: dict, name: dict) -> list[str]:
    came = {v["id"] for v in new["voices"]} - {v["id"] for v in old["voices"]}
    went = {v["id"] for v in old["voices"]} - {v["id"] for v in new["voices"]}
    found = []
    if came:
        words = ngettext(
            "%(count)d more voice stands behind “%(goal)s”.",
            "%(count)d more voices stand behind “%(goal)s”.",
            len(came),
        )
        found.append(words % (name | {"count": len(came)}))
    if went:
        words = ngettext(
            "%(count)d voice behind “%(goal)s” is not shown any more.",
            "%(count)d voices behind “%(goal)s” are not shown any more.",
            len(went),
        )
        found.append(words % (name | {"count": len(went)}))
    return found


def _action(old: dict | None, new: dict) -> list[str]:
    name = {"action": new["title"]}
    if old is None:
        return [_("New action: “%(action)s”.") % name]
    found = []
    if old["state"] != new["state"]:
        state = str(dict(ActionState.choices)[new["state"]])
        found.append(_("The action “%(action)s” is now: %(state)s.") % (name | {"state": state}))
    if old["due_on"] != new["due_on"]:
        found.append(_("The action “%(action)s” is due on %(day)s.") % (name | {"day": _day(new["due_on"])}))
    return found


def _answers(old: dict, new: dict) -> list[str]:
    before = {theme["id"] for theme in old["themes"] if theme["answer"]}
    return [
        _("“%(theme)s” has been answered.") % {"theme": theme["title"]}
        for theme in new["themes"]
        if theme["answer"] and theme["id"] not in before
    ]
