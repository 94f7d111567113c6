"""A student leaves a session (rule 9): somebody outside the room hears that it happened, and nobody inside."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forums.live.models import CommunitySession
from mobilize.kernel import audit
from mobilize.kernel.authority import require
from people import notice_kinds
from people import queries as people_queries
from people.actors import Actor
from people.domain import notices
from people.enums import Role, Side
from people.models import Membership
from people.notice_kinds import NoticeKind

SOMEBODY_LEFT = "somebody_left"
#: Who looks after young people outside the room; the first of these groups that has somebody is told.
_OUTSIDE = (
    (Role.MODERATOR, Role.MENTORING_COORDINATOR),
    (Role.SAFEGUARDING_LEAD,),
    (Role.ADMINISTRATOR,),
)

notice_kinds.register(
    NoticeKind(
        SOMEBODY_LEFT,
        label=_("A young person left a talk"),
        sentence=_("A young person chose to leave a community session. Look if all is well there."),
        sides=(Side.ADULT,),
    )
)


@transaction.atomic
def leave(actor: Actor, *, session: CommunitySession, now: datetime) -> None:
    """Let a student go. The desk hears that somebody left, and not who; the adults of the room hear nothing.

    It can always be done, and the student can come back at any time.
    """
    require(actor, "live.leave", session)
    notices.tell_members(
        _outside(session, now=now),
        kind=SOMEBODY_LEFT,
        # By the minute: two who go together are one piece of news, and nothing here says who they were.
        key=f"{SOMEBODY_LEFT}:{session.public_id}:{now:%Y-%m-%dT%H:%M}",
        link=f"/c/{session.community.slug}/sessions/{session.public_id}/",
        now=now,
    )
    audit.record(action="live.leave", now=now, community=session.community, thing=session)


def _outside(session: CommunitySession, *, now: datetime) -> list[Membership]:
    for roles in _OUTSIDE:
        found = people_queries.members_with_role(session.community, *roles, now=now)
        there = list(found.exclude(pk__in=[seat for seat in session.seats if seat]))
        if there:
            return there
    return []
