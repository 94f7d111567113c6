"""Words of whomever a student hid, where the institution quotes them (rule 10)."""

import pytest
from django.test import Client
from django.utils import timezone

from committees.models import PlanEdition
from people.domain import blocks
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make

pytestmark = pytest.mark.django_db
FOLDED = "You hid what this person says."


@pytest.fixture
def at(db):
    return scene()


def page(user, path: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


def test_rule_10_a_decision_and_a_plan_fold_away_what_their_reader_hid_and_nobody_else(at):
    made = make.edition(make.plan(at.committee))
    hidden, other = at.voices
    reader, beside = factories.member(at.community), factories.member(at.community)
    blocks.block(at.actor(reader), byline=hidden.byline, now=timezone.now())
    kept = PlanEdition.objects.values("html", "sha256").get(pk=made.pk)
    plan = f"/c/harbour/plans/{made.plan.public_id}/"
    for path in (f"/c/harbour/decisions/{at.decision.public_id}/", plan, f"{plan}editions/1/"):
        own, theirs = page(reader, path), page(beside, path)
        assert hidden.body not in own and FOLDED in own, path
        assert other.body in own, path
        assert hidden.body in theirs and other.body in theirs and FOLDED not in theirs, path
    assert PlanEdition.objects.values("html", "sha256").get(pk=made.pk) == kept


def test_rule_10_the_public_page_of_a_plan_knows_no_reader_and_names_nobody(at):
    made = make.edition(make.plan(at.committee))
    for voice in at.voices:
        assert voice.body in made.html and voice.byline.pseudonym not in made.html
