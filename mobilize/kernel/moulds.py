"""Moulds: a template that is drawn once for each shape of a thing and then only filled with its words.

A list of fifty posts draws the same marks fifty times, and every page the same frame; what differs is a name, a text, a
moment. A mould has the template draw the marks with gaps in them, keeps the pieces between the gaps, and pours the
words in.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 500  # moulds kept of one template; shapes are few, and beyond this the oldest goes


class Gaps:
    """Hands out the gaps of one casting: ``gaps("name")`` stands in the template where a name will be."""

    def __init__(self) -> None:
        self.mark = (
            f"gap{secrets.token_hex(8)}x"  # nothing but letters and digits, so that any tag lets it through
        )
        self.names: list[str] = []

    def __call__(self, name: str) -> SafeString:
        if name not in self.names:
            self.names.append(name)
        return SafeString(f"{self.mark}{self.names.index(name):03d}")

    def mould(self, drawn: str) -> str:
        """Return ``drawn`` with its gaps as places of Python's ``%``."""
        first, *rest = drawn.replace("%", "%%").split(self.mark)
        return first + "".join(f"%({self.names[int(piece[:3])]})s{piece[3:]}" for piece in rest)


class Mould:
    """The moulds of one template. ``cast(shape, gaps)`` returns its context for a shape.

    The shape holds everything that the template decides by; the gaps everything that it only writes. Whatever is not
    in the shape must not change which marks are drawn. The context is all that the template gets: nothing of the
    request or its reader comes in but by the shape.
    """

    def __init__(self, template: str, cast: Callable[..., dict]) -> None:
        self.template, self.cast = template, cast
        self.moulds: dict[Hashable, str] = {}

    def pour(self, shape: Hashable, words: Mapping[str, object]) -> SafeString:
        """Return the template drawn in ``shape`` with ``words`` in its gaps, escaped unless they are safe strings."""
        key = (get_language(), shape)
        mould = self.moulds.get(key)
        if mould is None:
            gaps = Gaps()
            mould = gaps.mould(render_to_string(self.template, self.cast(shape, gaps)))
            if not settings.DEBUG:  # whoever edits a template wants to see it
                if len(self.moulds) >= MOST:
                    self.moulds.pop(next(iter(self.moulds)), None)
                self.moulds[key] = mould
        return SafeString(
            mould
            % {name: word if type(word) is SafeString else escape(str(word)) for name, word in words.items()}
        )
