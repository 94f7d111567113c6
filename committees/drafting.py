"""Minutes draft themselves: from attendance, the agenda, decisions and actions, as Markdown."""

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import ActionItem, Decision, Meeting


def minutes_of(meeting: Meeting) -> str:
    """Return the draft in the community's language and time. ``meeting`` has its opening and closing moments."""
    community = meeting.committee.community
    with translation.override(community.language), timezone.override(community.zone):
        parts = [_head(meeting), _present(meeting), _agenda(meeting)]
        decisions = list(meeting.decisions.prefetch_related("voices"))
        parts += [_decision(decision) for decision in decisions]
        parts.append(_actions(decisions))
        return "\n\n".join(part for part in parts if part)


def _clock(moment) -> str:
    return date_format(timezone.localtime(moment), pgettext("time of day", "G:i"))


def _day(day) -> str:
    # Translators: a whole date in Django's date format letters, as in 24 November 2026.
    return date_format(day, pgettext("whole date", "j F Y"))


def _head(meeting: Meeting) -> str:
    return _("**%(committee)s: %(title)s.** %(day)s, %(begin)s to %(end)s. %(place)s.") % {
        "committee": meeting.committee.name,
        "title": meeting.title,
        "day": _day(timezone.localtime(meeting.opened_at)),
        "begin": _clock(meeting.opened_at),
        "end": _clock(meeting.closed_at),
        "place": meeting.place,
    }


def _present(meeting: Meeting) -> str:
    lines = []
    for row in meeting.attendances.select_related("membership__user", "seat"):
        words = {
            "name": row.membership.user.name,
            "role": row.seat.get_role_display(),
            "side": row.get_side_display(),
            "arrived": _clock(row.arrived_at),
            "left": _clock(row.left_at or meeting.closed_at),
        }
        lines.append(_("- %(name)s (%(role)s, %(side)s), %(arrived)s to %(left)s") % words)
    title = _("**Who was there**")
    return "\n".join([title, "", *(lines or [_("- Nobody was marked as there.")])])


def _agenda(meeting: Meeting) -> str:
    items = list(meeting.items.all())
    lines = [f"{place}. {item.title} ({item.get_kind_display()})" for place, item in enumerate(items, 1)]
    return "\n".join([_("**Agenda**"), "", *lines]) if lines else ""


def _decision(decision: Decision) -> str:
    counts = _(
        "Young people: %(yf)d for, %(ya)d against, %(ys)d aside. Adults: %(af)d for, %(aa)d against, %(as)d aside."
    ) % {
        "yf": decision.youth_for,
        "ya": decision.youth_against,
        "ys": decision.youth_aside,
        "af": decision.adult_for,
        "aa": decision.adult_against,
        "as": decision.adult_aside,
    }
    cited = len(decision.voices.all())
    said = ngettext("It cites %(count)d voice.", "It cites %(count)d voices.", cited) % {"count": cited}
    lines = [
        _("**Decision: %(title)s.** %(outcome)s.")
        % {"title": decision.title, "outcome": decision.get_outcome_display()},
        "",
        decision.text,
        "",
        counts + " " + (said if cited else _("No voice cited.")),
    ]
    if decision.reason:
        lines += ["", _("Because: %(reason)s") % {"reason": decision.reason}]
    if decision.dissent:
        lines += ["", _("Other views: %(dissent)s") % {"dissent": decision.dissent}]
    return "\n".join(lines)


def _actions(decisions: list[Decision]) -> str:
    rows = ActionItem.objects.filter(decision__in=decisions).select_related("owner__user")
    lines = [
        _("- %(what)s: %(who)s, by %(day)s")
        % {
            "what": action.title,
            "who": action.owner.user.name,
            "day": _day(action.due_on),
        }
        for action in rows
    ]
    return "\n".join([_("**What is to do**"), "", *lines]) if lines else ""
