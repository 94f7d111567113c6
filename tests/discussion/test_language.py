"""Each post says in which language it is, on every road, whatever language its reader has chosen (rule 62)."""

import re

import pytest
from django.utils import timezone, translation

from forums.discussion.domain import endings, posts, welcome
from forums.discussion.models import Perspective
from tests.factories import perspective

FRENCH = "Il y a trop de bruit dans la cantine."


@pytest.mark.both_databases
def test_rule_62_a_post_keeps_the_language_it_is_written_in(house, sign_in):
    now = timezone.now()
    welcome.confirm(house.act("student"), forum=house.forum, now=now)
    with translation.override("fr"):
        clear = posts.submit(house.act("student"), forum=house.forum, body="The bus is late.", now=now)
        short = posts.submit(house.act("student"), forum=house.forum, body="Pizza !", now=now)
    assert (clear.language, short.language) == ("en", "fr")
    changed = posts.change(house.act("student"), post=clear, body=FRENCH, version=clear.version, now=now)
    assert changed.language == "fr"
    endings.erase([clear.byline], now=now)
    assert set(Perspective.objects.filter(byline=clear.byline).values_list("language", flat=True)) == {""}


def test_rule_62_words_and_questions_say_their_language_on_the_pages_that_show_them(house, sign_in):
    voice = perspective(house.forum, house.adult_student, FRENCH)
    client = sign_in(house.other)
    for address in (house.base, f"{house.base}{voice.public_id}/"):
        page = client.get(address).content.decode()
        assert re.search(rf'<div class="post[^"]*" lang="fr"><p>{re.escape(FRENCH)}</p>', page), address
        assert re.search(rf'<h1 lang="en"[^>]*>{re.escape(house.forum.question)}</h1>', page), address
    found = client.get(f"/c/{house.forum.community.slug}/search/?q=cantine").content.decode()
    assert '<p lang="fr">' in found


def test_rule_62_words_of_which_nobody_knows_the_language_claim_none(house, sign_in):
    voice = perspective(house.forum, house.adult_student, FRENCH)
    Perspective.objects.filter(pk=voice.pk).update(language="")
    page = sign_in(house.other).get(house.base).content.decode()
    assert re.search(rf'<div class="post[^" ]*[^"]*"><p>{re.escape(FRENCH)}</p>', page)
