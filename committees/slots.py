"""Slots: the marked places of an edition in which a person's words stand, so that they alone can be taken out.

The marks are HTML comments. Nobody's words can forge one: words are cleaned (comments are dropped) or escaped.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def slot(voice: str, inside: SafeString) -> SafeString:
    """Put ``inside`` (safe HTML) between the marks of the voice with this public id."""
    return mark_safe(f"<!--voice {voice}-->{inside}<!--/voice {voice}-->")


def slot_pattern(voice: str) -> str:
    """A pattern for the slots of one voice (match with DOTALL)."""
    mark = re.escape(voice)
    return f"<!--voice {mark}-->.*?<!--/voice {mark}-->"


def replacement(voice: str, reason: str) -> SafeString:
    """The slot that says, in the language now active, why the words are gone."""
    sentences = {
        "withdrawn": _("These words were withdrawn by their author."),
        "removed": _("These words were removed by a moderator."),
        "hidden": _("These words are not shown any more."),
    }
    return slot(voice, format_html('<p class="quiet">{}</p>', sentences[reason]))
