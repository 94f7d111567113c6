"""Calls: the lead at once, the deputy and the head some minutes later, until somebody is on it (rule 15)."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from mobilize.kernel import jobs, outbox
from mobilize.kernel.models import AuditEntry, Letter
from mobilize.kernel.refusal import Refused
from moderation.domain import cases, duty, summons
from moderation.enums import Post
from moderation.models import Case, Summons, Wish
from people.enums import Role
from people.models import Membership, Notice, NoticeWish, RoleGrant
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-03-02T23:00+00:00")  # a Monday night
DANGER = "Tonight I am going to kill myself"
DISCLOSURE = "my uncle touches me at night"


class School:
    """A school with a lead, a deputy and a head on duty, and a forum."""

    def __init__(self, *posts):
        self.school = factories.community()
        self.forum = factories.open_forum(self.school)
        self.student = factories.member(self.school)
        admin = factories.actor(factories.member(self.school, Role.ADMINISTRATOR), self.school)
        roles = {Post.LEAD: Role.SAFEGUARDING_LEAD, Post.DEPUTY: Role.TEACHER, Post.HEAD: Role.ORGANIZER}
        self.users = {post: factories.member(self.school, roles[post], username=str(post)) for post in posts}
        for post, user in self.users.items():
            place = Membership.objects.get(user=user)
            NoticeWish.objects.create(membership=place, email=f"{post}@school.example")
            duty.add_turn(admin, post=post, member=place, now=NOW)

    def say(self, words=DANGER):
        factories.perspective(self.forum, self.student, words, published=False)
        return Case.objects.get()

    def called(self):
        return [
            (one.post, one.membership_id and one.membership.user.username) for one in Summons.objects.all()
        ]

    def actor(self, post):
        return factories.actor(self.users[post], self.school)


@pytest.fixture
def all_posts(freeze):
    freeze(NOW.isoformat())
    return School(*Post.values[:3])


def run_at(freeze, minutes: float):
    moment = NOW + timedelta(minutes=minutes)
    freeze(moment.isoformat())
    jobs.run_due(now=moment)


def test_rule_15_s1_calls_the_lead_at_once_the_deputy_after_5_and_the_head_after_10_minutes(
    all_posts, freeze
):
    case = all_posts.say()
    assert (case.severity, all_posts.called()) == ("S1", [("lead", "lead")])
    for minutes, called in ((4.9, 1), (5, 2), (9.9, 2), (10, 3), (30, 3)):
        run_at(freeze, minutes)
        assert len(all_posts.called()) == called, minutes
    assert all_posts.called() == [("lead", "lead"), ("deputy", "deputy"), ("head", "head")]


def test_rule_15_an_answer_stops_the_calls(all_posts, freeze):
    case = all_posts.say()
    run_at(freeze, 5)
    summons.answer(all_posts.actor(Post.DEPUTY), case=case, now=NOW + timedelta(minutes=6))
    run_at(freeze, 20)
    assert [one.answered_at is not None for one in Summons.objects.all()] == [False, True]
    line = AuditEntry.objects.get(action="moderation.answer_call")
    assert line.actor == all_posts.users[Post.DEPUTY].public_id


def test_rule_15_a_ruling_stops_the_calls_too(all_posts, freeze):
    case = all_posts.say()
    cases.rule(
        all_posts.actor(Post.LEAD), case=case, outcome="return", version=1, reason="unsafe",
        reply="I read it, Robin's friend. I come to your class at nine.", now=NOW,
    )  # fmt: skip
    run_at(freeze, 20)
    assert all_posts.called() == [("lead", "lead")]


def test_rule_15_a_step_that_runs_twice_calls_once(all_posts):
    case = all_posts.say()
    for _again in range(2):
        summons.step(case.public_id, "deputy", now=NOW + timedelta(minutes=5))
    assert all_posts.called() == [("lead", "lead"), ("deputy", "deputy")]
    assert Letter.objects.count() == 2


def test_rule_15_an_empty_post_goes_to_the_next_at_once(freeze):
    freeze(NOW.isoformat())
    found = School(Post.HEAD)
    found.say()
    assert found.called() == [("lead", None), ("deputy", None), ("head", "head")]


def test_rule_15_whoever_holds_two_posts_is_called_once_and_then_the_next(freeze):
    freeze(NOW.isoformat())
    found = School(Post.LEAD, Post.HEAD)
    admin = factories.actor(factories.member(found.school, Role.ADMINISTRATOR), found.school)
    duty.add_turn(admin, post=Post.DEPUTY, member=Membership.objects.get(user__username="lead"), now=NOW)
    found.say()
    run_at(freeze, 5)
    assert found.called() == [("lead", "lead"), ("deputy", None), ("head", "head")]


def test_rule_15_with_nobody_on_duty_the_whole_desk_is_told(freeze):
    freeze(NOW.isoformat())
    found = School()
    moderator = factories.member(found.school, Role.MODERATOR)
    found.say()
    assert [post for post, _who in found.called()] == ["lead", "deputy", "head"]
    told = Notice.objects.filter(kind="nobody_on_duty").values_list("membership__user", flat=True)
    assert moderator.pk in told


def test_rule_15_the_call_goes_out_by_e_mail_at_night_and_holds_no_word_of_the_child(all_posts):
    case = all_posts.say()
    while outbox.send_next(now=NOW).letter:
        pass
    (letter,) = mail.outbox
    assert letter.to == ["lead@school.example"]
    whole = letter.subject + letter.body + letter.alternatives[0][0]
    assert f"/c/harbour/desk/{case.public_id}/" in letter.body
    assert (
        "kill" not in whole and case.byline.pseudonym not in whole and all_posts.forum.question not in whole
    )


def test_rule_15_a_banner_stands_on_every_page_of_whoever_is_called_until_somebody_answers(all_posts, client):
    case = all_posts.say()
    client.force_login(all_posts.users[Post.LEAD])
    banner = "You are called: somebody may be in danger."
    for page in ("forums/", "desk/", ""):
        assert banner in client.get(f"/c/harbour/{page}").content.decode()
    Wish.objects.create(case=case, wish="now", created_at=NOW)
    assert "The author asked: find me now." in client.get("/c/harbour/forums/").content.decode()
    done = client.post(f"/c/harbour/desk/{case.public_id}/answer/", follow=True).content.decode()
    assert "nobody else is called" in done
    assert banner not in client.get("/c/harbour/forums/").content.decode()


def test_rule_15_whoever_is_called_reads_it_outside_the_community_too(all_posts, client):
    case = all_posts.say()
    lead = all_posts.users[Post.LEAD]
    factories.member(
        factories.community("quay"), Role.ORGANIZER, user=lead
    )  # the first membership is the other one
    place = lead.memberships.get(community=all_posts.school)
    RoleGrant.objects.create(membership=place, role=Role.ORGANIZER, granted_at=NOW)
    client.force_login(lead)
    answer = f"/c/harbour/desk/{case.public_id}/answer/"
    for page in ("/home/", "/accounts/password/change/", "/accounts/2fa/", "/cms/"):
        shown = client.get(page).content.decode()
        assert "You are called: somebody may be in danger." in shown and answer in shown, page
    client.post(answer)
    for page in ("/home/", "/cms/"):
        assert "You are called" not in client.get(page).content.decode(), page
    client.force_login(all_posts.users[Post.HEAD])
    assert "You are called" not in client.get("/accounts/password/change/").content.decode()


def test_rule_15_only_who_was_called_or_holds_a_post_can_answer(all_posts):
    case = all_posts.say()
    for role, code in ((Role.MODERATOR, "not_found"), (Role.TEACHER, "not_found")):
        with pytest.raises(Refused, match=code):
            summons.answer(
                factories.actor(factories.member(all_posts.school, role), all_posts.school),
                case=case,
                now=NOW,
            )
    assert not Summons.objects.exclude(answered_at=None).exists()


def test_rule_15_a_called_head_opens_that_case_and_no_other(all_posts, freeze, client):
    case = all_posts.say()
    client.force_login(all_posts.users[Post.HEAD])
    assert client.get(f"/c/harbour/desk/{case.public_id}/").status_code == 404
    run_at(freeze, 5)
    run_at(freeze, 10)
    assert client.get(f"/c/harbour/desk/{case.public_id}/").status_code == 200
    assert client.get("/c/harbour/desk/").status_code == 404


def test_rule_15_a_disclosure_tells_the_lead_at_once_and_calls_when_its_time_has_passed(all_posts, freeze):
    case = all_posts.say(DISCLOSURE)
    assert (case.severity, all_posts.called()) == ("S2", [])
    assert Notice.objects.get(kind="disclosure").membership.user.username == "lead"
    assert case.expected_by == NOW + timedelta(minutes=30)
    run_at(freeze, 29)
    assert all_posts.called() == []
    run_at(freeze, 30)
    assert all_posts.called() == [("lead", "lead")]
    run_at(freeze, 35)
    assert all_posts.called()[1:] == [("deputy", "deputy")]


def test_rule_15_a_lead_who_is_on_a_disclosure_is_not_called_again(all_posts, freeze):
    case = all_posts.say(DISCLOSURE)
    summons.answer(all_posts.actor(Post.LEAD), case=case, now=NOW + timedelta(minutes=3))
    run_at(freeze, 60)
    assert all_posts.called() == [("lead", "lead")]


def test_rule_12_whom_a_case_complains_about_is_not_called_about_it(all_posts, freeze):
    case = all_posts.say(DISCLOSURE)
    Case.objects.update(about=Membership.objects.get(user__username="lead"))
    summons.step(case.public_id, "lead", now=NOW)
    assert all_posts.called() == [("lead", None), ("deputy", "deputy")]
