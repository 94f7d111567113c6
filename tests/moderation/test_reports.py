"""Reports: from anybody who reads, about anything that is public; never shown to the reported (rules 19 and 20)."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from forums.discussion.domain import posts
from mobilize.kernel.refusal import Refused
from moderation import queries
from moderation.domain import cases, reports
from moderation.enums import OPEN_CASES
from moderation.models import Case, Flag
from people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def forum(school):
    return factories.open_forum(school)


@pytest.fixture
def author(school):
    return factories.member(school)


@pytest.fixture
def post(forum, author):
    post = factories.perspective(forum, author)
    Case.objects.all().delete()
    return post


def actor(school, *roles, **standing):
    return factories.actor(factories.member(school, *roles, **standing), school)


def report(reporter, post, reason="unkind", words="", **changed):
    words = {
        "kind": posts.PERSPECTIVE,
        "public_id": post.public_id,
        "reason": reason,
        "words": words,
        **changed,
    }
    return reports.report(reporter, **words, now=timezone.now())


def test_a_report_keeps_the_text_as_it_was_and_hides_nothing(school, post):
    flag = report(actor(school), post, words=" Look at it. ")
    assert (flag.words, flag.sealed_copy) == ("Look at it.", "The hall is too loud.")
    assert (flag.case.reason, flag.case.severity) == ("reported", "S4")
    post.refresh_from_db()
    assert post.state == "published"


def test_rule_19_a_student_without_consent_can_call_for_help(school, post):
    assert report(actor(school, band="A", consent=False), post, "worried").case.severity == "S3"


def test_reports_about_one_text_are_one_case_of_the_gravest_kind(school, post):
    report(actor(school), post, "unkind")
    report(actor(school), post, "worried")
    report(actor(school), post, "wrong")
    case = Case.objects.get()
    assert (case.flags.count(), case.severity) == (3, "S3")


def test_rule_19_the_number_of_reports_alone_removes_nothing(school, post):
    for _count in range(12):
        report(actor(school), post)
    post.refresh_from_db()
    assert post.state == "published"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"reason": "boring"}, "flag_reason_missing", "reason"),
        ({"reason": ""}, "flag_reason_missing", "reason"),
        ({"words": "x" * 501}, "words_too_long", "words"),
        ({"kind": "nothing"}, "not_found", None),
        ({"public_id": "unknown"}, "not_found", None),
    ],
)
def test_an_unfit_report_is_refused(school, post, changed, code, field):
    with pytest.raises(Refused) as refused:
        report(actor(school), post, **changed)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (Case.objects.count(), Flag.objects.count()) == (0, 0)


def test_five_hundred_letters_are_kept_whole(school, post):
    assert report(actor(school), post, words="é" * 500).words == "é" * 500


def test_the_same_person_reports_a_text_once_and_never_their_own(school, post, author):
    reporter = actor(school)
    report(reporter, post)
    with pytest.raises(Refused, match="reported_already"):
        report(reporter, post, "worried")
    with pytest.raises(Refused, match="own_report"):
        report(factories.actor(author, school), post)


def test_rule_19_reports_are_throttled_by_reporter(school, forum, post, settings):
    settings.MOBILIZE = {**settings.MOBILIZE, "REPORTS_PER_HOUR": 2}
    reporter = actor(school)
    more = [factories.perspective(forum, factories.member(school)) for _post in range(2)]
    report(reporter, post)
    report(reporter, more[0])
    with pytest.raises(Refused, match="too_many_reports"):
        report(reporter, more[1])
    assert report(actor(school), more[1]).reason == "unkind"


def test_what_nobody_else_can_read_cannot_be_reported(school, forum):
    held = factories.perspective(forum, factories.member(school), published=False)
    with pytest.raises(Refused, match="not_found"):
        report(actor(school), held)


def test_who_cannot_read_the_text_cannot_report_it(school, post):
    elsewhere = factories.community("lakeside")
    for stranger in (
        actor(elsewhere),
        actor(elsewhere, Role.MODERATOR),
        actor(school, Role.MENTOR),
        actor(school, Role.AGENCY_WORKER),
        actor(school, Role.CAREGIVER),
        actor(school, Role.MENTORING_COORDINATOR),
    ):
        with pytest.raises(Refused, match="not_found"):
            report(stranger, post)


def test_a_text_for_other_bands_cannot_be_reported(school):
    forum = factories.open_forum(school, bands=["C"])
    post = factories.perspective(forum, factories.member(school, band="C"))
    with pytest.raises(Refused, match="not_found"):
        report(actor(school, band="B"), post)
    assert report(actor(school, band="C"), post).reason == "unkind"


def test_rule_20_the_author_is_told_the_outcome_and_never_of_the_report(school, post):
    flag = report(actor(school), post, words="Told by me")
    assert queries.words_for_authors(posts.PERSPECTIVE, [post.public_id]) == {}
    moderator = actor(school, Role.MODERATOR)
    cases.rule(
        moderator,
        case=flag.case,
        outcome="return",
        version=1,
        reason="unkind",
        reply="Say it kindly.",
        now=timezone.now(),
    )
    words = queries.words_for_authors(posts.PERSPECTIVE, [post.public_id])[post.public_id]
    assert words.reply == "Say it kindly."
    assert "Told by me" not in str(words)
    assert flag.reporter.user.name not in str(words)
    assert moderator.name not in str(words)


def test_rule_20_the_reporter_is_told_the_outcome(school, post):
    reporter = actor(school)
    flag = report(reporter, post)
    assert queries.untold_reports(reporter) == 0
    cases.rule(
        actor(school, Role.MODERATOR), case=flag.case, outcome="release", version=1, now=timezone.now()
    )
    assert queries.untold_reports(reporter) == 1
    reports.mark_told(reporter, shown=queries.reports_of(reporter), now=timezone.now())
    assert queries.untold_reports(reporter) == 0


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_reports_at_the_same_moment_are_one_case():
    school = factories.community()
    post = factories.perspective(factories.open_forum(school), factories.member(school, band="D"))
    reporters = [actor(school) for _reporter in range(6)]
    start, faults = threading.Barrier(6), []

    def one(reporter):
        start.wait()
        try:
            report(reporter, post)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(reporter,)) for reporter in reporters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert Case.objects.get().flags.count() == 6


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reported_before", [False, True])
def test_words_taken_back_while_they_are_reported_or_ruled_on_leave_no_open_case(reported_before):
    school = factories.community()
    author = factories.member(school, band="D")
    post = factories.perspective(factories.open_forum(school), author)
    moderator, late = actor(school, Role.MODERATOR), actor(school)
    flag = report(actor(school), post) if reported_before else None
    start, faults = threading.Barrier(3 if flag else 2), []

    def one(command):
        start.wait()
        try:
            command()
        except Refused:
            pass  # whoever comes second is told so
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    now = timezone.now()
    commands = [
        lambda: posts.withdraw(factories.actor(author, school), post=post, now=now),
        lambda: report(late, post),
    ]
    if flag:
        commands.append(
            lambda: cases.rule(moderator, case=flag.case, outcome="release", version=1, now=timezone.now())
        )
    threads = [threading.Thread(target=one, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    post.refresh_from_db()
    assert faults == []
    assert post.state == "withdrawn"
    assert not Case.objects.filter(state__in=OPEN_CASES).exists()
