"""Cases: opened when something waits, ruled once, never by the author; complaints take two people."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from forums.discussion.domain import posts
from forums.discussion.enums import PostState
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation import queries
from moderation.domain import cases, reports
from moderation.enums import CaseState, FlagReason
from moderation.models import Case, Ruling
from people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db


class Desk:
    """A school with two moderators, a lead, and a held post of a student."""

    def __init__(self):
        self.school = factories.community()
        self.forum = factories.open_forum(self.school)
        self.student = factories.member(self.school)
        self.one, self.two = self.actor(Role.MODERATOR), self.actor(Role.MODERATOR)
        self.lead = self.actor(Role.SAFEGUARDING_LEAD)
        self.post = factories.perspective(self.forum, self.student, published=False)
        self.case = Case.objects.get()

    def actor(self, *roles, **standing):
        return factories.actor(factories.member(self.school, *roles, **standing), self.school)

    def rule(self, actor, outcome="release", version=1, reason="unkind", reply="Say it kindly.", case=None):
        return cases.rule(
            actor,
            case=case or self.case,
            outcome=outcome,
            version=version,
            reason=reason,
            reply=reply,
            now=timezone.now(),
        )

    def states(self):
        self.post.refresh_from_db()
        self.case.refresh_from_db()
        return self.post.state, self.case.state


@pytest.fixture
def desk():
    return Desk()


def test_a_held_post_waits_at_the_desk_with_its_reason_and_its_place(desk):
    assert (desk.case.reason, desk.case.state, desk.case.version) == ("band", "waiting", 1)
    assert (desk.case.place, desk.case.byline) == (desk.forum.question, desk.post.byline)


@pytest.mark.parametrize(
    ("outcome", "post", "case"),
    [
        ("release", PostState.PUBLISHED, CaseState.RELEASED),
        ("return", PostState.RETURNED, CaseState.RETURNED),
        ("remove", PostState.REMOVED, CaseState.REMOVED),
    ],
)
def test_a_ruling_moves_post_and_case_and_is_written_down(desk, outcome, post, case):
    desk.rule(desk.one, outcome)
    assert desk.states() == (post, case)
    ruling = Ruling.objects.get()
    assert (ruling.by, ruling.outcome, ruling.version) == (desk.one.user, outcome, 1)
    line = AuditEntry.objects.get(action="moderation.rule")
    assert (line.actor, line.object_id, line.note) == (
        desk.one.user.public_id,
        desk.case.public_id,
        {"outcome": outcome},
    )


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"outcome": "burn"}, "outcome_missing", "outcome"),
        ({"outcome": ""}, "outcome_missing", "outcome"),
        ({"outcome": "return", "reason": ""}, "reason_missing", "reason"),
        ({"outcome": "return", "reason": "because"}, "reason_missing", "reason"),
        ({"outcome": "remove", "reply": "  "}, "reply_missing", "reply"),
        ({"outcome": "return", "reply": "x" * 2001}, "reply_too_long", "reply"),
        ({"version": 2}, "case_version", None),
    ],
)
def test_an_incomplete_ruling_is_refused_and_changes_nothing(desk, changed, code, field):
    with pytest.raises(Refused) as refused:
        desk.rule(desk.one, **changed)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert desk.states() == (PostState.HELD, CaseState.WAITING)
    assert Ruling.objects.count() == 0


def test_of_two_moderators_the_second_hears_that_it_is_ruled(desk):
    desk.rule(desk.one)
    with pytest.raises(Refused, match="case_ruled"):
        desk.rule(desk.two, "remove")
    assert desk.states() == (PostState.PUBLISHED, CaseState.RELEASED)


def test_a_text_that_changed_meanwhile_is_read_again(desk):
    author = factories.actor(desk.student, desk.school)
    posts.change(author, post=desk.post, body="The hall is much too loud.", version=1, now=timezone.now())
    with pytest.raises(Refused, match="case_version"):
        desk.rule(desk.one)
    desk.case.refresh_from_db()
    assert desk.case.version == 2
    desk.rule(desk.one, version=2)
    assert desk.states() == (PostState.PUBLISHED, CaseState.RELEASED)


def test_a_post_that_was_taken_back_leaves_the_desk(desk):
    posts.withdraw(factories.actor(desk.student, desk.school), post=desk.post, now=timezone.now())
    assert desk.states() == (PostState.WITHDRAWN, CaseState.CLOSED)
    with pytest.raises(Refused, match="case_ruled"):
        desk.rule(desk.one)


def test_rule_12_nobody_rules_on_their_own_words(desk):
    post = factories.perspective(
        desk.forum, desk.one.user, "Write to me at jo@harbour.example", published=False
    )
    case = post.byline.cases.get()
    with pytest.raises(Refused, match="own_post"):
        desk.rule(desk.one, case=case)
    assert desk.rule(desk.two, case=case).state == CaseState.RELEASED


def mark(desk, actor, member):
    return cases.mark_about(actor, case=desk.case, member=member, now=timezone.now())


def test_rule_12_the_adult_it_is_about_does_not_see_the_case(desk):
    mark(desk, desk.one, desk.two.membership)
    desk.case.refresh_from_db()
    for act in (lambda: desk.rule(desk.two), lambda: mark(desk, desk.two, None)):
        with pytest.raises(Refused, match="not_found"):
            act()
    assert queries.queue_for(desk.two) == ([], "")
    assert queries.queue_counts_for(desk.two, now=timezone.now()) == {"waiting": 0, "late": 0}
    assert [case.pk for case in queries.queue_for(desk.one)[0]] == [desk.case.pk]


def test_rule_12_removing_a_complaint_takes_two_people(desk):
    mark(desk, desk.one, desk.actor(Role.TEACHER).membership)
    desk.rule(desk.one, "remove")
    assert desk.states() == (PostState.HELD, CaseState.REMOVAL_PROPOSED)
    with pytest.raises(Refused, match="second_person"):
        desk.rule(desk.one, "remove")
    desk.rule(desk.two, "remove")
    assert desk.states() == (PostState.REMOVED, CaseState.REMOVED)
    assert [ruling.by for ruling in Ruling.objects.all()] == [desk.one.user, desk.two.user]


def test_rule_12_the_two_people_agree_about_the_same_words(desk):
    mark(desk, desk.one, desk.actor(Role.TEACHER).membership)
    desk.rule(desk.one, "remove")
    author = factories.actor(desk.student, desk.school)
    posts.change(author, post=desk.post, body="The teacher shouts.", version=1, now=timezone.now())
    desk.rule(desk.two, "remove", version=2)
    assert desk.states() == (PostState.HELD, CaseState.REMOVAL_PROPOSED)
    desk.rule(desk.one, "remove", version=2)
    assert desk.states() == (PostState.REMOVED, CaseState.REMOVED)


def test_rule_12_a_report_about_an_adult_is_a_complaint_without_any_mark(desk):
    desk.rule(desk.one)
    reporter = desk.actor()
    flag = reports.report(
        reporter,
        kind=posts.PERSPECTIVE,
        public_id=desk.post.public_id,
        reason=FlagReason.ABOUT_ADULT,
        now=timezone.now(),
    )
    desk.rule(desk.one, "remove", case=flag.case)
    flag.case.refresh_from_db()
    desk.post.refresh_from_db()
    assert (desk.post.state, flag.case.state) == (PostState.PUBLISHED, CaseState.REMOVAL_PROPOSED)


def test_only_adults_of_the_community_can_be_what_a_case_is_about(desk):
    stranger = factories.member(factories.community("lakeside"), Role.TEACHER)
    with pytest.raises(Refused, match="not_found"):
        mark(desk, desk.one, stranger.memberships.get())
    with pytest.raises(Refused, match="not_an_adult"):
        mark(desk, desk.one, desk.student.memberships.get())


def test_only_a_lead_takes_the_mark_away(desk):
    mark(desk, desk.one, desk.actor(Role.TEACHER).membership)
    with pytest.raises(Refused, match="lead_only"):
        mark(desk, desk.one, None)
    assert mark(desk, desk.lead, None).about is None


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in {Role.MODERATOR, Role.SAFEGUARDING_LEAD}]
)
def test_nobody_else_works_the_desk(desk, role):
    actor = desk.actor(role)
    for act in (lambda: desk.rule(actor), lambda: mark(desk, actor, None)):
        with pytest.raises(Refused, match="not_found"):
            act()


def test_a_moderator_without_a_valid_check_works_no_desk(desk):
    with pytest.raises(Refused, match="clearance_missing"):
        desk.rule(desk.actor(Role.MODERATOR, cleared=False))


def test_a_moderator_of_another_community_finds_nothing(desk):
    lakeside = factories.community("lakeside")
    stranger = factories.actor(factories.member(lakeside, Role.MODERATOR), lakeside)
    with pytest.raises(Refused, match="not_found"):
        desk.rule(stranger)
    assert queries.queue_for(stranger) == ([], "")


def test_the_author_reads_why_and_until_when_and_then_the_reply(desk):
    words = queries.words_for_authors(posts.PERSPECTIVE, [desk.post.public_id])[desk.post.public_id]
    assert (words.waits, words.why) == (True, "In this age group a person reads each post first.")
    assert words.expected_by == desk.case.expected_by
    desk.rule(desk.one, "return")
    words = queries.words_for_authors(posts.PERSPECTIVE, [desk.post.public_id])[desk.post.public_id]
    assert (words.waits, words.outcome, words.reply) == (False, "return", "Say it kindly.")
    assert words.reason == "Some words may hurt somebody. Say what you mean in other words."


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_are_one_ruling():
    desk = Desk()
    start, outcomes = threading.Barrier(2), []

    def one(actor, outcome):
        start.wait()
        try:
            outcomes.append(desk.rule(actor, outcome).state)
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=one, args=pair) for pair in ((desk.one, "release"), (desk.two, "remove"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Ruling.objects.count() == 1
    assert "case_ruled" in outcomes
    assert len(outcomes) == 2
