"""The log of concerns: reports by duty, telling guardians, closing, and what stays hidden (rules 27 to 29)."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from mobilize.kernel import outbox
from mobilize.kernel.models import AuditEntry, Letter
from moderation.domain import concern_readers, concerns
from moderation.enums import ConcernKind, ConcernState, EntryKind
from people.domain import notices
from people.models import Notice, NoticeWish
from people.notice_queries import notices_of, unseen_notices
from tests.moderation.keepers import NOW, led_to, refused

pytestmark = pytest.mark.django_db


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


def test_rule_54_a_young_person_speaks_in_a_concern_once_they_were_told_of_it(act, raised, client, people):
    concern = led_to(act, raised("lead", student=people["student"].memberships.get()))
    said = {
        "concern": concern,
        "step": EntryKind.STATEMENT,
        "words": "It was not so. I was at my aunt's.",
        "now": NOW,
    }
    assert refused(lambda: concerns.write(act("lead"), **said)) == "child_not_told"
    concerns.write(act("lead"), **said | {"step": EntryKind.CHILD_TOLD, "words": "I told her in my room."})
    entry = concerns.write(act("lead"), **said)
    assert (entry.words, entry.get_kind_display()) == (said["words"], "In the young person's own words")
    # It stays possible after the end, and no page of hers tells that there is a file.
    concern.refresh_from_db()
    closed = {"state": ConcernState.CLOSED, "outcome": "support", "closed_at": NOW}
    concern.__class__.objects.filter(pk=concern.pk).update(**closed)
    assert concerns.write(act("lead"), **said).concern_id == concern.pk
    client.force_login(people["student"])
    assert "oncern" not in client.get("/c/harbour/my-data/").content.decode()
    assert client.get(f"/c/harbour/concerns/files/{concern.public_id}/").status_code == 404


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
    mail.outbox = []
    outbox.send_next(now=night)
    assert [sent.to for sent in mail.outbox] == [["lea@example.org"]]
    assert [line.is_new for line in notices_of(act("lead")).lines] == [True]
    assert unseen_notices(act("lead")) == 1
