"""Cards with a code, to print and cut: A4, up to two by five, each with a square picture that opens an address."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from fpdf import FPDF

#: The PDF's own letters: those of western European languages. Nothing has to be shipped, and the file stays small.
_LETTERS = "windows-1252"
_COLUMNS, _ROWS = 2, 5
_LEFT, _TOP, _WIDTH, _HEIGHT = 10.0, 13.5, 95.0, 54.0  # millimetres
_PICTURE = 34.0


@dataclass(frozen=True)
class Card:
    """What stands on a card. ``facts`` are lines such as "For: 13 to 15"."""

    community: str
    heading: str
    address: str  # as people type it
    link: str  # what the square picture opens
    code: str
    facts: tuple[str, ...]


def _plain(words: str) -> str:
    """Return words with the narrow blanks and hyphens of good typesetting as the letters of the cards have them."""
    return unicodedata.normalize("NFC", words).translate({0x202F: "\xa0", 0x2009: "\xa0", 0x2011: "-"})


def can_print(words: str) -> bool:
    """Tell whether the letters of the cards can write these words."""
    try:
        _plain(words).encode(_LETTERS)
    except UnicodeEncodeError:
        return False
    return True


def modules(link: str) -> list[Iterable[int]]:
    """Return the square picture of ``link`` as rows of 1 (dark) and 0."""
    return list(segno.make(link, error="m", micro=False).matrix)


def sheet(card: Card, *, title: str, language: str, copies: int = _COLUMNS * _ROWS) -> bytes:
    """Return the PDF with so many times the same card, ten at most.

    A name that the letters cannot write is left out; code, address and picture never are.
    """
    return sheets([card] * copies, title=title, language=language)


def sheets(cards: list[Card], *, title: str, language: str) -> bytes:
    """Return the PDF with these cards, ten on a page, as :func:`sheet` draws them."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.core_fonts_encoding = _LETTERS
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_title(title)
    pdf.set_lang(language)
    pdf.set_creator("Mobilize")
    pictures: dict[str, list] = {}
    for number, card in enumerate(cards):
        place = number % (_COLUMNS * _ROWS)
        if place == 0:
            pdf.add_page()
        picture = pictures.get(card.link) or pictures.setdefault(card.link, modules(card.link))
        row, column = divmod(place, _COLUMNS)
        _draw(pdf, card, picture, _LEFT + column * _WIDTH, _TOP + row * _HEIGHT)
    return bytes(pdf.output())


def _draw(pdf: FPDF, card: Card, picture: list, x: float, y: float) -> None:
    pdf.set_draw_color(170)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern(dash=1.5, gap=1.5)  # where to cut
    pdf.rect(x, y, _WIDTH, _HEIGHT)
    pdf.set_dash_pattern()
    pdf.set_fill_color(0)
    size = _PICTURE / len(picture)
    for line, dots in enumerate(picture):
        for start, length in _runs(dots):
            # A breath higher than a dot, so that no printer leaves a white line between two rows.
            pdf.rect(x + 5 + start * size, y + 10 + line * size, length * size, size * 1.03, style="F")
    right, width = x + 5 + _PICTURE + 5, _WIDTH - _PICTURE - 14
    pdf.set_xy(right, y + 10)
    _line(pdf, card.community, width, size=9)
    _line(pdf, card.heading, width, size=14, bold=True)
    _line(pdf, card.address, width, size=9)
    _line(pdf, card.code, width, size=18, bold=True, mono=True)
    for fact in card.facts:
        _line(pdf, fact, width, size=9)


def _runs(dots: Iterable[int]) -> list[tuple[int, int]]:
    """Return (start, length) of each row of dark dots: one rectangle instead of many, without seams."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(dots):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs


def _line(
    pdf: FPDF, words: str, width: float, *, size: float, bold: bool = False, mono: bool = False
) -> None:
    """Write one line, smaller where it would not fit, and below it begin the next."""
    if not words or not can_print(words):
        return
    words = _plain(words)
    x, family = pdf.get_x(), "courier" if mono else "helvetica"
    pdf.set_font(family, style="B" if bold else "", size=size)
    wide = pdf.get_string_width(words)
    if wide > width:
        pdf.set_font_size(
            max(5, size * width / wide - 0.05)
        )  # a hair less, or rounding would cut the end off
    while words and pdf.get_string_width(words) > width:
        words = words[:-2].rstrip() + "…"
    pdf.cell(width, size * 0.4, words)
    pdf.set_xy(x, pdf.get_y() + size * 0.4 + 2)
