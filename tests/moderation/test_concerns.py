"""The log of concerns: who raises, who reads, and lines that only grow (rules 23 to 29)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mobilize.kernel.models import AuditEntry, Letter
from mobilize.kernel.refusal import Refused
from moderation import concern_queries
from moderation.domain import concern_readers, concerns
from moderation.enums import ConcernKind, ConcernOutcome, ConcernState, EntryKind, Post
from moderation.models import Concern, ConcernEntry, DutyTurn
from people.domain import notices
from people.enums import Role
from people.models import Notice, NoticeWish
from people.notice_queries import notices_of, unseen_notices
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def people(school):
    """Everybody of this page, by a short name, as actors made anew each time they are asked for."""
    made = {
        "lead": factories.member(school, Role.SAFEGUARDING_LEAD, username="lea"),
        "deputy": factories.member(school, Role.TEACHER, username="dee"),
        "head": factories.member(school, Role.TEACHER, username="hed"),
        "chair": factories.member(school, Role.ORGANIZER, username="cha"),
        "teacher": factories.member(school, Role.TEACHER, username="tea"),
        "mentor": factories.member(school, Role.MENTOR, username="men"),
        "caregiver": factories.member(school, Role.CAREGIVER, username="car"),
        "administrator": factories.member(school, Role.ADMINISTRATOR, username="adm"),
        "student": factories.member(school, username="stu"),
    }
    for post, who in ((Post.DEPUTY, "deputy"), (Post.HEAD, "head"), (Post.CHAIR, "chair")):
        DutyTurn.objects.create(community=school, post=post, membership=made[who].memberships.get())
    return made


@pytest.fixture
def act(school, people):
    return lambda who: factories.actor(people[who], school)


@pytest.fixture
def raised(act):
    def raise_one(who="teacher", kind=ConcernKind.STUDENT, **more) -> Concern:
        words = more.pop("words", "She came without a coat again.")
        return concerns.raise_concern(act(who), kind=kind, words=words, **more, now=NOW)

    return raise_one


def readers(act, people, concern) -> set[str]:
    """Who of all these can read the concern."""
    found = set()
    for who in people:
        try:
            concerns.require(act(who), "moderation.read_concern", concern)
        except Refused:
            continue
        found.add(who)
    return found


def refused(call) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def led_to(act, concern, *steps) -> Concern:
    concern = concerns.acknowledge(act("lead"), concern=concern, now=NOW)
    for step in steps:
        more = {"review_on": date(2099, 1, 1)} if step == EntryKind.REVIEW else {}
        concerns.write(act("lead"), concern=concern, step=step, words="A line.", **more, now=NOW)
    return Concern.objects.get(pk=concern.pk)


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


def test_rule_27_a_report_by_duty_keeps_who_when_the_number_and_the_reference(act, raised, people):
    concern = led_to(act, raised())
    report = {"concern": concern, "step": EntryKind.REPORT, "words": "Told them all.", "now": NOW}
    assert refused(lambda: concerns.write(act("lead"), **report)) == "reference_missing"
    report["reference"] = "R-17"
    assert refused(lambda: concerns.write(act("lead"), **report)) == "reporting_agency_missing"
    owner = people["lead"].memberships.get()
    concerns.set_agency(
        act("lead"),
        name="Child Line",
        number="555 0101",
        owner=owner,
        reviewed_on=date(2026, 11, 1),
        now=NOW,
    )
    entry = concerns.write(act("lead"), **report)
    assert (entry.by, entry.created_at, entry.reference) == (people["lead"], NOW, "R-17")
    assert entry.words == "Child Line, 555 0101\nTold them all."


def test_rule_27_the_panel_shows_the_agencys_number_on_the_concern(act, raised, people, client, school):
    owner = people["lead"].memberships.get()
    concerns.set_agency(
        act("lead"),
        name="Child Line",
        number="555 0101",
        owner=owner,
        reviewed_on=date(2026, 11, 1),
        now=NOW,
    )
    client.force_login(people["lead"])
    page = client.get(f"/c/{school.slug}/concerns/files/{raised().public_id}/").content.decode()
    assert "555 0101" in page
    assert "1 November 2026" in page


def test_rule_28_telling_guardians_is_a_decision_with_a_reason(act, raised):
    concern = led_to(act, raised())
    decide = lambda **typed: concerns.decide_guardians(act("lead"), concern=concern, **typed, now=NOW)  # noqa: E731
    assert refused(lambda: decide(tell="", reason="x")) == "tell_missing"
    assert refused(lambda: decide(tell="no", reason=" ")) == "concern_reason_missing"
    entry = decide(tell="no", reason="Home may be the danger.")
    assert entry.words == "Guardians: do not tell them.\nHome may be the danger."
    call = lambda: concerns.decide_guardians(  # noqa: E731
        act("teacher"), concern=concern, tell="yes", reason="x", now=NOW
    )
    assert refused(call) == "not_found"


def test_rule_28_nothing_tells_a_guardian_by_itself(act, raised, people):
    concern = led_to(act, raised(), EntryKind.TRIAGED, EntryKind.ACTION, EntryKind.REVIEW)
    concerns.decide_guardians(act("lead"), concern=concern, tell="yes", reason="They can help.", now=NOW)
    concerns.close(act("deputy"), concern=concern, outcome="support", words="Done.", now=NOW)
    reached = set(Notice.objects.values_list("membership__user__username", flat=True))
    assert reached == {"lea", "dee", "tea"}
    assert Letter.objects.count() == 0


def test_rule_29_closing_needs_an_outcome_and_a_review(act, raised):
    concern = led_to(act, raised(), EntryKind.TRIAGED)
    close = lambda outcome: concerns.close(  # noqa: E731
        act("deputy"), concern=concern, outcome=outcome, words="Done.", now=NOW
    )
    assert refused(lambda: close("support")) == "not_now"
    concerns.write(
        act("lead"),
        concern=concern,
        step=EntryKind.REVIEW,
        words="Look.",
        review_on=date(2099, 1, 1),
        now=NOW,
    )
    assert refused(lambda: close("")) == "outcome_of_concern_missing"
    assert close("support").closed_at == NOW


def test_rule_29_whoever_raised_it_does_not_close_it(act, raised):
    concern = led_to(act, raised("lead"), EntryKind.TRIAGED, EntryKind.REVIEW)
    close = lambda who: concerns.close(  # noqa: E731
        act(who), concern=concern, outcome="support", words="Done.", now=NOW
    )
    assert refused(lambda: close("lead")) == "raiser_reviews"
    assert close("deputy").state == ConcernState.CLOSED


def test_rule_29_what_the_head_raised_about_staff_is_closed_by_the_chair_who_was_let_in(act, raised, people):
    concern = raised("head", kind=ConcernKind.STAFF, adult=people["mentor"].memberships.get())
    concerns.acknowledge(act("head"), concern=concern, now=NOW)
    for step in (EntryKind.TRIAGED, EntryKind.REVIEW):
        concerns.write(
            act("head"), concern=concern, step=step, words="x", review_on=date(2099, 1, 1), now=NOW
        )
    close = lambda: concerns.close(  # noqa: E731
        act("chair"), concern=concern, outcome="support", words="Done.", now=NOW
    )
    assert refused(close) == "not_found"
    chair = people["chair"].memberships.get()
    concern_readers.let_in(act("head"), concern=concern, member=chair, reason="To review.", now=NOW)
    assert close().state == ConcernState.CLOSED


def test_rule_56_words_reference_and_origin_lie_encrypted(act, raised):
    from django.db import connection

    concern = raised(words="Quorvimsaid")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM moderation_concernentry")
        assert all("Quorvim" not in row[0] for row in cursor.fetchall())
    assert concern.entries.get().words == "Quorvimsaid"


def test_each_act_on_a_concern_leaves_a_line_in_the_trail(act, raised, people):
    concern = led_to(act, raised(), EntryKind.TRIAGED)
    lines = AuditEntry.objects.filter(object_id=concern.public_id).order_by("id")
    assert [(line.action, line.actor == people["lead"].public_id) for line in lines] == [
        ("moderation.raise_concern", False),
        ("moderation.acknowledge_concern", True),
        ("moderation.write_concern", True),
    ]


def test_the_name_is_put_into_the_file_once(act, raised, people):
    concern = raised()
    student = people["student"].memberships.get()
    adult = people["teacher"].memberships.get()
    name = lambda who: concerns.name_student(act("lead"), concern=concern, student=who, now=NOW)  # noqa: E731
    assert refused(lambda: name(adult)) == "not_a_young_person"
    assert name(student).student == student
    assert refused(lambda: name(student)) == "not_now"


def test_rule_08_a_concern_waits_for_no_quiet_hours_and_nobody_can_hide_it(act, people, school):
    night = datetime(2026, 11, 14, 2, tzinfo=UTC)  # a Saturday
    NoticeWish.objects.create(
        membership=people["lead"].memberships.get(),
        email="lea@example.org",
        hidden=["concern_waits"],
        mailed=[],
    )
    concerns.raise_concern(act("teacher"), kind=ConcernKind.STUDENT, words="Quorvimnight", now=night)
    notices.gather(now=night)
    letter = Letter.objects.get()
    assert "Quorvim" not in str(letter.facts)
    assert [line.is_new for line in notices_of(act("lead")).lines] == [True]
    assert unseen_notices(act("lead")) == 1
