"""What one reader's page says to them alone is on nobody else's, though both pages come from the same moulds."""

import re

import pytest
from django.utils import timezone

from forums.discussion.domain import posts, stances, welcome
from mobilize.kernel.moulds import Gaps, Mould
from tests.factories import perspective

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def page_of(client, address: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reader_s_own_words_and_sides_are_on_their_page_alone(house, sign_in):
    now = timezone.now()
    voice = perspective(house.forum, house.adult_student, "The lamp at the gate is broken.")
    student, other = house.act("student"), house.act("other")
    for actor in (student, other):
        welcome.confirm(actor, forum=house.forum, now=now)
    stances.take(student, perspective=voice, position=1)
    waiting = posts.submit(student, forum=house.forum, body="Read me first, please.", client_id="w", now=now)
    assert waiting.state == "held"
    stances.save_draft(student, forum=house.forum, body="Half a thought of mine", now=now)

    mine, theirs = sign_in(house.student), sign_in(house.other)
    first, second = page_of(mine, house.base), page_of(theirs, house.base)
    again = page_of(mine, house.base)
    for page in (first, again):
        assert "Half a thought of mine" in page
        assert "Read me first, please." in page
        assert page.count('aria-pressed="true"') == 1
    assert "Half a thought of mine" not in second
    assert "Read me first, please." not in second
    assert 'aria-pressed="true"' not in second
    assert waiting.byline.pseudonym in first
    assert waiting.byline.pseudonym not in second
    assert not set(TOKEN.findall(first)) & set(TOKEN.findall(second))


def test_words_that_are_taken_back_are_gone_at_once(house, sign_in):
    voice = perspective(house.forum, house.student, "Only for a moment.")
    reader = sign_in(house.other)
    assert "Only for a moment." in page_of(reader, house.base)
    posts.withdraw(house.act("student"), post=voice, now=timezone.now())
    assert "Only for a moment." not in page_of(reader, house.base)


def test_each_reader_gets_the_page_in_their_own_language_and_manners(house, sign_in):
    perspective(house.forum, house.adult_student, "The lamp at the gate is broken.")
    student, teacher = sign_in(house.student), sign_in(house.teacher)
    for _ in range(2):
        assert "Get help now" in page_of(student, house.base)
        french = page_of(student, house.base, "fr")
        assert "Get help now" not in french
        assert '<html lang="fr"' in french
        assert page_of(teacher, house.base, "fr") != french
        assert "Take it back" not in page_of(teacher, house.base)


def test_who_may_not_read_a_forum_gets_no_part_of_its_page(house, sign_in):
    perspective(house.forum, house.adult_student, "The lamp at the gate is broken.")
    assert "The lamp" in page_of(sign_in(house.adult_student), house.base)
    house.forum.bands = ["D"]
    house.forum.save(update_fields=["bands"])
    assert sign_in(house.other).get(house.base).status_code == 404
    assert "The lamp" in page_of(sign_in(house.adult_student), house.base)


def test_a_mould_knows_nothing_but_its_shape_and_its_words(settings):
    settings.DEBUG = False

    def cast(shape: bool, gaps: Gaps) -> dict:
        return {"kind": "info", "text": gaps("text")}

    mould = Mould("pieces/note.html", cast)
    assert "&lt;b&gt; 100%" in mould.pour(True, {"text": "<b> 100%"})
    assert "100%" not in mould.pour(True, {"text": "other"})
    with pytest.raises(KeyError):
        mould.pour(True, {})


def test_a_mould_keeps_so_many_shapes_and_no_more(settings, monkeypatch):
    settings.DEBUG = False
    monkeypatch.setattr("mobilize.kernel.moulds.MOST", 3)
    mould = Mould("pieces/note.html", lambda shape, gaps: {"kind": "info", "text": f"note {shape}"})
    for shape in range(5):
        assert f"note {shape}" in mould.pour(shape, {})
    assert len(mould.moulds) == 3
    assert "note 0" in mould.pour(0, {})
