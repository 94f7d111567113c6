"""Help for everybody, who sees what, and founding a community at the console."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client

from cms.domain.help import plant_help_numbers
from cms.models import HelpNumber
from cms.queries import help as help_queries
from people.models import Clearance, Community, User
from tests.factories import community, member
from tests.factories.cms import community_page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    made = community("harbour", name="Harbour Road School")
    community_page(made)
    return made


def test_rule_64_help_is_there_without_a_sign_in_in_the_language_of_the_page():
    plant_help_numbers("GB", "FR")
    english = Client().get("/help/")
    assert '<a href="tel:08001111">0800 1111</a>' in english.content.decode()
    assert "Allô enfance" not in english.content.decode()
    french = Client().get("/help/", headers={"accept-language": "fr"})
    assert '<a href="tel:119">119</a>' in french.content.decode()


def test_rule_64_the_help_numbers_stand_at_the_foot_of_every_page(harbour):
    plant_help_numbers("GB")
    for client, address in (
        (Client(), "/"),
        (Client(), "/accounts/login/"),
        (signed_in(member(harbour)), "/c/harbour/"),
    ):
        body = client.get(address).content.decode()
        assert 'href="/help/"' in body
        assert 'href="tel:08001111"' in body


def test_planting_help_numbers_twice_adds_none():
    assert plant_help_numbers("GB", "FR") == 5
    assert plant_help_numbers("GB", "FR") == 0
    assert set(HelpNumber.objects.values_list("owner", flat=True)) == {"Community administrator"}


def test_rule_64_a_number_is_to_be_tried_again_after_90_days():
    today = date(2026, 11, 24)
    plant_help_numbers("FR")
    for number, days in zip(HelpNumber.objects.order_by("sort_order"), (90, 91, None), strict=True):
        number.reviewed_on = None if days is None else today - timedelta(days=days)
        number.save()
    assert [number.number for number in help_queries.numbers_to_review(today)] == ["3018", "112"]


def test_anonymous_pages_ask_the_database_for_help_numbers_once_a_minute(harbour, django_assert_num_queries):
    Client().get("/help/")
    ContentType.objects.clear_cache()
    with django_assert_num_queries(0):
        Client().get("/help/")
        Client().get("/who-sees-what/")


def test_rule_33_who_sees_what_begins_with_at_most_60_plain_words():
    body = Client().get("/who-sees-what/").content.decode()
    first = re.search(r'<p class="big">(.+?)</p>', body).group(1)
    words = re.findall(r"[\w’'-]+", first)
    sentences = [part for part in re.split(r"[.!?]", first) if part.strip()]
    assert len(words) <= 60
    assert grade(words, sentences) <= 6


def grade(words: list[str], sentences: list[str]) -> float:
    """The grade of Flesch and Kincaid (Kincaid et al. 1975), with syllables counted as groups of vowels."""
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_health_says_ok():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_founding_a_community_prints_what_to_do_next():
    out = StringIO()
    call_command(
        "found_community",
        name="Hill School",
        slug="hill",
        administrator="first",
        administrator_name="First Person",
        time_zone="Europe/Paris",
        language="fr",
        country=["FR"],
        stdout=out,
    )
    made = Community.objects.get(slug="hill")
    assert (made.name, made.time_zone, made.language) == ("Hill School", "Europe/Paris", "fr")
    assert made.pages.get(alias_of=None).live is True
    said = out.getvalue()
    assert f"{settings.WAGTAILADMIN_BASE_URL}/accounts/one-use-code/" in said
    assert re.search(r"and the code +[a-z0-9]{4}-[a-z0-9]{4}\n", said)
    assert User.objects.get(username="first").has_usable_password() is False
    assert HelpNumber.objects.filter(language="fr").count() == 3


def test_founding_says_what_stays_shut_without_a_safeguarding_check(db):
    out = StringIO()
    words = ["--name=Hill", "--slug=hill", "--administrator=first", "--administrator-name=First Person"]
    call_command("found_community", *words, stdout=out)
    assert "first has no safeguarding check on record." in out.getvalue()
    assert not Clearance.objects.exists()


def test_whoever_founds_may_say_until_when_the_administrator_is_checked(db):
    out = StringIO()
    words = ["--name=Hill", "--slug=hill", "--administrator=first", "--administrator-name=First Person"]
    call_command("found_community", *words, "--administrator-cleared-until=2199-08-31", stdout=out)
    assert "first has a safeguarding check" in out.getvalue()
    assert Clearance.objects.get().expires_on == date(2199, 8, 31)
    with pytest.raises(CommandError, match="Write it as YYYY-MM-DD"):
        call_command("found_community", *words, "--administrator-cleared-until=soon", stdout=out)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "harbour"}, "There is a community 'harbour' already. Nothing was changed."),
        ({"time_zone": "Mars/North"}, "Nothing was changed."),
        ({"slug": "Not A Slug"}, "Nothing was changed."),
        ({"name": " "}, "Nothing was changed."),
        ({"administrator_cleared_until": date(2020, 1, 1)}, "Choose a day that is still to come."),
    ],
)
def test_founding_refuses_what_cannot_be_and_changes_nothing(harbour, wrong, said):
    words = {"name": "Hill", "slug": "hill", "administrator": "first", "administrator_name": "First Person"}
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("found_community", **{**words, **wrong}, stdout=StringIO())
    assert Community.objects.count() == 1
    assert not User.objects.filter(username="first").exists()
