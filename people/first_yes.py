"""The question that stands where a student would write, until they said yes for themselves (rule 40)."""

from typing import Protocol

from people.consent_texts import TEXTS, ConsentText
from people.enums import ConsentPurpose


class No(Protocol):
    """A refusal, or what a mould keeps of it."""

    @property
    def code(self) -> str: ...


def words_for(refused: No | None) -> ConsentText | None:
    """Return what a student reads before the one tap, where nothing but their own yes is missing; else None."""
    asks = refused is not None and refused.code == "assent_missing"
    return TEXTS[ConsentPurpose.FORUM] if asks else None
