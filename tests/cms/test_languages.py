"""Pages in two languages, and the one thing behind their doors."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from cms.domain import pages
from cms.models import ForumDoorPage, StandardPage
from people.enums import Role
from tests.factories import community, member, open_forum
from tests.factories.cms import community_page, organizer, post_edit, signed_in
from tests.factories.news import fields, french, shelf_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    made = community("harbour")
    community_page(made)
    return made


@pytest.fixture
def valley():
    made = community("valley")
    community_page(made)
    return made


@pytest.fixture
def young(harbour):
    return member(harbour, Role.YOUTH_EDITOR, username="young")


def test_the_words_of_a_door_are_translated_and_old_promises_fall_back(harbour):
    forum = open_forum(
        harbour, question="What should change?", introduction="Tell us.", space="Made-up names."
    )
    door = pages.plant_door("forum", forum)
    assert Client().get(f"/fr{door.get_url()}").status_code == 200
    translate_object(door, [french()])
    translation = Translation.objects.get()
    said = {"What should change?": "Que changer ?", "Tell us.": "Dis-nous.", "Made-up names.": "Pseudonymes."}
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=french(),
            context=segment.context,
            data=said.get(segment.string.data, segment.string.data),
        )
    translation.save_target(publish=True)
    assert ForumDoorPage.objects.filter(forum=forum).count() == 2
    address = ForumDoorPage.objects.get(forum=forum, locale=french()).get_url()
    assert address.startswith("/fr/harbour/")
    body = Client().get(address).content.decode()
    for words in ("Que changer ?", "Dis-nous.", "Pseudonymes.", '<html lang="fr"'):
        assert words in body
    assert 'hreflang="en"' in body
    forum.space = "Other rules."
    forum.save()
    body = Client().get(address).content.decode()
    assert "Pseudonymes." not in body
    assert "Other rules." in body


def test_a_translated_door_never_writes_into_the_thing(harbour):
    forum = open_forum(harbour, question="What should change?")
    door = pages.plant_door("forum", forum)
    translate_object(door, [french()])
    client = signed_in(organizer(harbour))
    there = ForumDoorPage.objects.get(forum=forum, locale=french())
    post_edit(client, there, "forum", title="Pris ?", introduction="Pris.", **{"action-publish": "1"})
    Translation.objects.update(enabled=False)
    post_edit(client, there, "forum", title="Pris ?", introduction="Pris.", **{"action-publish": "1"})
    forum.refresh_from_db()
    assert forum.question == "What should change?"


def test_rooms_follow_their_reader_and_pages_their_address(harbour):
    french_reader = {"accept-language": "fr"}
    assert Client().get("/", headers=french_reader).url == "/fr/"
    assert '<html lang="fr"' in Client().get("/help/", headers=french_reader).content.decode()
    assert '<html lang="en"' in Client().get("/harbour/", headers=french_reader).content.decode()
    assert '<html lang="fr"' in Client().get("/fr/harbour/").content.decode()
    client = Client()
    answer = client.post("/i18n/setlang/", {"language": "fr", "next": "/fr/harbour/"})
    assert answer.url == "/fr/harbour/"
    back = client.post("/i18n/setlang/", {"language": "en", "next": "/harbour/"})
    assert back.url == "/harbour/"


def test_pages_in_both_languages_come_and_go_together(harbour):
    client = signed_in(organizer(harbour))
    shelf = shelf_of(harbour)
    client.post(
        reverse("wagtailadmin_pages:add", args=["cms", "standardpage", shelf.pk]),
        {**fields("Together", **{"action-publish": "1"}), "slug": "together"},
    )
    assert Client().get("/fr/harbour/news/together/").status_code == 200
    made = StandardPage.objects.get(title="Together", alias_of=None)
    client.post(reverse("wagtailadmin_pages:delete", args=[made.pk]))
    assert not Page.objects.filter(slug="together").exists()
