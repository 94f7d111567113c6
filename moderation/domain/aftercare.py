"""Looking after somebody who told of danger or harm: on day 1, 3 and 7, long after their words were answered."""

from datetime import datetime, timedelta

from django.db import transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.models import AfterCheck, Case
from people.actors import Actor

DAYS = (1, 3, 7)
NOTE_LENGTH = 2000


def plan(case: Case, *, now: datetime) -> None:
    """Plan the looks after a grave case that was just settled. In the transaction of the ruling."""
    if not case.is_grave or case.is_drill:
        return
    today = now.astimezone(case.community.zone).date()
    AfterCheck.objects.bulk_create(
        [AfterCheck(case=case, day=day, due_on=today + timedelta(days=day), created_at=now) for day in DAYS],
        ignore_conflicts=True,
    )


@transaction.atomic
def done(actor: Actor, *, check: AfterCheck, note: str, now: datetime) -> AfterCheck:
    """Note that somebody has looked, and how they are. Errors: ``note_missing``, ``words_too_long``, ``check_done``."""
    check = AfterCheck.objects.select_for_update(of=("self",)).select_related("case").get(pk=check.pk)
    require(actor, "moderation.see_case", check.case)
    note = text.tidy(note)
    if not note:
        raise Refused("note_missing", field="note")
    if len(note) > NOTE_LENGTH:
        raise Refused("words_too_long", field="note", length=len(note), limit=NOTE_LENGTH)
    if check.done_at:
        raise Refused("check_done")
    check.note, check.done_at, check.done_by = note, now, actor.user
    check.save(update_fields=["note", "done_at", "done_by"])
    audit.record(
        action="moderation.after_check",
        now=now,
        actor=actor,
        community=actor.community,
        thing=check.case,
        day=check.day,
    )
    return check
