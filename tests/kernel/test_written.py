"""Rows written by SQL that is kept are the rows that ``save`` would write."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.discussion.models import Perspective, VoiceStem
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.written import rewrite, write, write_new
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def entry(**told) -> AuditEntry:
    given = {"at": timezone.now(), "action": "a.b", "note": {"n": [1, None, "é%s"]}, **told}
    return AuditEntry(**given)


def test_a_written_row_is_the_one_that_save_writes():
    one, other = entry(), entry()
    with CaptureQueriesContext(connection) as asked:
        write(one)
    assert len(asked) == 1
    other.save()
    assert one.pk and not one._state.adding
    told = [
        {name: value for name, value in row.items() if name != "id"}
        for row in AuditEntry.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk").values()
    ]
    told[0]["at"] = told[1]["at"]
    assert told[0] == told[1]
    assert told[0]["note"] == {"n": [1, None, "é%s"]}


def test_a_second_row_of_the_same_kind_has_its_own_values():
    rows = [entry(object_id="one"), entry(object_id="", community="c")]
    for row in rows:
        write(row)
    assert [AuditEntry.objects.get(pk=row.pk).object_id for row in rows] == ["one", ""]


def test_a_row_that_may_not_be_is_refused_and_the_transaction_undone():
    forum = factories.open_forum(factories.community())
    post = factories.perspective(forum, factories.member(forum.community), "Words.")
    twin = Perspective(
        forum=forum, byline=post.byline, body="x", body_html="x", state="held", created_at=post.created_at,
        public_id=post.public_id,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        write(twin)
    assert Perspective.objects.count() == 1


def test_fields_are_rewritten_in_one_query_and_a_row_that_is_gone_is_an_error():
    forum = factories.open_forum(factories.community())
    post = factories.perspective(forum, factories.member(forum.community), "Words.")
    for words, version in (("Other words.", 2), ("Others again.", 3)):
        post.body, post.version = words, version
        with CaptureQueriesContext(connection) as asked:
            rewrite(post, "body", "version")
        post.refresh_from_db()
        assert (len(asked), post.body, post.version) == (1, words, version)
    post.body = None
    with pytest.raises(TypeError):
        rewrite(post, "body", "version")
    gone = Perspective(pk=post.pk + 1000, body="x", version=1)
    with pytest.raises(LookupError):
        rewrite(gone, "body", "version")


def test_of_many_rows_those_that_are_there_already_stay_as_they_are():
    forum = factories.open_forum(factories.community())
    post = factories.perspective(forum, factories.member(forum.community), "Lamps.")
    before = set(VoiceStem.objects.values_list("pk", "stem"))
    rows = [VoiceStem(perspective=post, stem=stem) for stem in ("lamp", "zebra", "quagga")]
    write_new([])
    write_new(rows)
    write_new(rows)
    after = VoiceStem.objects.filter(perspective=post)
    assert sorted(after.values_list("stem", flat=True)) == ["lamp", "quagga", "zebra"]
    assert before <= set(after.values_list("pk", "stem"))
