"""One table of a list: bytes in, rows with their line numbers out, whatever program wrote them."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from people.domain.roster.problems import Problems

MOST_ROWS = 200_000
LONGEST_CELL = 2_000
_DELIMITERS = ",;\t|"
_SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A row, read by the plain names of its columns."""

    number: int
    places: dict[str, int]  # the same for all rows of a table
    cells: list[str]

    def get(self, name: str) -> str:
        place = self.places.get(name, -1)
        return self.cells[place] if 0 <= place < len(self.cells) else ""


@dataclass
class Sheet:
    """A table. ``header`` leads from a column's plain name to its name in the file."""

    file: str
    header: dict[str, str]
    lines: list[Line]
    encoding: str
    delimiter: str
    places: dict[str, int] = field(default_factory=dict)

    @property
    def read_as(self) -> str:
        """Return how it was read, for whoever wonders about a letter: the encoding, and what parts the cells."""
        return f"{self.encoding} “{'TAB' if self.delimiter == chr(9) else self.delimiter}”"


def plain(name: str) -> str:
    """Return the name of a column or the word in a cell without case, accents, blanks and dashes."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in bare if letter.isalnum())


def read(data: bytes, *, file: str, problems: Problems) -> Sheet | None:
    """Return the table, or None with the reason in ``problems``."""
    decoded = _decoded(data)
    if decoded is None:
        problems.add("letters_unknown", file=file)
        return None
    words, encoding = decoded
    if "\0" in words:
        for number, line in enumerate(words.split("\n"), start=1):
            if "\0" in line:
                problems.add("letter_zero", file=file, line=number)
        return None
    if not words.strip():
        problems.add("file_empty", file=file)
        return None
    skipped = 0
    told = _SEP.match(words)
    if told:
        words, skipped = words[told.end() :], 1
    delimiter = told.group(1) if told else _delimiter(words)
    return _table(words, delimiter, encoding, skipped, file=file, problems=problems)


def _decoded(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _try(data, encoding)
    # Without a mark: every second byte of western letters in UTF-16 is zero.
    sample = data[:400]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) >= 4 and sample[start::2].count(0) > len(sample) * 0.4:
            return _try(data, encoding)
    return _try(data, "utf-8") or _try(data, "cp1252")


def _try(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError:
        return None


def _delimiter(words: str) -> str:
    head = re.sub(r'"[^"]*"', "", words.lstrip().partition("\n")[0])
    return max(_DELIMITERS, key=head.count)  # the first of equals: a comma


def _rows(words: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        yield begins, row
        begins = reader.line_num + 1


def _table(
    words: str, delimiter: str, encoding: str, skipped: int, *, file: str, problems: Problems
) -> Sheet | None:
    header: list[str] | None = None
    sheet = Sheet(file, {}, [], encoding, delimiter)
    last = skipped
    try:
        for begins, row in _rows(words, delimiter):
            last = begins + skipped
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = [plain(name) for name in row]
                _take_header(sheet, header, row, line=last, problems=problems)
                continue
            if len(sheet.lines) >= MOST_ROWS:
                problems.add("rows_too_many", file=file, most=MOST_ROWS)
                return None
            _take_row(sheet, header, row, line=last, problems=problems)
    except csv.Error as error:
        if "limit" in str(error):
            problems.add("cell_too_long", file=file, line=last + 1, most=LONGEST_CELL)
        else:
            problems.add("quotes_open", file=file, line=last + 1)
        return None
    return sheet


def _take_header(sheet: Sheet, header: list[str], row: list[str], *, line: int, problems: Problems) -> None:
    for place, (name, written) in enumerate(zip(header, row, strict=True)):
        sheet.places.setdefault(name, place)
        if not name:
            continue
        if name in sheet.header:
            problems.add(
                "column_twice", file=sheet.file, line=line, column=written.strip(), value=written.strip()
            )
        sheet.header[name] = written.strip()


def _take_row(sheet: Sheet, header: list[str], row: list[str], *, line: int, problems: Problems) -> None:
    if any(cell.strip() for cell in row[len(header) :]):
        problems.add("cells_too_many", file=sheet.file, line=line)
        return
    for name, cell in zip(header, row, strict=False):
        if len(cell) > LONGEST_CELL:
            problems.add(
                "cell_too_long",
                file=sheet.file,
                line=line,
                column=sheet.header.get(name, ""),
                most=LONGEST_CELL,
            )
            return
    sheet.lines.append(Line(line, sheet.places, row))
