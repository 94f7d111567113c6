"""A community in which a committee decided about voices: what most of these tests begin with."""

from dataclasses import dataclass

from django.utils import timezone

from committees.domain import plans
from committees.enums import SeatRole
from committees.models import Committee, Decision, Meeting
from forums.discussion.domain import posts
from forums.discussion.models import Forum, Perspective
from people.domain import seal
from people.models import Community, User
from tests import factories
from tests.factories import committees as make


@dataclass
class Scene:
    community: Community
    forum: Forum
    committee: Committee
    meeting: Meeting
    voices: list[Perspective]
    decision: Decision

    @property
    def organizer(self):
        return make.organizer_of(self.community)

    def holder(self, role: str = SeatRole.CHAIR) -> User:
        return make.holder_of(self.committee, role)

    def actor(self, user: User):
        return factories.actor(user, self.community)


def scene(slug: str = "harbour", **committee) -> Scene:
    """A forum, a committee at an open meeting with everybody there, and a decision that cites two voices."""
    community = factories.community(slug)
    forum = factories.open_forum(community)
    made = make.committee(community, **committee)
    held = make.meeting(made)
    voices = make.theme_on_agenda(held, forum, ["The hall is too loud.", "Nowhere is calm."])
    decision = make.decision(held, cited=[voice.public_id for voice in voices])
    return Scene(community, forum, made, held, voices, decision)


def withdraw(at, voice) -> None:
    author = seal.author_for_notice(voice.byline)
    posts.withdraw(at.actor(author), post=voice, now=timezone.now())


def progress(at, plan, note="Lamps are up.") -> None:
    goal = plan.goals.first()
    plans.report_progress(at.organizer, goal=goal, current=None, note=note, now=timezone.now())
