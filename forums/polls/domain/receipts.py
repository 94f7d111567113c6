"""Receipts: words that prove to a voter that their ballot is in the count, and nothing else.

A receipt follows from the random nonce beside the choice in the envelope, not from the choice: two ballots that say
the same have different receipts, and a receipt says nothing about a ballot. It is shown once and kept nowhere. After
the close the poll has one list of marks, a hash of each counted receipt, sorted by themselves. The list is one row, so
no place, time or order of rows leads from a mark to a ballot or to an envelope.
"""

import hashlib
import re

from django.views.decorators.debug import sensitive_variables

from forums.polls import queries
from forums.polls.domain import envelopes
from forums.polls.domain.receipt_words import PLACES, WORDS, plain
from forums.polls.models import GoalPoll
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor

_SHAPE = "ww#ww#ww"  # w: one of 256 words; #: a number from 10 to 99
_FIRST, _NUMBERS = 10, 90
_TOTAL = 256 ** _SHAPE.count("w") * _NUMBERS ** _SHAPE.count("#")  # 60.98 bits
_LENGTH = 32


@sensitive_variables()
def receipt(poll: GoalPoll, nonce: bytes) -> int:
    """Return the number behind the words: drawn evenly from all that the words can say."""
    drawn = hashlib.sha256(f"mobilize receipt 1|{poll.public_id}|".encode() + nonce).digest()
    return int.from_bytes(drawn, "big") % _TOTAL


def mark(poll: GoalPoll, number: int) -> str:
    """Return the hash of a receipt, as it stands in the list."""
    written = f"mobilize receipt mark 1|{poll.public_id}|{number}"
    return hashlib.sha256(written.encode()).hexdigest()[:_LENGTH]


@sensitive_variables()
def spell(number: int, language: str) -> str:
    """Return the words of a receipt in ``language`` (English where we have no words in it)."""
    words = WORDS.get(language[:2], WORDS["en"])
    parts = []
    for kind in reversed(_SHAPE):
        number, rest = divmod(number, 256 if kind == "w" else _NUMBERS)
        parts.append(words[rest] if kind == "w" else str(rest + _FIRST))
    return "-".join(reversed(parts))


@sensitive_variables()
def read(typed: str) -> int:
    """Return the number behind typed words. Language, capitals, accents and what stands between do not count.

    Errors: ``receipt_word_unknown``, ``receipt_unfinished`` (too few words, or in another shape).
    """
    parts = re.findall(r"[a-z]+|[0-9]+", plain(typed))
    number = 0
    for part in parts:
        if part.isalpha() and part not in PLACES:
            raise Refused("receipt_word_unknown", field="words", word=part[:30])
    if "".join("w" if part.isalpha() else "#" for part in parts) != _SHAPE:
        raise Refused("receipt_unfinished", field="words")
    for part in parts:
        if part.isalpha():
            number = number * 256 + PLACES[part]
        elif len(part) == 2 and int(part) >= _FIRST:
            number = number * _NUMBERS + int(part) - _FIRST
        else:
            raise Refused("receipt_unfinished", field="words")
    return number


def list_hash(marks: list[str]) -> str:
    """Return SHA-256 over the list of marks, so that any later change shows."""
    return hashlib.sha256(envelopes.canonical(marks)).hexdigest()


@sensitive_variables()
def is_counted(actor: Actor, *, poll: GoalPoll, words: str) -> bool:
    """Tell whether the ballot with this receipt is in the count of a closed poll. Nothing is written down.

    Errors: ``receipts_not_listed`` (the poll ended without opening the votes), and those of :func:`read`.
    """
    require(actor, "polls.read_result", poll)
    marks = queries.marks_of(poll)
    if marks is None:
        raise Refused("receipts_not_listed")
    return mark(poll, read(words)) in marks
