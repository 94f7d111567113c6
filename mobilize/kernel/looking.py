"""Looks at sensitive records: each leaves a line in the audit trail, from which "who looked" is told (rule 55)."""

from datetime import datetime, timedelta

from mobilize.kernel import audit
from mobilize.kernel.models import AuditEntry

#: Whoever looks again within this time has looked once.
ONE_LOOK = timedelta(hours=1)
MARK = ".look_"  # stands in the action of each look, and of nothing else


def looked(actor, thing, now: datetime, *, at: str = "") -> bool:
    """Note that ``actor`` looks at ``thing`` (a model with a ``public_id``), once an hour; tell whether it was noted.

    ``at`` names another page about the same thing, such as "export". One question, and one line where it is new.
    """
    meta = thing._meta
    action = f"{meta.app_label}{MARK}{at or meta.model_name}"
    known = AuditEntry.objects.filter(
        kind=meta.label,
        object_id=thing.public_id,
        action=action,
        actor=actor.user.public_id,
        at__gt=now - ONE_LOOK,
    )
    if known.exists():
        return False
    audit.record(action=action, now=now, actor=actor, community=actor.community, thing=thing)
    return True
