"""Hiding what somebody says, and having it back (rule 10). Whoever is hidden never learns of it.

A block belongs to one forum or session, as a byline does: it links no two of somebody's names.
"""

from datetime import datetime

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import departures
from people.actors import Actor
from people.domain import seal
from people.models import Block, Byline


@transaction.atomic
def block(actor: Actor, *, byline: Byline, now: datetime) -> Block:
    """Let the actor not meet the words under ``byline`` any more. Twice is once."""
    require(actor, "people.hide_speaker", byline)
    own = seal.own_byline(actor, scope_kind=byline.scope_kind, scope_id=byline.scope_id)
    if own is not None and own.pk == byline.pk:
        raise Refused("own_words")
    made, is_new = Block.objects.get_or_create(
        membership=actor.membership, byline=byline, defaults={"created_at": now}
    )
    if is_new:
        # The line names neither of the two: who hid whom is nobody else's to read.
        audit.record(action="people.hide_speaker", now=now, community=actor.community)
        departures.may_change(actor.membership)
    return made


@transaction.atomic
def unblock(actor: Actor, *, block: Block, now: datetime) -> None:
    """Let the actor meet the words again."""
    require(actor, "people.show_speaker", block)
    block.delete()
    audit.record(action="people.show_speaker", now=now, community=actor.community)
    departures.may_change(actor.membership)
