"""Counting a show of hands: what of it may be told (rule 36).

Every hand is for exactly one choice, so numbers that are told give away the one that is not: either all are told or
none. See ``docs/adr`` on a show of hands.
"""

from django.conf import settings


def result_of(counts: list[int]) -> dict:
    """Return what is told of ``counts``, one number per choice; this is all that is kept.

    ``told`` is "few" (fewer hands than rule 36 asks for), "numbers", "first" (only which choice had the most) or
    "close" (none had the most). ``hands`` is None for "few"; ``counts`` and ``first`` stand where they are told.
    """
    hands = sum(counts)
    if hands < settings.MOBILIZE["SMALL_GROUP"]:
        return {"told": "few", "hands": None}
    if hands >= settings.MOBILIZE["UNANIMOUS_IN_WORDS_BELOW"] or min(counts) > 1:
        return {"told": "numbers", "hands": hands, "counts": list(counts)}
    most = max(counts)
    if counts.count(most) > 1:
        return {"told": "close", "hands": hands}
    return {"told": "first", "hands": hands, "first": counts.index(most)}
