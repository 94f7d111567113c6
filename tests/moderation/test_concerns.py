"""The log of concerns: who raises, who reads, and lines that only grow (rules 23 to 26)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from moderation import concern_queries
from moderation.domain import concern_readers, concerns
from moderation.enums import ConcernKind, ConcernOutcome, ConcernState, EntryKind
from moderation.models import ConcernEntry
from people.enums import Role
from people.models import Notice
from tests import factories
from tests.moderation.keepers import NOW, led_to, readers, refused

pytestmark = pytest.mark.django_db


def test_rule_23_a_concern_goes_from_raised_to_closed_and_each_step_is_a_line(act, raised):
    steps = (EntryKind.TRIAGED, EntryKind.ACTION, EntryKind.REFERRAL, EntryKind.REVIEW)
    concern = led_to(act, raised(), *steps)
    assert concern.state == ConcernState.REVIEW
    concern = concerns.close(
        act("deputy"), concern=concern, outcome=ConcernOutcome.SUPPORT, words="All is done.", now=NOW
    )
    concern = concerns.reopen(act("lead"), concern=concern, words="Something new.", now=NOW)
    assert [entry.kind for entry in concern.entries.order_by("id")] == [
        EntryKind.RAISED,
        EntryKind.ACKNOWLEDGED,
        *steps,
        EntryKind.CLOSED,
        EntryKind.REOPENED,
    ]
    assert (concern.state, concern.closed_at, concern.outcome) == (ConcernState.TRIAGED, None, "")


@pytest.mark.parametrize("step", [EntryKind.ACTION, EntryKind.REFERRAL, EntryKind.REVIEW])
def test_rule_23_no_step_is_left_out(act, raised, step):
    concern = led_to(act, raised())
    call = lambda: concerns.write(  # noqa: E731
        act("lead"), concern=concern, step=step, words="Too early.", review_on=date(2099, 1, 1), now=NOW
    )
    assert refused(call) == "not_now"
    assert concern.entries.count() == 2


@pytest.mark.both_databases
def test_rule_23_the_database_refuses_to_change_a_line_and_a_correction_is_another(act, raised):
    concern = led_to(act, raised(), EntryKind.TRIAGED)
    wrong = concern.entries.order_by("id").first()
    for change in ({"words": "Other words."}, {"kind": "closed"}, {"created_at": NOW - timedelta(days=9)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ConcernEntry.objects.filter(pk=wrong.pk).update(**change)
    added = concerns.write(
        act("lead"), concern=concern, step=EntryKind.ADDENDUM, words="It was his.", corrects=wrong, now=NOW
    )
    assert ConcernEntry.objects.get(pk=wrong.pk).words == "She came without a coat again."
    assert added.corrects == wrong


def test_rule_23_a_closed_concern_takes_additions_and_nothing_else(act, raised):
    concern = led_to(act, raised(), EntryKind.TRIAGED, EntryKind.REVIEW)
    concerns.close(act("deputy"), concern=concern, outcome="unfounded", words="It was not so.", now=NOW)
    write = lambda step: concerns.write(act("lead"), concern=concern, step=step, words="x", now=NOW)  # noqa: E731
    assert refused(lambda: write(EntryKind.ACTION)) == "concern_is_closed"
    assert write(EntryKind.ADDENDUM).kind == EntryKind.ADDENDUM


@pytest.mark.parametrize(
    "who", ["lead", "deputy", "head", "chair", "teacher", "mentor", "caregiver", "administrator"]
)
def test_rule_24_any_adult_raises(raised, who):
    assert raised(who).state == ConcernState.RAISED


def test_rule_24_an_adult_whose_check_ran_out_raises_too_and_names_nobody(school, student):
    adult = factories.actor(factories.member(school, Role.TEACHER, cleared=False), school)
    one = concerns.raise_concern(adult, kind=ConcernKind.STUDENT, words="A boy cried.", now=NOW)
    assert one.student is None
    named = lambda: concerns.raise_concern(  # noqa: E731
        adult, kind=ConcernKind.STUDENT, words="He cried.", student=student.memberships.get(), now=NOW
    )
    assert refused(named) == "not_found"


def test_rule_24_a_student_does_not(act):
    call = lambda: concerns.raise_concern(act("student"), kind="student", words="x", now=NOW)  # noqa: E731
    assert refused(call) == "not_found"


def test_rule_24_the_raiser_sees_only_received_and_then_acknowledged(act, people, raised, client, school):
    concern = raised("mentor")
    client.force_login(people["mentor"])
    mine, file = f"/c/{school.slug}/concerns/", f"/c/{school.slug}/concerns/files/{concern.public_id}/"
    before = client.get(mine).content.decode()
    assert ("Received" in before, "Acknowledged" in before) == (True, False)
    led_to(act, concern, EntryKind.TRIAGED, EntryKind.ACTION)
    after = client.get(mine).content.decode()
    assert ("Received" in after, "Acknowledged" in after, "Acted on" in after) == (False, True, False)
    assert concern.public_id not in before + after
    assert "coat" not in before + after
    assert client.get(file).status_code == 404
    told = Notice.objects.filter(membership__user=people["mentor"])
    assert [notice.kind for notice in told] == ["concern_received"]


def test_rule_24_a_concern_about_a_young_person_is_read_by_lead_and_deputy(act, people, raised):
    assert readers(act, people, raised()) == {"lead", "deputy"}


def test_rule_24_somebody_let_in_reads_one_concern_until_their_day(act, people, raised, school):
    concern, other = raised(), raised()
    mentor = people["mentor"].memberships.get()
    today = NOW.astimezone(school.zone).date()
    concern_readers.let_in(
        act("lead"), concern=concern, member=mentor, reason="Sits beside her.", until=today, now=NOW
    )
    assert readers(act, people, concern) == {"lead", "deputy", "mentor"}
    assert readers(act, people, other) == {"lead", "deputy"}
    concern_readers.let_out(act("lead"), concern=concern, member=mentor, now=NOW)
    assert readers(act, people, concern) == {"lead", "deputy"}
    past = lambda: concern_readers.let_in(  # noqa: E731
        act("lead"),
        concern=concern,
        member=mentor,
        reason="x",
        until=today - timedelta(days=1),
        now=NOW,
    )
    assert refused(past) == "reader_end_past"


def test_rule_25_a_concern_about_staff_is_the_heads_alone(act, people, raised):
    concern = raised(kind=ConcernKind.STAFF, adult=people["mentor"].memberships.get())
    assert readers(act, people, concern) == {"head"}
    told = Notice.objects.filter(kind="concern_waits").values_list("membership__user__username", flat=True)
    assert set(told) == {"hed"}


def test_rule_25_a_concern_about_the_head_is_the_chairs_alone(act, people, raised):
    concern = raised(kind=ConcernKind.STAFF, adult=people["head"].memberships.get())
    assert readers(act, people, concern) == {"chair"}
    told = Notice.objects.filter(kind="concern_waits").values_list("membership__user__username", flat=True)
    assert set(told) == {"cha"}


def test_rule_25_nobody_reads_a_concern_about_themselves_even_if_let_in(act, people, raised):
    concern = raised(kind=ConcernKind.STAFF, adult=people["chair"].memberships.get())
    assert readers(act, people, concern) == {"head"}
    call = lambda: concern_readers.let_in(  # noqa: E731
        act("head"), concern=concern, member=people["chair"].memberships.get(), reason="x", now=NOW
    )
    assert refused(call) == "reader_unfit"


def test_rule_26_low_level_concerns_stand_apart_and_are_the_heads(act, people, raised):
    about = people["mentor"].memberships.get()
    staff, low = (raised(kind=kind, adult=about) for kind in (ConcernKind.STAFF, ConcernKind.LOW_LEVEL))
    assert readers(act, people, low) == {"head"}
    apart = concern_queries.staff_concerns_kept_by
    assert list(apart(act("head"), low_level=True)) == [low]
    assert list(apart(act("head"), low_level=False)) == [staff]
    for who in ("lead", "deputy", "chair"):
        assert [*apart(act(who), low_level=True), *apart(act(who), low_level=False)] == []
        assert set(concern_queries.concerns_kept_by(act(who))) & {staff, low} == set()
