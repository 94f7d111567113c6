from hypothesis import given
from hypothesis import strategies as st

from mobilize.kernel import text


def test_markdown_becomes_clean_html():
    assert text.clean("**Loud** and _cold_") == "<p><strong>Loud</strong> and <em>cold</em></p>"


def test_raw_html_is_shown_as_text():
    assert "<script" not in text.clean("<script>alert(1)</script>")
    assert "&lt;script&gt;" in text.clean("<script>alert(1)</script>")


def test_images_and_script_addresses_are_not_kept():
    assert "<img" not in text.clean("![x](https://example.org/x.png)")
    assert "javascript:" not in text.clean("[x](javascript:alert(1))").replace("[x](javascript:alert(1))", "")


def test_links_are_marked_nofollow():
    assert 'rel="nofollow noopener noreferrer"' in text.clean("[a page](https://example.org/)")


def test_direction_and_control_characters_are_taken_out():
    assert text.tidy("a\u202eb\x00c\r\nd\u200b") == "abc\nd"


def test_emoji_joined_by_a_joiner_stay_whole():
    assert text.tidy("👩‍🚀 ok") == "👩‍🚀 ok"


@given(st.text(max_size=300))
def test_whatever_is_written_no_tag_outside_the_list_survives(raw):
    html = text.clean(raw)
    for opening in html.split("<")[1:]:
        name = opening.lstrip("/").split(">")[0].split(" ")[0]
        assert name in {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "del", "s", "a"}


def test_an_excerpt_is_cut_at_a_word():
    assert text.excerpt("one two three four", 9) == "one two…"
    assert text.excerpt("short\nline") == "short line"
