"""What community sessions tell by notice: that one begins soon."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from forums.live.enums import SessionState
from forums.live.models import CommunitySession
from people import notice_kinds
from people import queries as people_queries
from people.domain import notices
from people.enums import Role
from people.models import Membership
from people.notice_kinds import NoticeKind

SESSION_SOON = "session_soon"
SOON = timedelta(hours=1)

notice_kinds.register(
    NoticeKind(
        SESSION_SOON,
        label=_("A community session begins soon"),
        sentence=_("A community session begins within the hour. You can come if you like."),
    )
)


def of_sessions(*, now: datetime) -> int:
    """Tell who may come to each announced session that begins within the hour, once; return how many notices.

    These are the students of its bands and the adults who lead it. A session that is put off is told anew.
    """
    told = 0
    soon = CommunitySession.objects.filter(
        state=SessionState.LOBBY, starts_at__gt=now, starts_at__lte=now + SOON
    ).select_related("community")
    for session in soon:
        students = people_queries.members_with_role(session.community, Role.STUDENT, now=now)
        if session.bands:
            students = students.filter(band__in=session.bands)
        leading = Membership.objects.filter(pk__in=[pk for pk in session.seats if pk])
        told += notices.tell_members(
            [*students, *leading],
            kind=SESSION_SOON,
            key=f"{SESSION_SOON}:{session.public_id}:{session.starts_at:%Y-%m-%dT%H:%M}",
            link=f"/c/{session.community.slug}/sessions/{session.public_id}/",
            stale_at=(session.starts_at or now) + SOON / 2,
            now=now,
        )
    return told
