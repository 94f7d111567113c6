"""Work of the desk that comes round by itself."""

from django.utils import timezone

from moderation.domain import drills, staffed, summons, telling
from moderation.enums import OPEN_CASES
from moderation.models import Case
from moderation.models.desk import DRILL
from moderation.rules import DESK_ROLES
from people import queries as people_queries
from people.domain import notices
from people.models import Community


def remind_desk() -> None:
    """Tell each moderator, once a day and while the desk is staffed, that something waits for them.

    What complains about a moderator does not wait for that one (rule 12).
    """
    now = timezone.now()
    waiting = Case.objects.filter(state__in=OPEN_CASES).exclude(subject_kind=DRILL)
    for community in Community.objects.filter(pk__in=waiting.values("community")):
        if not staffed.is_staffed(community, now=now):
            continue
        abouts = list(waiting.filter(community=community).values_list("about", flat=True))
        told = [
            member
            for member in people_queries.members_with_role(community, *DESK_ROLES, now=now)
            if any(about != member.pk for about in abouts)
        ]
        notices.tell_members(
            told,
            kind=telling.DESK_WAITS,
            key=f"desk_waits:{now.astimezone(community.zone).date()}",
            link=f"/c/{community.slug}/desk/",
            now=now,
        )


def call(case: str, post: str) -> None:
    """Call the holder of a post about a grave case, unless somebody has answered meanwhile."""
    summons.step(case, post, now=timezone.now())


def hold_drills() -> None:
    """Hold each community's drill of the month once it is due, and end those that nobody answered."""
    now = timezone.now()
    drills.end_unanswered(now=now)
    drills.hold_due(now=now)
