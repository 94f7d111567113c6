"""Words of people: Markdown in, clean HTML out, once, when they are written."""

import re
import unicodedata

import nh3
from django.db.models import Model
from markdown_it import MarkdownIt

_markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "code", "fence", "table", "hr"]
)
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "del", "s", "a"}
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def tidy(raw: str) -> str:
    """Return ``raw`` in Unicode NFC, with plain line ends, without control and direction characters."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return _INVISIBLE.sub("", text).strip()


def clean(raw: str) -> str:
    """Return safe HTML for the Markdown ``raw``: no images, no raw HTML, links only to http(s) and marked nofollow."""
    return nh3.clean(
        _markdown.render(raw),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener noreferrer",
    ).strip()


def excerpt(raw: str, length: int = 120) -> str:
    """Return the first ``length`` characters of ``raw`` on one line, cut at a word, with an ellipsis if cut."""
    line = " ".join(raw.split())
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0] or line[:length]
    return f"{cut}…"


def limit_of(model: type[Model], field: str) -> int:
    """Return how many characters a field of text takes. Errors: ``TypeError`` for a field without such a limit."""
    limit = getattr(model._meta.get_field(field), "max_length", None)
    if limit is None:
        raise TypeError(f"{model.__name__}.{field} takes as much text as anybody likes")
    return limit
