"""The consent age is a community's own: stricter than the installation's, never laxer (rules 39 and 41)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel import jobs
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people import apps
from people.bounds import BOUNDS
from people.domain import births, consent_rounds, guarding, members, policy
from people.enums import Role
from people.models import Membership, Policy, User
from people.standings import standings_of
from tests import factories
from tests.factories.families import record, tie

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def place(user) -> Membership:
    return Membership.objects.get(user=user)


def set_age(admin, school, age: int, now=NOW) -> None:
    policy.change(factories.actor(admin, school), numbers={}, consent_age=age, now=now)


def follow(school, now=NOW) -> int:
    return guarding.follow_consent_age(school, now=now)


@pytest.fixture
def house_age(settings):
    def set_to(age: int) -> None:
        settings.MOBILIZE = {**settings.MOBILIZE, "CONSENT_AGE": age}

    return set_to


def older(school):
    """A student of 16 or 17 for whom no guardian said anything."""
    return factories.member(school, band="C", consent=False)


@pytest.mark.both_databases
def test_rule_39_who_writes_without_a_guardian_differs_from_one_community_to_the_next(admin, school):
    inland = factories.community("inland")
    here, there = older(school), older(inland)
    set_age(admin, school, 18)
    assert [factories.actor(here, school).permitted, factories.actor(there, inland).permitted] == [
        False,
        True,
    ]
    forum = factories.open_forum(school)
    with pytest.raises(Refused) as caught:
        factories.perspective(forum, here)
    assert caught.value.code == "consent_missing"
    assert factories.perspective(factories.open_forum(inland), there).pk
    record(admin, school, here)
    assert factories.perspective(forum, here).pk


@pytest.mark.parametrize(
    ("house", "age", "reads_only"), [(13, None, "A"), (13, 16, "AB"), (16, None, "AB"), (16, 18, "ABC")]
)
def test_rule_39_the_age_says_which_bands_need_a_guardian(admin, school, house_age, house, age, reads_only):
    house_age(house)
    if age:
        set_age(admin, school, age)
    members = {band: factories.member(school, band=band, consent=False) for band in "ABCD"}
    found = [band for band, user in members.items() if not factories.actor(user, school).consented]
    assert "".join(found) == reads_only
    facts = {
        band: standings_of([place(user).pk], now=NOW)[place(user).pk].facts for band, user in members.items()
    }
    assert [band for band in "ABCD" if facts[band][2]] == list(reads_only)  # open rooms see it, too


@pytest.mark.parametrize("age", [12, 13, 14, 15, 17, 19])
def test_rule_39_no_community_is_laxer_than_the_law_of_its_installation(admin, school, age):
    with pytest.raises(Refused) as caught:
        set_age(admin, school, age)
    assert (caught.value.code, caught.value.field) == ("consent_age_unfit", "consent_age")
    assert not Policy.objects.exists()


def test_rule_39_an_installation_that_becomes_stricter_is_followed_at_once(admin, school, house_age):
    house_age(13)
    set_age(admin, school, 13)
    user = factories.member(school, band="B", consent=False)
    assert factories.actor(user, school).consented
    house_age(16)
    assert not factories.actor(user, school).consented


def test_an_installation_with_an_age_inside_a_band_does_not_start(house_age):
    house_age(15)
    with pytest.raises(ImproperlyConfigured, match="13, 16, 18"):
        apps._check_consent_age()


def test_rule_39_with_a_higher_age_guardians_are_asked_and_who_took_part_is_not_forgotten(
    admin, school, django_capture_on_commit_callbacks
):
    spoke, never = older(school), factories.member(school, band="C", consent=False, assent=False)
    words = factories.perspective(factories.open_forum(school), spoke)
    set_age(admin, school, 18)
    (job,) = jobs.jobs().filter(args_kwargs__args=["people.family_tasks.follow_consent_age", school.pk])
    jobs.run(jobs.take(worker="w", now=timezone.now() + timedelta(days=1), job_id=job.pk))
    states = {
        user: list(place(user).consents.order_by("id").values_list("state", "basis"))
        for user in (spoke, never)
    }
    assert states[spoke] == [("expired", "own"), ("requested", "guardian")]
    assert states[never] == [("requested", "guardian")]
    assert follow(school) == 0
    assert consent_rounds.forget_unanswered(now=timezone.now() + timedelta(days=15)) == 1
    assert User.objects.get(pk=spoke.pk).is_active and not User.objects.get(pk=never.pk).is_active
    words.refresh_from_db()
    assert words.body


def test_rule_39_who_took_part_before_anybody_asked_for_an_own_yes_is_not_forgotten(admin, school):
    user = older(school)
    factories.perspective(factories.open_forum(school), user)
    place(user).assents.all().delete()
    set_age(admin, school, 18)
    assert follow(school) == 1
    assert consent_rounds.forget_unanswered(now=timezone.now() + timedelta(days=30)) == 0


def test_rule_39_a_younger_band_asks_the_guardians_and_ends_unsent_words(admin, school):
    from forums.discussion.domain import stances, welcome
    from forums.discussion.models import Draft

    user, forum = older(school), factories.open_forum(school)
    actor = factories.actor(user, school)
    welcome.confirm(actor, forum=forum, now=NOW)
    stances.save_draft(actor, forum=forum, body="Not yet.", now=NOW)
    members.set_band(factories.actor(admin, school), membership=place(user), band="B", now=NOW)
    assert list(place(user).consents.values_list("state", flat=True)) == ["expired", "requested"]
    assert not Draft.objects.exists()


def test_rule_41_guardians_step_down_where_the_community_asks_them_no_more(admin, school):
    set_age(admin, school, 18)
    user, parent = factories.member(school, band="B"), factories.member(school, Role.CAREGIVER)
    link = tie(place(user), place(parent))
    born = date(2010, 11, 24)
    births.set_birth_date(factories.actor(admin, school), membership=place(user), born_on=born, now=NOW)
    link.refresh_from_db()
    assert (place(user).band, link.may_consent, link.gets_mail) == ("C", True, True)
    set_age(admin, school, 16)
    follow(school)
    link.refresh_from_db()
    assert (link.may_consent, link.gets_mail) == (False, False)
    members.set_band(factories.actor(admin, school), membership=place(user), band="D", now=NOW)
    link.refresh_from_db()
    assert link.ended_at == NOW


@pytest.mark.both_databases
def test_a_member_and_their_communitys_age_are_one_question(
    admin, school, student, django_assert_num_queries
):
    set_age(admin, school, 18)
    with django_assert_num_queries(1):
        factories.actor(student, school)


def test_the_screen_offers_what_the_law_allows_and_the_trail_keeps_both_ages(at_work, school):
    address = reverse("policy", args=[school.slug])
    form = at_work.get(address).context["form"]
    assert [value for value, _label in form.fields["consent_age"].choices] == [16, 18]
    typed = {name: form.initial[name] for name in BOUNDS} | {"school_networks": ""}
    assert at_work.post(address, {**typed, "consent_age": "13"}).status_code == 422
    assert at_work.post(address, {**typed, "consent_age": "18"}).status_code == 302
    line = AuditEntry.objects.get(action="people.change_policy")
    assert (line.note["before"], line.note["after"]) == ({"consent_age": 16}, {"consent_age": 18})


def test_the_members_page_says_that_a_guardian_must_agree(at_work, admin, school):
    words = "a guardian must say yes before"
    page = reverse("member", args=[school.slug, place(older(school)).public_id])
    assert words not in at_work.get(page).content.decode()
    set_age(admin, school, 18)
    assert words in at_work.get(page).content.decode()


def test_who_is_let_back_in_has_all_days_for_an_answer(admin, school):
    user = factories.member(school, band="B", consent=False, assent=False)
    from people.domain import consents

    consents.ask_for_newcomer(place(user), now=NOW)
    office = factories.actor(admin, school)
    members.end_membership(office, membership=place(user), now=NOW)
    later = NOW + timedelta(days=60)
    members.reopen_membership(factories.actor(admin, school), membership=place(user), now=later)
    assert consent_rounds.forget_unanswered(now=later + timedelta(days=13)) == 0
    assert consent_rounds.forget_unanswered(now=later + timedelta(days=14)) == 1
