"""Editions hold people's words by reference: when a voice is taken back, its words go from every edition."""

import hashlib
import re
from datetime import datetime

from django.db import transaction
from django.utils import translation

from committees.models import PlanEdition
from committees.slots import replacement, slot_pattern
from forums.discussion.enums import PostState
from forums.discussion.models import Perspective

#: Why words are no longer shown, by the state that the perspective came to.
REASONS: dict[str, str] = {PostState.WITHDRAWN: "withdrawn", PostState.REMOVED: "removed"}


@transaction.atomic
def redact(perspective: Perspective, state: str, now: datetime) -> int:
    """Take the perspective's words out of every edition and say why they are gone; return how many editions changed.

    The bytes beside its slots stay as they were. The old hash and the reason are kept, the old words are not.
    Called by the discussion floor, inside the transaction in which the voice stops being published.
    """
    reason = REASONS.get(state, "hidden")
    changed = 0
    editions = PlanEdition.objects.select_for_update(of=("self",)).filter(voices__perspective=perspective)
    for edition in editions.order_by("pk"):
        with translation.override(edition.language):
            said = replacement(perspective.public_id, reason)
        html = re.sub(slot_pattern(perspective.public_id), lambda match: said, edition.html, flags=re.DOTALL)  # noqa: B023
        if html == edition.html:
            continue
        line = {
            "voice": perspective.public_id,
            "reason": reason,
            "at": now.isoformat(),
            "old_sha256": edition.sha256,
        }
        # Written as an update: a redaction is the one change that the triggers of the table let through.
        PlanEdition.objects.filter(pk=edition.pk).update(
            html=html,
            sha256=hashlib.sha256(html.encode()).hexdigest(),
            redactions=[*edition.redactions, line],
        )
        changed += 1
    return changed
