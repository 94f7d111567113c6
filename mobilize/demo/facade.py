"""The demo's public side: community pages, a door for everything, editors, help numbers."""

from datetime import datetime

from cms.domain import editors, pages
from cms.domain.help import plant_help_numbers
from committees.models import Committee, Plan
from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from forums.live.models import CommunitySession
from forums.polls.models import GoalPoll
from people import queries
from people.enums import Role
from people.models import Community

INTRODUCTIONS = {
    "harbour-road": "A school by the water with nine hundred students. Here they say what should change, and see what became of it.",
    "tilleuls": "Le quartier autour de la place du marché. Ici, les jeunes disent ce qui doit changer, et voient ce que ça devient.",
}


def plant(community: Community, now: datetime) -> None:
    """Give the community its page, its editors, and a published door for each thing that is no draft."""
    page = pages.plant_community(community)
    page.introduction = f"<p>{INTRODUCTIONS[community.slug]}</p>"
    page.save_revision(clean=False).publish()
    for member in queries.members_with_role(community, Role.ORGANIZER, Role.ADMINISTRATOR, now=now):
        editors.settle_member(member, now=now)
    things = {
        "forum": Forum.objects.exclude(state=ForumState.DRAFT),
        "poll": GoalPoll.objects.exclude(state="draft"),
        "session": CommunitySession.objects.exclude(state="draft"),
        "committee": Committee.objects.exclude(state="draft"),
        "plan": Plan.objects.exclude(state="draft"),
    }
    for kind, found in things.items():
        for thing in found.filter(community=community).order_by("pk"):
            pages.plant_door(kind, thing)


def help_numbers(now: datetime) -> None:
    """Plant the public help numbers of both communities' countries."""
    plant_help_numbers("GB", "FR", reviewed_on=now.date())
