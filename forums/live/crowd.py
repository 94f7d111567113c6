"""How many are in a room: what each process reports, and what comes of it.

A process says every few seconds who is connected through it. A report grows old by itself, because a process that was
killed says nothing more. Everybody hears a round number on the volatile lane, kind ``people``. Nobody is ever told
who came or went. Names are for the adults who lead, on a page of their own.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from forums.live import volatile
from forums.live.models import PresenceReport
from people.models import Membership

REPORT_SECONDS = 5.0
FRESH = timedelta(seconds=15)
PROCESS = secrets.token_hex(8)


@transaction.atomic
def report(here: dict[int, list[int]], *, now: datetime) -> None:
    """Say who is connected through this process: {session: memberships}. Old reports are thrown away."""
    reports = PresenceReport.objects
    reports.filter(seen_at__lt=now - FRESH).delete()
    reports.filter(process=PROCESS).exclude(session__in=here).delete()
    rows = [
        PresenceReport(session_id=session, process=PROCESS, members=members, seen_at=now)
        for session, members in here.items()
    ]
    fields = {"unique_fields": ["session", "process"], "update_fields": ["members", "seen_at"]}
    reports.bulk_create(rows, update_conflicts=True, **fields)


def _fresh(session_pk: int, now: datetime) -> list[tuple[list[int], datetime]]:
    rows = PresenceReport.objects.filter(session=session_pk, seen_at__gte=now - FRESH)
    return list(rows.values_list("members", "seen_at"))


def people_in(session_pk: int, *, now: datetime):
    """Return the memberships that are connected to a session now, by name. For the adults who lead it alone."""
    here = {member for members, _seen in _fresh(session_pk, now) for member in members}
    found = Membership.objects.filter(pk__in=here).select_related("user")
    return found.order_by("user__last_name", "user__first_name", "pk")


def rounded(number: int) -> int:
    """Return about how many that is: in tens, above a hundred in fifties; 0 means fewer than ten."""
    step = 10 if number < 100 else 50
    return number // step * step


def _head_count(session_pk: int) -> tuple[int, dict] | None:
    found = _fresh(session_pk, timezone.now())
    if not found:
        return None
    here = {member for members, _seen in found for member in members}
    newest = max(seen for _members, seen in found)
    return int(newest.timestamp() * 1000), {"about": rounded(len(here))}


volatile.register("people", _head_count)
