"""Words are read aloud in the language they are in (WCAG 3.1.2, rule 62)."""

import pytest
from django.utils.safestring import SafeString

from mobilize.kernel.tongues import language_of, said_in, sentence, spoken


@pytest.mark.parametrize(
    ("words", "otherwise", "code"),
    [
        ("The lights are too bright for me.", "fr", "en"),
        ("Il y a trop de bruit à la cantine, et on ne peut pas manger.", "en", "fr"),
        ("L'école n'est pas loin.", "en", "fr"),
        ("Pizza 🍕!", "fr", "fr"),  # nothing tells: that of the site they read
        ("学校の昼休み", "", ""),
    ],
)
def test_small_words_tell_the_language_and_else_that_of_the_reader_counts(words, otherwise, code):
    assert language_of(words, otherwise=otherwise) == code


def test_an_element_says_its_language_and_turns_where_it_is_written_the_other_way():
    assert spoken("fr") == ' lang="fr"'
    assert spoken("ar") == ' lang="ar" dir="rtl"'
    assert spoken("") == ""


def test_words_in_a_sentence_keep_their_language_and_stay_words():
    told = sentence("In a plan: %(title)s", title=said_in("<b>La cour</b>", "fr"))
    assert told == 'In a plan: <span lang="fr">&lt;b&gt;La cour&lt;/b&gt;</span>'
    assert said_in("<b>", "") == "<b>"
    assert not isinstance(said_in("<b>", ""), SafeString)
