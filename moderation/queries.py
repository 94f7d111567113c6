"""Readers of the desk, named for their reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.db.models import Count, F, Q, Value, When

from mobilize.kernel import authority
from mobilize.kernel.refusal import Refused
from mobilize.kernel.together import together
from moderation import handlers
from moderation.enums import OPEN_CASES, RULING, CaseState, FlagReason, Outcome, Severity
from moderation.models import Case, Flag, Ruling, SeverityChange, StaffedHours, Summons
from moderation.models.desk import DRILL
from people.actors import Actor
from people.models import Holiday, Membership, Statement
from people.queries import adults_of

PAGE = 25
_RANK = models.Case(
    *(When(severity=severity, then=Value(rank)) for rank, severity in enumerate(reversed(Severity.values))),
    output_field=models.IntegerField(),
)  # the gravest first: S1 is 0, S0 is 4


def subject_for(actor: Actor, *, kind: str, public_id: str) -> handlers.Subject:
    """Return a contribution that ``actor`` can read and so report. Errors: ``Refused("not_found")``."""
    subject = handlers.of(kind).subject(public_id) if handlers.known(kind) else None
    if subject is None:
        raise Refused("not_found")
    authority.require(actor, "moderation.report", subject)
    return subject


def _open_cases(actor: Actor):
    """What the moderator may see: not what complains about them (rule 12)."""
    return Case.objects.filter(community=actor.community, state__in=OPEN_CASES).exclude(
        about=actor.membership
    )


def queue_for(actor: Actor, *, after: str = "") -> tuple[list[Case], str]:
    """Return a page of waiting cases, the gravest and most urgent first, and the cursor of the next page.

    The cursor says rank, time and id of the last case shown; a broken one begins at the start.
    """
    cases = _in_line(actor)
    try:
        told_rank, told_moment, told_pk = after.split("_")
        rank, moment, pk = int(told_rank), datetime.fromisoformat(told_moment).astimezone(UTC), int(told_pk)
    except (ValueError, OverflowError):  # also a day at the end of the calendar
        pass
    else:
        later = Q(expected_by__gt=moment) | Q(expected_by=moment, id__gt=pk)
        cases = cases.filter(Q(rank__gt=rank) | (Q(rank=rank) & later))
    return _page(list(cases[: PAGE + 1]))


def _in_line(actor: Actor):
    """What waits, in the order in which it should be read."""
    return (
        _open_cases(actor)
        .select_related("byline")
        .annotate(rank=_RANK, reports=Count("flags"))
        .order_by("rank", "expected_by", "id")
    )


def _page(cases: list) -> tuple[list[Case], str]:
    last = cases[PAGE - 1] if len(cases) > PAGE else None
    return cases[:PAGE], f"{last.rank}_{last.expected_by.isoformat()}_{last.pk}" if last else ""


def queue_counts_for(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Return how many cases wait, and how many of them are late."""
    # A drill waits like any other, but is counted nowhere.
    return (
        _open_cases(actor)
        .exclude(subject_kind=DRILL)
        .aggregate(waiting=Count("id"), late=Count("id", filter=Q(expected_by__lt=now)))
    )


def next_case_for(actor: Actor) -> Case | None:
    """Return the case the moderator would take up next."""
    return _open_cases(actor).annotate(rank=_RANK).order_by("rank", "expected_by", "id").first()


def case_of(actor: Actor, *, case: str) -> Case:
    """Return the case by its public id. Errors: ``Refused("not_found")``; the access rule looks at it next."""
    found = (
        Case.objects.filter(community=actor.community, public_id=case)
        .select_related("byline", "community", "about__user", "wish")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


@dataclass(frozen=True)
class CaseFile:
    """What lies with a case: every report, every ruling on its subject, and the adults it could be about."""

    flags: list[Flag]
    rulings: list[Ruling]
    adults: list[Membership]
    summonses: list[Summons]  # who was called about it, and whether they answered
    statements: list[Statement]  # what its author says about the ruling (rule 54)
    severity_changes: list[SeverityChange]  # who called it graver or milder, and why
    two_people: bool  # a complaint about an adult takes two to remove (rule 12)
    queue: list[Case]  # what else waits, for whoever works at the desk, and the cursor of what follows
    following: str


def file_of(case: Case, *, own: bool, now: datetime, beside: Actor | None = None) -> CaseFile:
    """Return what lies with the case; no report for the reported (``own``), at the desk or not (rule 20). One query.

    Rulings are this case's and earlier ones' about the same subject, with who ruled. ``beside``: whose queue stands
    beside it; whoever was only called about this case sees it alone.
    """
    told = together(
        flags=case.flags.select_related("reporter__user").order_by("id"),
        rulings=Ruling.objects.filter(case__subject_kind=case.subject_kind, case__subject_id=case.subject_id)
        .select_related("by", "case")
        .order_by("id"),
        adults=adults_of(case.community, now=now),
        summonses=case.summonses.select_related("membership__user").order_by("id"),
        statements=Statement.objects.filter(about_kind=RULING, about_id=case.public_id).order_by("id"),
        severity_changes=case.severity_changes.select_related("by").order_by("id"),
        **({"queue": _in_line(beside)[: PAGE + 1]} if beside else {}),
    )
    queue, following = _page(told.get("queue", []))
    about_adult = any(flag.reason == FlagReason.ABOUT_ADULT for flag in told["flags"])
    return CaseFile(
        flags=[] if own else told["flags"],
        rulings=told["rulings"],
        adults=told["adults"],
        summonses=told["summonses"],
        statements=told["statements"],
        severity_changes=told["severity_changes"],
        two_people=bool(case.about_id) or about_adult,
        queue=queue,
        following=following,
    )


def reports_of(actor: Actor):
    """The reporter's own reports, newest first, with the state of each case."""
    return Flag.objects.filter(reporter=actor.membership).select_related("case").order_by("-id")


def untold_reports(actor: Actor) -> int:
    """Return how many of the actor's reports have an outcome they have not seen."""
    return reports_of(actor).filter(told_at=None).exclude(case__state__in=OPEN_CASES).count()


@dataclass(frozen=True)
class WordForAuthor:
    """What an author is told about their contribution: why it waits and until when, or what was ruled.

    ``reply`` comes from the desk and is signed with the role; who ruled is never said (rule 2).
    """

    waits: bool
    why: str = ""  # while it waits: the sentence of the case's reason
    expected_by: datetime | None = None
    outcome: str = ""  # once ruled: one of Outcome
    reason: str = ""  # the sentence of the ruling's reason
    reply: str = ""
    at: datetime | None = None


def words_for_authors(kind: str, public_ids: Iterable[str]) -> dict[str, WordForAuthor]:
    """Return the desk's last word on each contribution of ``kind``, by public id. Two queries.

    The caller has made sure that the reader is the author. A report of others shows only once it was ruled on.
    """
    cases = Case.objects.filter(subject_kind=kind, subject_id__in=list(public_ids)).order_by("id")
    latest = {case.subject_id: case for case in cases}
    final = Ruling.objects.filter(
        case__in=[case.pk for case in latest.values()], created_at=F("case__ruled_at")
    ).order_by("id")
    rulings = {ruling.case_id: ruling for ruling in final}
    words = {}
    for public_id, case in latest.items():
        ruling = rulings.get(case.pk)
        if case.state in OPEN_CASES and case.reason != "reported":
            words[public_id] = WordForAuthor(
                waits=True, why=case.get_reason_display(), expected_by=case.expected_by
            )
        elif ruling and (ruling.reply or ruling.outcome != Outcome.RELEASE):
            words[public_id] = WordForAuthor(
                waits=False,
                outcome=ruling.outcome,
                reason=ruling.get_reason_display() if ruling.reason else "",
                reply=ruling.reply,
                at=ruling.created_at,
            )
    return words


def shifts_of(actor: Actor):
    """The community's staffed hours, by day."""
    return StaffedHours.objects.filter(community=actor.community)


def shift_of(actor: Actor, *, shift: int) -> StaffedHours:
    """Return one shift. Errors: ``Refused("not_found")``."""
    found = shifts_of(actor).filter(pk=shift).first()
    if found is None:
        raise Refused("not_found")
    return found


def holiday_of(actor: Actor, *, holiday: int) -> Holiday:
    """Return one holiday. Errors: ``Refused("not_found")``."""
    found = Holiday.objects.filter(community=actor.community, pk=holiday).first()
    if found is None:
        raise Refused("not_found")
    return found


def is_open(case: Case) -> bool:
    return case.state in {CaseState.WAITING, CaseState.REMOVAL_PROPOSED}
