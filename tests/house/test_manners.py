"""French says "vous" to adults at their doors and "tu" to young people at theirs."""

import re

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from mobilize.kernel import manners
from people.enums import Role
from tests import factories

FRENCH = settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES"
FAMILIAR = re.compile(r"\b(?:tu|ton|ta|tes|toi|te)\b|\bt’\w", re.I)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


@pytest.fixture(autouse=True)
def _english_afterwards():
    with translation.override(None):
        yield


def _told(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def test_a_formal_sentence_stands_for_a_common_one_and_keeps_its_parts():
    common = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(FRENCH / "django.po"))}
    formal = polib.pofile(str(FRENCH / "formal.po"))
    assert len(formal) > 100
    for entry in formal:
        twin = common[entry.msgctxt, entry.msgid]
        for here, there in zip(_told(entry), _told(twin), strict=True):
            assert sorted(PLACEHOLDER.findall(here)) == sorted(PLACEHOLDER.findall(there)), entry.msgid
            assert not FAMILIAR.search(here), here
            assert here != there, here


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ((Role.STUDENT,), "un adulte te doit une réponse"),
        ((Role.TEACHER,), "un adulte doit une réponse aux jeunes"),
    ],
)
def test_a_door_speaks_to_who_comes(db, roles, said):
    school = factories.community()
    client = Client(headers={"accept-language": "fr"})
    client.force_login(factories.member(school, *roles))
    page = client.get("/c/harbour/forums/").content.decode()
    assert said in page
    assert '<html lang="fr"' in page
    assert 'value="en" lang="en">English</button>' in page
    assert "Français</button>" not in page


FORMAL = re.compile(r"\b(?:vous|vos|votre)\b|\b(?!chez|assez)\w+ez\b", re.I)
SCRIPTS_AND_TAGS = re.compile(r"<script.*?</script>|<[^>]*>", re.S)


@pytest.mark.parametrize("path", ["/help/", "/look/", "/who-sees-what/", "/fr/", "/join/", "/c/nowhere/x/"])
def test_outside_the_communities_a_known_adult_is_vous_and_everybody_else_tu(db, path):
    harbour, valley = factories.community(), factories.community("valley")
    teacher, student = factories.member(harbour, Role.TEACHER), factories.member(harbour)
    both = factories.member(valley, user=factories.member(harbour, Role.TEACHER))
    for who in (None, student, both, teacher):
        client = Client(headers={"accept-language": "fr"})
        if who:
            client.force_login(who)
        answer = client.get(path, follow=True)
        page = answer.content.decode()
        assert '<html lang="fr"' in page
        assert answer["Content-Language"] == "fr"
        said = SCRIPTS_AND_TAGS.sub(" ", page)
        if who == teacher:
            assert not FAMILIAR.search(said)
        else:
            assert not FORMAL.search(said)


def test_what_has_no_formal_sentence_is_as_it_was_and_english_stays_english():
    with translation.override("fr"):
        manners.speak_formally()
        assert translation.gettext("Forums") == "Forums"
        assert translation.gettext("Save for later") != "Save for later"
        assert translation.ngettext(
            "%(counter)s new answer for you", "%(counter)s new answers for you", 0
        ).endswith("vous")
        assert manners.language() == "fr"
    with translation.override("en"):
        manners.speak_formally()
        assert translation.get_language() == "en"
