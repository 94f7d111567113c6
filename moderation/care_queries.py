"""Readers of what comes after a grave case, and of appeals, named for their reader."""

from datetime import date, datetime
from typing import cast

from django.db.models import Count, IntegerField, Q, Subquery
from django.db.models.functions import Coalesce

from mobilize.kernel.refusal import Refused
from moderation.duty_queries import speaks_of_danger
from moderation.enums import OPEN_CASES, AppealState
from moderation.models import AfterCheck, Appeal, Case, Drill, Ruling
from people.actors import Actor
from people.models import Community


def crisis_of(*, kind: str, public_id: str) -> Case | None:
    """Return the open grave case of words that told of danger or harm, whose author is answered at once (rule 16).

    The caller knows that the reader is the author.
    """
    case = (
        Case.objects.filter(subject_kind=kind, subject_id=public_id, state__in=OPEN_CASES)
        .select_related("wish")
        .first()
    )
    return case if case is not None and case.is_grave and speaks_of_danger(case) else None


def care_case_of(actor: Actor, *, kind: str, public_id: str) -> Case:
    """Return the last case about these words. Errors: ``Refused("not_found")``; the access rule looks at it next."""
    found = (
        Case.objects.filter(community=actor.community, subject_kind=kind, subject_id=public_id)
        .select_related("byline", "community", "wish")
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def last_reply(case: Case) -> str:
    """Return what the desk wrote to the author, or ""."""
    ruling = case.rulings.exclude(reply="").order_by("-id").first()
    return ruling.reply if ruling else ""


def checks_for(actor: Actor, *, today: date):
    """Looks after somebody that are due or come within a week, the longest due first; not of what is about oneself."""
    return (
        AfterCheck.objects.filter(case__community=actor.community, done_at=None)
        .exclude(case__about=actor.membership)
        .select_related("case__byline")
        .order_by("due_on", "pk")
    )


def checks_done_for(actor: Actor):
    """Looks that were done, the newest first."""
    return (
        AfterCheck.objects.filter(case__community=actor.community, done_at__isnull=False)
        .exclude(case__about=actor.membership)
        .select_related("case__byline", "done_by")
        .order_by("-pk")
    )


def check_of(actor: Actor, *, check: int) -> AfterCheck:
    """Return one look. Errors: ``Refused("not_found")``."""
    found = (
        AfterCheck.objects.filter(case__community=actor.community, pk=check).select_related("case").first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def ruling_of_author(actor: Actor, *, kind: str, public_id: str) -> Ruling:
    """Return the last ruling about these words, for their author. Errors: ``Refused("not_found")``."""
    found = (
        Ruling.objects.filter(
            case__community=actor.community, case__subject_kind=kind, case__subject_id=public_id
        )
        .select_related("case__byline", "case__community", "appeal")
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def appeals_for(actor: Actor):
    """Appeals that wait, the most urgent first; not about oneself."""
    return (
        Appeal.objects.filter(ruling__case__community=actor.community, state=AppealState.WAITING)
        .filter(Q(ruling__case__about=None) | ~Q(ruling__case__about=actor.membership))
        .select_related("ruling__case__byline", "ruling__by")
        .order_by("expected_by", "pk")
    )


def appeal_of(actor: Actor, *, appeal: str) -> Appeal:
    """Return an appeal by its public id. Errors: ``Refused("not_found")``."""
    found = (
        Appeal.objects.filter(ruling__case__community=actor.community, public_id=appeal)
        .select_related("ruling__case__byline", "ruling__case__community", "ruling__by", "decided_by")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def waiting_beside(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Return how many looks are due today and how many appeals wait. One query."""
    today = now.astimezone(actor.community.zone).date()
    asked = {
        "checks": (checks_for(actor, today=today).filter(due_on__lte=today), "case__community"),
        "appeals": (appeals_for(actor), "ruling__case__community"),
    }
    counted = {
        name: Coalesce(
            Subquery(
                rows.select_related(None).order_by().values(path).annotate(count=Count("pk")).values("count"),
                output_field=IntegerField(),
            ),
            0,
        )
        for name, (rows, path) in asked.items()
    }
    found = Community.objects.filter(pk=actor.community.pk).order_by().values(**counted).get()
    return cast("dict[str, int]", found)


def drills_for(actor: Actor):
    """The community's drills, the newest first."""
    return Drill.objects.filter(community=actor.community).select_related("case").order_by("-pk")
