"""Who of the leading adults is in the room: rows that grow old within a minute."""

from datetime import datetime

from forums.live.models import CommunitySession, StaffHeartbeat
from forums.live.rules import is_seated
from mobilize.kernel.authority import require
from people.actors import Actor


def seen(actor: Actor, *, session: CommunitySession, now: datetime) -> bool:
    """Note that the actor is in the room, if they are one of the adults who lead it; tell whether they are.

    Nothing is kept about anybody else.
    """
    require(actor, "live.read_session", session)
    if not is_seated(actor, session):
        return False
    StaffHeartbeat.objects.update_or_create(
        session=session, membership=actor.membership, defaults={"seen_at": now}
    )
    return True


def left(actor: Actor, *, session: CommunitySession) -> None:
    """Note that the actor closed the room's last page: nobody counts on them any longer."""
    require(actor, "live.read_session", session)
    StaffHeartbeat.objects.filter(session=session, membership=actor.membership).delete()
