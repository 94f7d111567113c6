"""An adult who leaves does not leave voices without an answer."""

import pytest
from django.utils import timezone

from forums.discussion.domain import forums
from forums.discussion.enums import HandOverState
from people import queries
from people.domain.members import end_membership
from people.enums import Role
from tests.factories import actor, community, member, open_forum

pytestmark = pytest.mark.django_db


def test_the_duty_of_an_adult_who_leaves_goes_to_the_administrator_who_ended_the_membership():
    place = community()
    teacher, administrator = member(place, Role.TEACHER), member(place, Role.ADMINISTRATOR)
    forum = open_forum(place, named_adult=teacher)
    leaver = actor(teacher, place).membership
    end_membership(actor(administrator, place), membership=leaver, now=timezone.now())
    forum.refresh_from_db()
    assert forum.named_adult == actor(administrator, place).membership
    assert forum.hand_overs.last().offered_by == leaver
    assert queries.actor_for(teacher, community_slug=place.slug, now=timezone.now()) is None


def test_what_the_leaver_was_asked_is_taken_back_so_that_somebody_else_can_be_asked():
    place = community()
    asked, administrator = member(place, Role.TEACHER), member(place, Role.ADMINISTRATOR)
    organizer, other = member(place, Role.ORGANIZER), member(place, Role.TEACHER)
    now = timezone.now()
    forum = forums.create(actor(organizer, place), question="Why?", now=now)
    forums.offer_duty(actor(organizer, place), forum=forum, to=actor(asked, place).membership, now=now)
    end_membership(actor(administrator, place), membership=actor(asked, place).membership, now=now)
    assert forum.hand_overs.get().state == HandOverState.DECLINED
    offer = forums.offer_duty(
        actor(organizer, place), forum=forum, to=actor(other, place).membership, now=now
    )
    assert offer.state == HandOverState.OFFERED
