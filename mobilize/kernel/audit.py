"""The audit trail: one line for each act that matters, written in the act's own transaction."""

from datetime import datetime

from mobilize.kernel.models import AuditEntry


def record(*, action: str, now: datetime, actor=None, community=None, thing=None, **note) -> AuditEntry:
    """Append one line.

    ``actor`` is somebody with a user (an adult's act); leave it out where a young person speaks, or
    the line would unseal them. ``thing`` is a model instance with a ``public_id``. ``note`` holds
    plain values without content of anybody's words or votes.
    """
    return AuditEntry.objects.create(
        at=now,
        community=getattr(community, "public_id", "") or "",
        actor=getattr(getattr(actor, "user", actor), "public_id", "") or "",
        action=action,
        kind=thing._meta.label if thing is not None else "",
        object_id=getattr(thing, "public_id", "") if thing is not None else "",
        note=note,
    )
