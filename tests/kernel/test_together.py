"""Several questions in one, and questions whose SQL is kept: they answer as the plain querysets do."""

from datetime import date, timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from forums.discussion.models import Forum, Perspective
from mobilize.kernel.gathered import Gathered, moment
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.together import together
from people.models import Community, Membership
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def forum():
    place = factories.community()
    made = factories.open_forum(place, bands=["B", "C"], closes_on=date(2099, 1, 2))
    for words in ("One «voice».", "Another\nvoice 🎈"):
        factories.perspective(made, factories.member(place), words)
    return made


def test_together_returns_what_each_queryset_returns(forum, django_assert_num_queries):
    forums = Forum.objects.select_related("named_adult__user", "community").annotate(
        voices=Count("perspectives")
    )
    voices = Perspective.objects.defer("body").order_by("-position")
    with django_assert_num_queries(1):
        told = together(forums=forums, voices=voices, nobody=Membership.objects.none())
        (shown,) = told["forums"]
        names = shown.named_adult.user.name, shown.community.slug
    plain = forums.get()
    assert (shown, shown.voices, shown.bands, shown.closes_on) == (plain, 2, ["B", "C"], date(2099, 1, 2))
    assert (shown.created_at, shown.accepted_at) == (plain.created_at, plain.accepted_at)
    assert names == (plain.named_adult.user.name, "harbour")
    assert [voice.pk for voice in told["voices"]] == [voice.pk for voice in voices]
    assert told["voices"][0].body == "Another\nvoice 🎈"  # left out, and there when asked for
    assert told["nobody"] == []


def test_a_relation_that_leads_nowhere_is_nothing(forum):
    Forum.objects.create(community=forum.community, question="A draft", created_at=timezone.now())
    told = together(drafts=Forum.objects.select_related("named_adult__user").filter(state="draft"))
    assert told["drafts"][0].named_adult is None


def test_together_with_nothing_to_find_finds_nothing(forum):
    assert together(forums=Forum.objects.filter(pk__in=[])) == {"forums": []}


def test_a_prepared_question_takes_new_values_each_time(forum, django_assert_num_queries):
    asked = Prepared(
        lambda community, states, before: Forum.objects.filter(
            community=community, state__in=states, created_at__lt=before
        )
    )
    later = timezone.now() + timedelta(days=1)
    with django_assert_num_queries(3):
        assert asked.rows(community=forum.community_id, states=("open", "draft"), before=later) == [forum]
        assert asked.rows(community=forum.community_id, states=("draft", "closed"), before=later) == []
        assert asked.one(community=forum.community_id + 1, states=("open", "draft"), before=later) is None


def test_a_prepared_question_that_would_lose_a_value_is_an_error(forum):
    asked = Prepared(lambda word, unused: Forum.objects.filter(question__icontains=word))
    with pytest.raises(LookupError, match="unused"):
        asked.rows(word="lunch", unused=3)


def test_gathered_rows_come_in_their_order_with_their_moments(forum):
    voices = Perspective.objects.filter(forum__community=forum.community_id).order_by("-position")
    found = Community.objects.annotate(voices=Gathered(voices, "pk", "created_at")).get(pk=forum.community_id)
    assert [line["pk"] for line in found.voices] == [voice.pk for voice in voices]
    assert moment(found.voices[0]["created_at"]) == voices[0].created_at
