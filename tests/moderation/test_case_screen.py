"""One case at the desk: what is shown, how it is ruled, who gets in."""

import re

import pytest
from django.utils import timezone

from forums.discussion.domain import posts
from moderation.domain import cases, reports
from moderation.models import Case, Exposure, Ruling, Summons
from people.enums import Role
from people.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db
NOT_AT_THE_DESK = [role for role in Role.values if role not in {Role.MODERATOR, Role.SAFEGUARDING_LEAD}]


def door(case) -> str:
    return f"/c/{case.community.slug}/desk/{case.public_id}/"


RETURN = {"outcome": "return", "version": "1", "reason": "unkind", "reply": "Say it kindly."}


def test_a_case_shows_the_text_as_its_author_sees_it(at_desk, case):
    page = at_desk.get(door(case)).content.decode()
    assert "Lunch is &lt;b&gt;too&lt;/b&gt; <em>short</em>." in page
    assert 'name="version" value="1"' in page


def test_a_ruling_is_made_and_said(at_desk, post, case):
    response = at_desk.post(door(case), RETURN, follow=True)
    assert response.redirect_chain == [("/c/harbour/desk/", 302)]
    assert "Sent back with your reply." in response.content.decode()
    post.refresh_from_db()
    assert post.state == "returned"


def test_after_a_ruling_the_next_case_is_open(at_desk, forum, school, moderator, student, case):
    """Three in a row; what is one's own or waits for a second person is passed over."""
    factories.perspective(forum, moderator, "Ask jo@harbour.example", published=False)
    proposed = factories.perspective(forum, factories.member(school, username="sam"), published=False)
    Case.objects.filter(subject_id=proposed.public_id).update(state="removal_proposed")
    further = [factories.perspective(forum, student, words, published=False) for words in ("Two.", "Three.")]
    doors = [door(case), *(door(post.byline.cases.get(subject_id=post.public_id)) for post in further)]
    for here, following in zip(doors, [*doors[1:], "/c/harbour/desk/"], strict=True):
        answer = at_desk.post(here, {"outcome": "release", "version": "1"}, follow=True)
        assert answer.redirect_chain == [(following, 302)]
        assert "Released. Thank you for reading." in answer.content.decode()


def test_words_that_are_hard_to_read_open_by_a_step_of_ones_own(at_desk, forum, school, case):
    factories.perspective(forum, factories.member(school), "I feel so alone at school", published=False)
    answer = at_desk.post(door(case), RETURN, follow=True)
    assert answer.redirect_chain == [("/c/harbour/desk/", 302)]
    assert not Exposure.objects.exists()


def test_whoever_was_called_stays_with_their_case_after_the_ruling(client, school, case):
    deputy = factories.member(school, Role.TEACHER)
    Summons.objects.create(
        case=case, post="deputy", membership=deputy.memberships.get(), created_at=timezone.now()
    )
    client.force_login(deputy)
    answer = client.post(door(case), RETURN, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(door(case), 302)])
    assert "Sent back with your reply." in answer.content.decode()


def test_a_ruling_without_a_reply_comes_back_with_what_was_chosen(at_desk, case):
    response = at_desk.post(door(case), {**RETURN, "reply": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write a few kind words to the author" in page
    assert re.search(r'value="unkind"[^>]*checked', page)
    assert Ruling.objects.count() == 0


def test_a_reply_to_begin_with_is_written_without_a_script(at_desk, case):
    response = at_desk.post(door(case), {**RETURN, "outcome": "fill_in", "reply": ""})
    assert response.status_code == 200
    assert "Say it in other words and post again.</textarea>" in response.content.decode()
    assert Ruling.objects.count() == 0


def test_replies_to_begin_with_speak_the_community_s_language(client):
    lycee = factories.community("lycee", language="fr")
    post = factories.perspective(factories.open_forum(lycee), factories.member(lycee), published=False)
    client.force_login(factories.member(lycee, Role.MODERATOR))
    page = client.get(door(post.byline.cases.get())).content.decode()
    assert 'id="kind-replies" type="application/json"' in page


def test_the_second_of_two_moderators_reads_the_case_again(at_desk, school, post, case):
    other = factories.actor(factories.member(school, Role.MODERATOR), school)
    cases.rule(other, case=case, outcome="release", version=1, now=timezone.now())
    response = at_desk.post(door(case), {**RETURN, "outcome": "remove"})
    page = response.content.decode()
    assert response.status_code == 409
    assert other.name in page
    assert "Released" in page
    post.refresh_from_db()
    assert post.state == "published"


def test_a_ruling_on_an_older_text_shows_the_new_one_with_its_version(at_desk, school, student, post, case):
    author = factories.actor(student, school)
    posts.change(author, post=post, body="Lunch is far too short.", version=1, now=timezone.now())
    response = at_desk.post(door(case), RETURN)
    page = response.content.decode()
    assert response.status_code == 409
    assert "The author changed the text since you opened it." in page
    assert "Lunch is far too short." in page
    assert 'name="version" value="2"' in page
    assert "Say it kindly.</textarea>" in page


def test_a_forged_ruling_says_no_more_than_its_form(at_desk, moderator, case, school):
    lead = factories.member(school, Role.SAFEGUARDING_LEAD)
    forged = {"by": lead.pk, "state": "removed", "case": "1", "about": "1", "severity": "S1"}
    at_desk.post(door(case), {**RETURN, **forged, "ruled_at": "2000-01-01"})
    case.refresh_from_db()
    assert (case.state, case.severity, case.about, case.ruled_at.year) == (
        "returned",
        "S0",
        None,
        timezone.now().year,
    )
    assert Ruling.objects.get().by == moderator


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_forged_version_rules_nothing(at_desk, case, version):
    assert at_desk.post(door(case), {**RETURN, "version": version}).status_code in {409, 422}
    assert Ruling.objects.count() == 0


def test_rule_12_the_adult_it_is_about_meets_a_404(client, school, moderator, case):
    cases.mark_about(
        factories.actor(factories.member(school, Role.MODERATOR), school),
        case=case,
        member=moderator.memberships.get(),
        now=timezone.now(),
    )
    client.force_login(moderator)
    assert client.get(door(case)).status_code == 404
    assert client.post(door(case), RETURN).status_code == 404
    assert case.public_id not in client.get("/c/harbour/desk/").content.decode()


def test_a_case_is_marked_as_about_an_adult_on_its_page(at_desk, school, case):
    teacher = factories.member(school, Role.TEACHER)
    member = teacher.memberships.get().public_id
    page = at_desk.post(f"{door(case)}about/", {"member": member}, follow=True).content.decode()
    assert "To remove it takes two people." in page
    case.refresh_from_db()
    assert case.about.user == teacher
    at_desk.post(door(case), {**RETURN, "outcome": "remove"})
    case.refresh_from_db()
    assert case.state == "removal_proposed"


@pytest.mark.parametrize("member", ["forged", "student", "elsewhere"])
def test_a_forged_adult_is_refused(at_desk, school, student, case, member):
    stranger = factories.member(factories.community("lakeside"), Role.TEACHER)
    known = {"student": student, "elsewhere": stranger}
    value = known[member].memberships.get().public_id if member in known else member
    assert at_desk.post(f"{door(case)}about/", {"member": value}).status_code == 422
    case.refresh_from_db()
    assert case.about is None


def test_nobody_rules_on_their_own_words_on_the_page(at_desk, forum, moderator):
    post = factories.perspective(forum, moderator, "Ask jo@harbour.example", published=False)
    own = post.byline.cases.get()
    page = at_desk.get(door(own)).content.decode()
    assert "You cannot decide about your own words." in page
    assert 'name="outcome"' not in page
    assert at_desk.post(door(own), RETURN).status_code == 403


@pytest.mark.parametrize("role", NOT_AT_THE_DESK)
def test_the_desk_does_not_exist_for_others(client, school, case, role):
    client.force_login(factories.member(school, role))
    for path in ("/c/harbour/desk/", door(case)):
        assert client.get(path).status_code == 404
    assert client.post(door(case), RETURN).status_code == 404
    assert client.post(f"{door(case)}about/", {"member": ""}).status_code == 404
    assert Ruling.objects.count() == 0


def test_the_desk_does_not_exist_for_moderators_of_elsewhere_and_of_the_past(client, school, case):
    lakeside = factories.community("lakeside")
    stranger = factories.member(lakeside, Role.MODERATOR)
    former = factories.member(school, Role.MODERATOR)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    for user in (stranger, former):
        client.force_login(user)
        for path in ("/c/harbour/desk/", door(case)):
            assert client.get(path).status_code == 404
        assert client.post(door(case), RETURN).status_code == 404
    client.force_login(stranger)
    assert client.get(f"/c/lakeside/desk/{case.public_id}/").status_code == 404
    assert client.post(f"/c/lakeside/desk/{case.public_id}/", RETURN).status_code == 404


def test_a_moderator_without_a_valid_check_is_told_so(client, school, case):
    client.force_login(factories.member(school, Role.MODERATOR, cleared=False))
    response = client.get(door(case))
    assert response.status_code == 403
    assert "Your safeguarding check is missing or has run out." in response.content.decode()


def test_rule_20_a_moderator_does_not_learn_who_reported_their_own_post(client, school, forum):
    moderator = factories.member(school, Role.MODERATOR, username="mo")
    factories.member(school, Role.TEACHER)
    own = factories.perspective(forum, moderator, "Lunch is fine.")
    reporter = factories.member(school, username="robin")
    reports.report(
        factories.actor(reporter, school),
        kind="perspective",
        public_id=own.public_id,
        reason="unkind",
        words="It is not fine at all.",
        now=timezone.now(),
    )
    client.force_login(moderator)
    page = client.get(door(own.byline.cases.get())).content.decode()
    assert "Another moderator will." in page
    assert reporter.name not in page
    assert "It is not fine at all." not in page
