"""How what the desk kept goes: by the table of retention, or because its author wishes so."""

from collections.abc import Iterable
from datetime import datetime

from mobilize.kernel.retention import Rows, delete
from moderation.enums import RULING
from moderation.models import Appeal, Case, Drill, Flag, Ruling, SetAside, SeverityChange, Summons, Wish
from moderation.models.desk import SET_ASIDE
from people.models import Byline, Membership, Statement

delete_plainly = delete


def empty_copies(rows: Rows, _now: datetime) -> int:
    """Take the words out of reports; that there was one, and what came of it, stays."""
    return rows.update(sealed_copy="", words="")


def empty_set_aside(rows: Rows, _now: datetime) -> int:
    """Take the words out of what waited beside a committee, plan or poll; that there was something stays."""
    return rows.update(words="")


def delete_cases(rows: Rows, _now: datetime) -> int:
    """Delete cases with all that hangs on them, and what their authors said about them."""
    cases = list(rows)
    Statement.objects.filter(about_kind=RULING, about_id__in=[case.public_id for case in cases]).delete()
    Appeal.objects.filter(ruling__case__in=cases).delete()
    aside = [case.subject_id for case in cases if case.subject_kind == SET_ASIDE]
    SetAside.objects.filter(public_id__in=aside).delete()
    for model in (Ruling, Flag, Wish, Summons, SeverityChange):
        model._base_manager.filter(case__in=cases).delete()
    Drill.objects.filter(case__in=cases).update(case=None)
    Case.objects.filter(pk__in=[case.pk for case in cases]).delete()
    return len(cases)


def empty_words_of(bylines: Iterable[Byline]) -> None:
    """Take an author's words, and what the screening saw in them, out of the desk. Rulings stay, without the words."""
    spoken = list(bylines)
    Flag.objects.filter(case__byline__in=spoken).update(sealed_copy="")
    Appeal.objects.filter(ruling__case__byline__in=spoken).update(words="")
    Case.objects.filter(byline__in=spoken).update(signs=[])
    SetAside.objects.filter(byline__in=spoken).update(words="", place="", place_url="")


def empty_words_of_reporter(membership: Membership) -> None:
    """Take what a reporter wrote to the desk out of it."""
    Flag.objects.filter(reporter=membership).update(words="")
