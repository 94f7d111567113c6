"""The ledger of voices: what became of each perspective. Upper floors call down into ``advance``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forums.discussion.enums import FURTHEST, PostState, VoiceState
from forums.discussion.models import Perspective, VoiceStep
from mobilize.kernel.written import write


@dataclass(frozen=True)
class Cause:
    """Why a voice went on: the kind of thing, its public id, a title and an address to follow."""

    kind: str  # forum, theme, goal, decision, action, plan, answer
    public_id: str
    title: str
    url: str = ""


def advance(perspectives: Iterable[Perspective], *, to: str, cause: Cause, now: datetime) -> int:
    """Write one step for each published perspective and let its public state show the furthest step.

    The same cause twice writes nothing new. Returns how many perspectives have a new step. Call it inside
    the transaction of the act that is the cause; three queries whatever the number of perspectives.
    """
    ids = [p.pk for p in perspectives if p.state == PostState.PUBLISHED]
    known = set(
        VoiceStep.objects.filter(
            perspective_id__in=ids, to=to, cause_kind=cause.kind, cause_id=cause.public_id
        ).values_list("perspective_id", flat=True)
    )
    new = [pk for pk in ids if pk not in known]
    VoiceStep.objects.bulk_create(
        [
            VoiceStep(
                perspective_id=pk,
                to=to,
                cause_kind=cause.kind,
                cause_id=cause.public_id,
                cause_title=cause.title[:200],
                cause_url=cause.url,
                created_at=now,
            )
            for pk in new
        ],
        batch_size=500,
        ignore_conflicts=True,  # the unique step per cause decides between two at once
    )
    nearer = [state for state in VoiceState.values if FURTHEST[state] < FURTHEST[to]]
    Perspective.objects.filter(pk__in=new, voice_state__in=nearer).update(voice_state=to)
    return len(new)


def begin(perspective: Perspective, *, cause: Cause, now: datetime) -> None:
    """Write the first step of a perspective that was published as it was written. One query."""
    write(
        VoiceStep(
            perspective=perspective,
            to=VoiceState.RECEIVED,
            cause_kind=cause.kind,
            cause_id=cause.public_id,
            cause_title=cause.title[:200],
            cause_url=cause.url,
            created_at=now,
        )
    )
