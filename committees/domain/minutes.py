"""Minutes: changed without losing anybody's words, then frozen."""

import hashlib
from datetime import datetime

from django.db import transaction

from committees.domain.committees import words
from committees.enums import MeetingState
from committees.models import Meeting
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor

LONGEST = 40_000


@set_aside.kept
@transaction.atomic
def edit_minutes(actor: Actor, *, meeting: Meeting, minutes: str, version: int, now: datetime) -> Meeting:
    """Replace the draft by ``minutes`` (Markdown), if it still is the ``version`` the editor began with.

    Of several editors who began with one version the first wins. The others hear ``changed_meanwhile``, and their
    words are theirs to bring in again. Errors also: ``minutes_not_in_draft``.
    """
    require(actor, "committees.run_meeting", meeting)
    before = Meeting.objects.values_list("minutes", flat=True).get(pk=meeting.pk)
    minutes = words(minutes, by=actor, of=meeting.committee, field="minutes", was=before, limit=LONGEST)
    # One compare-and-set decides, so no lock is held while people write.
    changed = Meeting.objects.filter(pk=meeting.pk, state=MeetingState.CLOSED, version=version).update(
        minutes=minutes, minutes_html=text.clean(minutes), version=version + 1
    )
    meeting.refresh_from_db()
    if not changed:
        raise Refused("changed_meanwhile" if meeting.state == MeetingState.CLOSED else "minutes_not_in_draft")
    audit.record(
        action="committees.edit_minutes",
        now=now,
        actor=actor,
        community=actor.community,
        thing=meeting,
        version=version + 1,
    )
    return meeting


@transaction.atomic
def approve_minutes(actor: Actor, *, meeting: Meeting, version: int, now: datetime) -> Meeting:
    """Freeze the minutes as they were read (``version``), under their SHA-256. They never change again."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    require(actor, "committees.run_meeting", meeting)
    if meeting.state != MeetingState.CLOSED:
        raise Refused("minutes_not_in_draft")
    if meeting.version != version:
        raise Refused("changed_meanwhile")
    moves.move(
        meeting,
        MeetingState.APPROVED,
        approved_at=now,
        approved_by=actor.membership,
        minutes_hash=hashlib.sha256(meeting.minutes.encode()).hexdigest(),
    )
    audit.record(
        action="committees.approve_minutes", now=now, actor=actor, community=actor.community, thing=meeting
    )
    return meeting
