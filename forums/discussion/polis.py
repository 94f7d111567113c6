"""Reading an export of a Polis conversation (compdemocracy.org/polis): summary, statements, votes.

Format as found in ten real exports: in ``votes.csv`` 1 is agree, -1 disagree, 0 pass; its rows are not in the order of
time as a whole, and of several rows of one voter on one statement the last row of the file counts. Headers vary, so
columns are found by name. Texts may contain line breaks, and one may be empty.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

SUMMARY, COMMENTS, VOTES = "summary.csv", "comments.csv", "votes.csv"
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("comment-id", "voter-id", "vote")
POSITIONS = {"1": 1, "0": 0, "-1": -1}
MODERATED = {"1": 1, "0": 0, "-1": -1}
FAULTS_LISTED = 200
LONGEST_FIELD = 1_000_000
SHIFT = 32  # a voter and a statement make one whole number: voter << SHIFT | statement
STATEMENT = (1 << SHIFT) - 1
_ROWS_BETWEEN_REPORTS = 20_000

Progress = Callable[[int, int], None]


class Faulty(Exception):
    """The export is wrong in these places; nothing was brought in.

    ``faults`` are sentences, the first :data:`FAULTS_LISTED` of them; ``more`` counts the rest.
    """

    def __init__(self, faults: list[str], more: int = 0) -> None:
        super().__init__(f"{len(faults) + more} faults")
        self.faults = faults
        self.more = more


@dataclass(frozen=True)
class Statement:
    number: int
    author: int
    at: datetime
    moderated: int
    body: str
    line: int


@dataclass
class Conversation:
    """A conversation as its export tells it.

    ``votes`` maps ``voter << SHIFT | statement`` to the last position; ``rows`` counts all rows of votes,
    those that a later one replaced included.
    """

    topic: str
    url: str
    description: str
    statements: list[Statement]
    votes: dict[int, int]
    voters: set[int]
    rows: int

    @property
    def changed(self) -> int:
        return self.rows - len(self.votes)


@dataclass
class _Faults:
    listed: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, file: str, line: int, sentence: str) -> None:
        if len(self.listed) < FAULTS_LISTED:
            self.listed.append(f"{file} line {line}: {sentence}" if line else f"{file}: {sentence}")
        else:
            self.more += 1

    def settle(self) -> None:
        if self.listed:
            raise Faulty(self.listed, self.more)


def read(folder: Path, *, progress: Progress = lambda done, total: None) -> Conversation:
    """Read the export in ``folder`` whole, or raise :class:`Faulty` with every fault by line.

    ``progress`` hears of bytes done and bytes in all.
    """
    faults = _Faults()
    for name in (SUMMARY, COMMENTS, VOTES):
        if not (folder / name).is_file():
            faults.add(name, 0, "there is no such file in the folder.")
    faults.settle()
    sizes = {name: (folder / name).stat().st_size for name in (COMMENTS, VOTES)}
    total = sum(sizes.values())
    summary = _summary(folder, faults)
    statements = _statements(folder, faults)
    progress(sizes[COMMENTS], total)
    votes, voters, rows = _votes(
        folder, statements, faults, lambda done: progress(sizes[COMMENTS] + done, total)
    )
    faults.settle()
    return Conversation(
        topic=summary["topic"].strip(),
        url=summary.get("url", "").strip(),
        description=summary.get("conversation-description", "").strip(),
        statements=list(statements.values()),
        votes=votes,
        voters=voters,
        rows=rows,
    )


def _records(
    folder: Path, name: str, faults: _Faults, at: Callable[[int], None] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, fields) of each record. What cannot be read at all becomes a fault and ends the file."""
    csv.field_size_limit(LONGEST_FIELD)
    with (folder / name).open("rb") as raw:
        lines = _decoded(raw, name, faults)
        reader = csv.reader(lines, strict=True)
        before = count = 0
        while True:
            try:
                fields = next(reader, None)
            except csv.Error as error:
                faults.add(name, before + 1, f"this cannot be read as CSV ({error}). The rest was not read.")
                return
            if fields is None:
                return
            line, before = before + 1, reader.line_num
            if fields:
                yield line, fields
            count += 1
            if at and count % _ROWS_BETWEEN_REPORTS == 0:
                at(raw.tell())


def _decoded(raw, name: str, faults: _Faults) -> Iterator[str]:
    for number, line in enumerate(raw, start=1):
        try:
            words = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            faults.add(
                name, number, f"this is not UTF-8 text (byte {error.start + 1}). The rest was not read."
            )
            return
        yield words


def _summary(folder: Path, faults: _Faults) -> dict[str, str]:
    found: dict[str, str] = {}
    for line, fields in _records(folder, SUMMARY, faults):
        if len(fields) != 2:
            faults.add(SUMMARY, line, f"there should be 2 fields, there are {len(fields)}.")
        else:
            found[fields[0]] = fields[1]
    if not found.get("topic", "").strip():
        faults.add(SUMMARY, 0, "there is no topic.")
        found["topic"] = ""
    return found


def _columns(header: list[str], wanted: tuple[str, ...], name: str, faults: _Faults) -> list[int] | None:
    missing = [column for column in wanted if header.count(column) != 1]
    if missing:
        faults.add(name, 1, f"these columns are missing or twice there: {', '.join(missing)}.")
        return None
    return [header.index(column) for column in wanted]


def _whole(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else None


def _moment(value: str) -> datetime | None:
    """Milliseconds since 1970, up to the year 9999."""
    if not (value.isascii() and value.isdigit() and len(value) <= 15) or int(value) > 253_402_300_799_000:
        return None
    return datetime.fromtimestamp(int(value) / 1000, UTC)


def _statements(folder: Path, faults: _Faults) -> dict[int, Statement]:
    found: dict[int, Statement] = {}
    records = _records(folder, COMMENTS, faults)
    _line, header = next(records, (1, []))
    columns = _columns(header, COMMENT_COLUMNS, COMMENTS, faults)
    if columns is None:
        return found
    for line, fields in records:
        if len(fields) != len(header):
            faults.add(COMMENTS, line, f"there should be {len(header)} fields, there are {len(fields)}.")
            continue
        stamp, number, author, moderated, body = (fields[column] for column in columns)
        read = _moment(stamp), _whole(number), _whole(author), MODERATED.get(moderated)
        wrong = [
            f"{column} {value!r}"
            for column, value, good in zip(
                COMMENT_COLUMNS, (stamp, number, author, moderated), read, strict=False
            )
            if good is None
        ]
        if wrong:
            faults.add(COMMENTS, line, f"this value is not known here: {', '.join(wrong)}.")
        elif read[1] in found:
            faults.add(COMMENTS, line, f"comment-id {number} stands in line {found[read[1]].line} already.")
        else:
            found[read[1]] = Statement(
                number=read[1], author=read[2], at=read[0], moderated=read[3], body=body, line=line
            )
    return found


def _votes(
    folder: Path, statements: dict[int, Statement], faults: _Faults, at: Callable[[int], None]
) -> tuple[dict[int, int], set[int], int]:
    votes: dict[int, int] = {}
    records = _records(folder, VOTES, faults, at)
    _line, header = next(records, (1, []))
    columns = _columns(header, VOTE_COLUMNS, VOTES, faults)
    if columns is None:
        return votes, set(), 0
    to_statement, to_voter, to_vote = columns
    width, rows = len(header), 0
    # Look-ups by the words themselves: there may be millions of rows, but few different words.
    known_statements = {str(number): number for number in statements}
    known_voters: dict[str, int] = {}
    for line, fields in records:
        try:
            if len(fields) != width:
                raise KeyError
            statement = known_statements[fields[to_statement]]
            position = POSITIONS[fields[to_vote]]
            voter = known_voters[fields[to_voter]]
        except KeyError:
            sentence = _wrong_vote(fields, width, columns, known_statements, known_voters)
            if sentence:
                faults.add(VOTES, line, sentence)
                continue
            statement = known_statements[fields[to_statement]]
            position = POSITIONS[fields[to_vote]]
            voter = known_voters[fields[to_voter]]
        votes[voter << SHIFT | statement] = position
        rows += 1
    return votes, set(known_voters.values()), rows


def _wrong_vote(
    fields: list[str], width: int, columns: list[int], statements: dict[str, int], voters: dict[str, int]
) -> str:
    """Say what is wrong with a row of votes; a voter not seen before is not wrong, but noted."""
    if len(fields) != width:
        return f"there should be {width} fields, there are {len(fields)}."
    statement, voter, vote = (fields[column] for column in columns)
    wrong = []
    if statement not in statements:
        wrong.append(f"there is no statement with comment-id {statement!r}")
    if vote not in POSITIONS:
        wrong.append(f"vote {vote!r} is none of 1, 0 and -1")
    if (number := _whole(voter)) is None or str(number) != voter:
        wrong.append(f"voter-id {voter!r} is not a whole number")
    if wrong:
        return f"{'; '.join(wrong)}."
    voters[voter] = int(voter)
    return ""
