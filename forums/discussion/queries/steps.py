"""How far the voices of one forum have come, for the thread at the top of its page."""

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.discussion.enums import PostState
from forums.discussion.models import Forum, Perspective
from mobilize.kernel.tongues import said_in

COUNT_SECONDS = 60


def voices_of(forum: Forum, last: int, out_of_sight: int) -> tuple[int, int]:
    """Return how many perspectives are published, and from how many people.

    Counting a large forum takes long, so the counts are kept for a minute under what changes with them: publishing
    raises the last position, taking away raises what is out of sight.
    """
    key = f"discussion.voices.{forum.pk}.{last}.{out_of_sight}"
    found = cache.get(key)
    if found is None:
        published = Perspective.objects.filter(forum=forum, state=PostState.PUBLISHED)
        total = published.aggregate(voices=Count("pk"), people=Count("byline", distinct=True))
        found = total["voices"], total["people"]
        cache.set(key, found, COUNT_SECONDS)
    return found


def steps_of(
    forum: Forum, *, voices: tuple[int, int], themes: list, causes: list[dict], alone: int
) -> list[dict]:
    """Return the steps that ``chain_steps`` draws: how far this forum's voices have come."""
    said, people = voices
    found = {line["cause_kind"]: line for line in causes}  # the last of each kind
    answered = sum(theme.answered for theme in themes)
    steps = [
        _step(
            "voice",
            ngettext("%(count)d perspective", "%(count)d perspectives", said) % {"count": said},
            ngettext("from %(count)d person", "from %(count)d people", people) % {"count": people},
            reached=said > 0,
        ),
        _step(
            "theme",
            ngettext("%(count)d theme", "%(count)d themes", len(themes)) % {"count": len(themes)}
            if themes
            else _("Themes"),
            reached=bool(themes),
        ),
    ]
    for kind, name in (
        ("goal", _("Goal")),
        ("decision", _("Decision")),
        ("action", _("Action")),
        ("plan", _("Plan")),
    ):
        cause = found.get(kind)
        url, title = (cause["cause_url"], cause["cause_title"]) if cause else ("", "")
        note = said_in(title, forum.community.language) if title else ""
        steps.append(_step(kind, name, note, url=url, reached=cause is not None))
    steps.append(
        _step(
            "answer",
            _("Answer"),
            _answers_note(forum, answered, len(themes), alone),
            reached=bool(answered or alone),
        )
    )
    reached = [step for step in steps if step["reached"]]
    if reached:
        reached[-1]["now"] = True
    return steps


def _step(kind: str, title: str, note: str = "", *, url: str = "", reached: bool) -> dict:
    return {"kind": kind, "title": title, "note": note, "url": url, "reached": reached, "now": False}


def _answers_note(forum: Forum, answered: int, themes: int, alone: int) -> str:
    if answered and not alone:
        return _("%(answered)d of %(themes)d themes answered.") % {"answered": answered, "themes": themes}
    if answered or alone:
        return _("%(answered)d of %(themes)d themes answered, and %(alone)d single voices.") % {
            "answered": answered,
            "themes": themes,
            "alone": alone,
        }
    if forum.named_adult:
        return _("Owed by %(adult)s.") % {"adult": forum.named_adult.user.name}
    return ""
