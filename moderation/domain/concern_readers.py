"""Who else must know of one concern: let in by name, with a reason and perhaps an end (need to know)."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import concern_telling
from moderation.domain.concerns import locked
from moderation.models import Concern, ConcernReader
from people.actors import Actor
from people.enums import Role
from people.models import Membership


@transaction.atomic
def let_in(
    actor: Actor,
    *,
    concern: Concern,
    member: Membership,
    reason: str,
    until: date | None = None,
    now: datetime,
) -> ConcernReader:
    """Let an adult read this one concern, through the day ``until`` of the community's calendar if there is one.

    Errors: ``reader_unfit``, ``concern_reason_missing``, ``reader_end_past``.
    """
    concern = locked(concern)
    require(actor, "moderation.work_concern", concern)
    if member.community_id != concern.community_id:
        raise Refused("not_found")
    young = member.role_grants.filter(role=Role.STUDENT).exists()
    if young or member.pk == concern.adult_id or (member.ended_at and member.ended_at <= now):
        raise Refused("reader_unfit", field="reader")
    reason = text.tidy(reason)
    if not reason:
        raise Refused("concern_reason_missing", field="reason")
    ends_at = None
    if until is not None:
        ends_at = datetime.combine(until + timedelta(days=1), time(), concern.community.zone)
        if ends_at <= now:
            raise Refused("reader_end_past", field="until")
    reader, _made = ConcernReader.objects.update_or_create(
        concern=concern,
        membership=member,
        defaults={"let_in_by": actor.user, "reason": reason, "ends_at": ends_at, "created_at": now},
    )
    _note(actor, concern, "let_in", member, now=now)
    concern_telling.of_shared(concern, member, now=now)
    return reader


@transaction.atomic
def let_out(actor: Actor, *, concern: Concern, member: Membership, now: datetime) -> None:
    """End somebody's reading now; that they could read stays written."""
    concern = locked(concern)
    require(actor, "moderation.work_concern", concern)
    if not ConcernReader.objects.filter(concern=concern, membership=member).update(ends_at=now):
        raise Refused("not_found")
    _note(actor, concern, "let_out", member, now=now)


def _note(actor: Actor, concern: Concern, act: str, member: Membership, *, now: datetime) -> None:
    audit.record(
        action=f"moderation.{act}",
        now=now,
        actor=actor,
        community=actor.community,
        thing=concern,
        reader=member.public_id,
    )
