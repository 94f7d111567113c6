"""What is private asks again who it is (rule 59, ASVS 7.5): nothing is changed, and no typed word is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.enums import Role
from people.models import Clearance, Consent, RoleGrant
from tests import factories
from tests.stage.sign_ins import proved

pytestmark = pytest.mark.django_db
WORDS = {"role": Role.TEACHER, "until": "2099-01-01"}


@pytest.fixture
def colleague(school):
    return factories.member(school, Role.MODERATOR).memberships.get()


@pytest.fixture
def long_ago(client, admin):
    """The administrator, who signed in eleven minutes ago."""
    client.force_login(admin)
    proved(client, admin, minutes_ago=11)
    return client


def door(name: str, membership) -> str:
    return reverse(name, kwargs={"community": "harbour", "member": membership.public_id})


def kept(page: str) -> dict:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_rule_59_a_form_without_a_fresh_proof_changes_nothing_and_keeps_every_word(long_ago, colleague):
    answer = long_ago.post(door("grant_role", colleague), WORDS)
    assert answer.status_code == 403
    assert "Is it you?" in answer.content.decode()
    assert "Either one is enough." in answer.content.decode()
    assert "(you can skip this)" not in answer.content.decode()
    words = kept(answer.content.decode())
    assert {name: words[name] for name in WORDS} == WORDS
    assert not RoleGrant.objects.filter(membership=colleague, role=Role.TEACHER).exists()


def test_rule_59_with_the_password_the_kept_form_goes_on(long_ago, colleague):
    words = kept(long_ago.post(door("grant_role", colleague), WORDS).content.decode())
    answer = long_ago.post(door("grant_role", colleague), {**words, "proof-password": "password"})
    assert (answer.status_code, answer.url) == (302, door("member", colleague))
    assert RoleGrant.objects.filter(membership=colleague, role=Role.TEACHER).exists()
    # From now on nobody asks for ten minutes.
    again = long_ago.post(door("end_role", colleague), {"role": Role.TEACHER})
    assert again.status_code == 302


@pytest.mark.parametrize(
    "answers",
    [{"proof-password": "another"}, {"proof-code": "000000"}, {"proof-password": "", "proof-code": ""}],
)
def test_rule_59_a_wrong_answer_changes_nothing_and_keeps_every_word(long_ago, colleague, answers):
    answer = long_ago.post(door("grant_role", colleague), {**WORDS, **answers})
    assert answer.status_code == 422
    words = kept(answer.content.decode())
    assert {name: words[name] for name in WORDS} == WORDS
    assert not any(name.startswith("proof-") for name in words)
    assert not RoleGrant.objects.filter(membership=colleague, role=Role.TEACHER).exists()


def test_rule_59_the_kept_words_are_on_no_disk_meanwhile(long_ago, school):
    child = factories.member(school, consent=False).memberships.get()
    words = {"purpose": "forum", "giver_name": "Grandmother Ana", "given_on": "2026-02-01"}
    assert long_ago.post(door("record_consent", child), words).status_code == 403
    assert all("Ana" not in str(row.get_decoded()) for row in Session.objects.all())
    assert not Consent.objects.filter(membership=child).exists()


def test_rule_59_a_page_without_a_fresh_proof_leads_to_the_question_and_back(long_ago, colleague):
    page = door("end_clearances", colleague)
    answer = long_ago.get(page)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/reauthenticate/")
    back = long_ago.post(answer.url, {"password": "password"})
    assert (back.status_code, back.url) == (302, page)
    assert long_ago.get(page).status_code == 200
    assert Clearance.objects.filter(membership=colleague).exists()


def test_rule_59_a_stranger_meets_the_404_and_not_the_question(client, school, colleague):
    teacher = factories.member(school, Role.TEACHER)
    client.force_login(teacher)
    proved(client, teacher, minutes_ago=11)
    assert client.post(door("grant_role", colleague), WORDS).status_code == 404
    assert client.get(door("end_clearances", colleague)).status_code == 404


def test_rule_59_a_proof_of_another_person_in_the_same_browser_counts_for_nothing(client, admin, colleague):
    client.force_login(admin)
    proved(client, colleague.user)
    assert client.post(door("grant_role", colleague), WORDS).status_code == 403


def test_rule_59_a_file_is_chosen_again_on_the_page_that_asks(long_ago, colleague):
    sent = {**WORDS, "list": SimpleUploadedFile("list.csv", b"name\n")}
    page = long_ago.post(door("grant_role", colleague), sent).content.decode()
    assert '<input type="file" id="again-1" name="list" required>' in page
    assert 'enctype="multipart/form-data"' in page


def test_rule_59_many_wrong_answers_have_to_wait(long_ago, colleague, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "2/m/user"}
    wrong = {**WORDS, "proof-password": "another"}
    for _try in range(2):
        assert "many tries" not in long_ago.post(door("grant_role", colleague), wrong).content.decode()
    right = {**WORDS, "proof-password": "password"}
    assert "Those were many tries." in long_ago.post(door("grant_role", colleague), right).content.decode()
    assert not RoleGrant.objects.filter(membership=colleague, role=Role.TEACHER).exists()
