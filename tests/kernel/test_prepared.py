"""Questions whose SQL is made once."""

import pytest
from django.db.models import Value

from mobilize.kernel.prepared import Prepared
from people.models import Community
from tests import factories

pytestmark = pytest.mark.django_db

ODD = "100 % of 'it' is %s"


@pytest.mark.both_databases
def test_constants_come_back_as_they_are_and_values_are_put_in_at_each_asking():
    first, second = factories.community(slug="one"), factories.community(slug="two")
    question = Prepared(
        lambda slug: (
            Community.objects.filter(slug=slug)
            .exclude(name=ODD)
            .annotate(odd=Value(ODD), seven=Value(7), nothing=Value(""))
        )
    )
    for place in (first, second, first):
        (row,) = question.rows(slug=place.slug)
        assert (row.pk, row.odd, row.seven, row.nothing) == (place.pk, ODD, 7, "")
    Community.objects.filter(pk=second.pk).update(name=ODD)
    assert question.rows(slug=second.slug) == []


def test_on_sqlite_only_values_are_given_apart():
    question = Prepared(lambda slug: Community.objects.filter(slug=slug, name="A", kind="school"))
    question.rows(slug="here")
    (kept,) = question.kept.values()
    assert len(kept.params) == 1
    assert "'school'" in kept.sql


def test_a_value_that_does_not_arrive_is_an_error():
    with pytest.raises(LookupError):
        Prepared(lambda slug: Community.objects.filter(slug="other")).rows(slug="here")
