"""Editions stay as they were published: the database itself refuses to change them."""

import hashlib
import re

import pytest
from django.db import DatabaseError, connection, transaction

from committees import queries
from committees.models import PlanEdition
from tests.committees.stage import progress, scene, withdraw
from tests.factories import committees as make

pytestmark = pytest.mark.django_db


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        {"html": "<p>Another page</p>"},
        {"html": "<p>Another page</p>", "sha256": "0" * 64},
        {"title": "Another title"},
        {"body": {}},
        {"number": 7},
        {"changes": ["Nothing."]},
        {"redactions": [{"voice": "x"}]},
    ],
)
def test_the_database_refuses_to_change_an_edition(db, change):
    edition = make.edition(make.plan(scene().committee))
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanEdition.objects.filter(pk=edition.pk).update(**change)
    edition.refresh_from_db()
    assert queries.intact(edition)


@pytest.mark.both_databases
def test_the_database_keeps_editions(db):
    edition = make.edition(make.plan(scene().committee))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM committees_editionvoice")
        cursor.execute("DELETE FROM committees_planedition")
    assert PlanEdition.objects.get() == edition


@pytest.mark.both_databases
def test_withdrawn_words_leave_every_edition_and_nothing_else_does(db):
    at = scene()
    plan = make.plan(at.committee)
    make.edition(plan)
    progress(at, plan)
    make.edition(plan)
    before = {edition.number: edition for edition in plan.editions.all()}
    gone, kept = at.voices
    withdraw(at, gone)
    mark = gone.public_id
    for edition in plan.editions.all():
        old = before[edition.number]
        assert gone.body not in edition.html and kept.body in edition.html
        assert "These words were withdrawn by their author." in edition.html
        assert edition.sha256 == hashlib.sha256(edition.html.encode()).hexdigest() != old.sha256
        (line,) = edition.redactions
        assert (line["voice"], line["reason"], line["old_sha256"]) == (mark, "withdrawn", old.sha256)
        slots = re.compile(f"<!--voice {mark}-->.*?<!--/voice {mark}-->", re.DOTALL)
        assert slots.sub("", edition.html) == slots.sub("", old.html)
        assert edition.body == old.body
