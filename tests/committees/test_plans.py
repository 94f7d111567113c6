"""Plans and their editions."""

import pytest
from django.utils import timezone

from committees import queries
from committees.enums import PlanState
from forums.discussion.domain import posts as speaking
from tests import factories
from tests.factories import committees as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cited(db):
    """A committee that adopted something for two voices; returns (community, committee, decision, perspectives)."""
    community = factories.community()
    forum = factories.open_forum(community)
    committee = make.committee(community)
    held = make.meeting(committee)
    voices = make.theme_on_agenda(held, forum, ["The hall is too loud.", "Nowhere is calm."])
    decision = make.decision(held, cited=[voice.public_id for voice in voices])
    return community, committee, decision, voices


def test_an_edition_shows_words_decision_and_actions(cited):
    community, committee, decision, voices = cited
    make.action(decision)
    plan = make.plan(committee)
    make.edition(plan)
    plan.refresh_from_db()
    shown = queries.edition_for_public(plan)
    assert plan.state == PlanState.PUBLISHED
    assert (shown.number, shown.numbers) == (1, [1])
    for words in ("The hall is too loud.", "Nowhere is calm.", "A quiet room at lunch", "Open room 12"):
        assert words in shown.html
    assert not any(voice.byline.pseudonym in shown.html for voice in voices)
    assert "The hall is too loud." not in str(shown.body)
    assert timezone.now() >= shown.published_at
