"""People as a list tells of them: numbers, names, days of birth, grades. What a cell says is text and nothing else."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils import timezone

from mobilize.kernel import text
from people.domain import births
from people.domain.roster.problems import Problems
from people.domain.roster.sheets import Line, plain
from people.enums import Band, Relation
from people.models import RosterLink, User

MOST_PEOPLE = 20_000
STUDENT, GUARDIAN = "student", "guardian"
_NAME = text.limit_of(User, "first_name")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # OWASP: CSV injection
_ID = text.limit_of(RosterLink, "external_id")
_GROUP = text.limit_of(RosterLink, "group")
_USERNAME = re.compile(r"[\w.@+-]+\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_SPOKEN = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\Z")
#: Grades that are no numbers, by the youngest who usually sit there: English (CEDS) and French.
_GRADES = {
    **dict.fromkeys(("it", "pr", "pk", "tk", "kg", "prek", "preschool", "kindergarten", "reception"), Band.A),
    **dict.fromkeys(("ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2", "6e", "6eme", "sixieme"), Band.A),
    **dict.fromkeys(("5e", "5eme", "cinquieme"), Band.A),
    **dict.fromkeys(("4e", "4eme", "quatrieme", "3e", "3eme", "troisieme", "2de", "2nde", "seconde"), Band.B),
    **dict.fromkeys(("1re", "1ere", "premiere", "tle", "terminale"), Band.C),
}
RELATIONS = {
    "parent": Relation.PARENT, "mother": Relation.PARENT, "father": Relation.PARENT, "mere": Relation.PARENT,
    "pere": Relation.PARENT, "guardian": Relation.OTHER, "tuteur": Relation.OTHER, "relative": Relation.RELATIVE,
}  # fmt: skip
#: Roles of adults in OneRoster 1.1 and 1.2, and in plain lists in English and French.
ADULTS = frozenset(
    plain(role)
    for role in (
        "administrator", "admin", "sysadmin", "systemAdministrator", "districtAdministrator", "siteAdministrator",
        "principal", "teacher", "aide", "proctor", "counselor", "staff", "moderator", "mentor", "facilitator",
        "organizer", "safeguarding lead", "agency worker", "professeur", "enseignant", "enseignante", "personnel",
        "administrateur", "administratrice", "directeur", "directrice", "surveillant",
    )
)  # fmt: skip
STUDENTS = frozenset(
    plain(role) for role in ("student", "pupil", "learner", "élève", "étudiant", "étudiante")
)
GUARDIANS = frozenset({*RELATIONS, plain("représentant légal"), "responsable", "caregiver"})


@dataclass(frozen=True)
class Choices:
    """What the administrator decides for a whole list. No column of it decides these."""

    leave_out_adults: bool = False  # else a row of an adult refuses the list
    with_guardians: bool = False
    end_gone: bool = False
    other_band: str = ""  # for whom neither day of birth nor grade is told
    band_b_from: int = 8  # the first grade of 13 to 15
    band_c_from: int = 11  # the first grade of 16 and 17


@dataclass
class Person:
    """A row about a student, or about a guardian of one."""

    kind: str
    external_id: str
    first_name: str
    last_name: str
    username: str = ""
    born_on: str = ""  # ISO
    band: str = ""
    group: str = ""
    children: list[str] = field(default_factory=list)
    relation: str = ""
    over: bool = False  # the list says that they have left
    line: int = 0
    file: str = ""


@dataclass
class Roster:
    """What was read. With ``problems`` nothing of it may be carried out."""

    source: str
    people: list[Person] = field(default_factory=list)
    whole: bool = True  # who is not in it has gone; a delta says only what changed
    read_as: str = ""  # how the letters and columns were read
    left_out: dict[str, int] = field(default_factory=dict)  # rows that were left out, by reason
    problems: Problems = field(default_factory=Problems)

    def leave_out(self, reason: str) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + 1


def written(roster: Roster) -> str:
    """Return a roster without problems as text, to be kept for the moment between reading and carrying out."""
    told = {
        "source": roster.source,
        "whole": roster.whole,
        "read_as": roster.read_as,
        "left_out": roster.left_out,
        "people": [list(asdict(person).values()) for person in roster.people],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_back(kept: str) -> Roster:
    told = json.loads(kept)
    return Roster(**{**told, "people": [Person(*values) for values in told["people"]]})


def name_of(written_name: str) -> str:
    """Return a name on one line, as text."""
    return " ".join(text.tidy(written_name).split())


def group_of(title: str) -> str:
    return name_of(title)[:_GROUP]


def like_a_formula(said: str) -> bool:
    """Tell whether a spreadsheet would take these words for a formula."""
    return said.startswith(_FORMULA)


def username_of(written_name: str) -> str:
    """Return a user name that can be one, or nothing: then one is made."""
    name = text.tidy(written_name)
    return name if len(name) <= _NAME and _USERNAME.match(name) else ""


class Checks:
    """Looks at rows of one table and says everything that is wrong with them."""

    def __init__(self, roster: Roster, file: str, header: dict[str, str], *, today: date) -> None:
        self.roster, self.file, self.header, self.today = roster, file, header, today

    def problem(self, code: str, line: Line, column: str = "", **told) -> None:
        shown = self.header.get(column, column)
        self.roster.problems.add(code, file=self.file, line=line.number, column=shown, **told)

    def external_id(self, line: Line, column: str, seen: dict[str, int]) -> str:
        """Return the person's number; a missing, long or repeated one is a problem."""
        number = text.tidy(line.get(column))
        if not number:
            self.problem("id_missing", line, column)
        elif len(number) > _ID:
            self.problem("id_too_long", line, column, most=_ID)
        elif like_a_formula(number):
            self.problem("formula", line, column, value=number)
        elif number in seen:
            self.problem("id_twice", line, column, value=str(seen[number]))
        else:
            seen[number] = line.number
        return number

    def name(self, line: Line, column: str, *, needed: bool = True) -> str:
        name = name_of(line.get(column))
        if not name and needed:
            self.problem("name_missing", line, column)
        if len(name) > _NAME:
            self.problem("name_too_long", line, column, most=_NAME)
        elif like_a_formula(name):
            self.problem("formula", line, column, value=name)
        return name

    def group(self, line: Line, column: str) -> str:
        """Return the group; nothing is no problem."""
        return self.title(line.get(column), line, column)

    def title(self, said: str, line: Line, column: str) -> str:
        """Return what a group is called, as it is told in a line."""
        group = group_of(said)
        if like_a_formula(group):
            self.problem("formula", line, column, value=group)
        return group

    def kind(self, line: Line, column: str, choices: Choices) -> str:
        """Return whose row it is; nothing for a row that is left out or wrong. An adult is never let in by a list."""
        role = plain(line.get(column))
        if role in STUDENTS:
            return STUDENT
        if role in GUARDIANS:
            if choices.with_guardians:
                return GUARDIAN
            self.roster.leave_out("guardians")
        elif role in ADULTS:
            if choices.leave_out_adults:
                self.roster.leave_out("adults")
            else:
                self.problem("role_refused", line, column, value=line.get(column).strip())
        else:
            self.problem("role_unknown", line, column, value=line.get(column).strip())
        return ""

    def born_on(self, line: Line, column: str, *, day_first: bool | None = None) -> str:
        """Return the day of birth as ISO text. ``day_first`` says how 3/4/2012 is meant; None: nobody knows."""
        said = text.tidy(line.get(column))
        if not said:
            return ""
        iso, spoken = _ISO.match(said), _SPOKEN.match(said)
        if iso:
            year, month, day = (int(part) for part in iso.groups())
        elif spoken:
            first, second, year = (int(part) for part in spoken.groups())
            if day_first is None and first != second and "." not in said:
                self.problem("date_unclear", line, column, value=said)
                return ""
            day, month = (second, first) if day_first is False and "." not in said else (first, second)
        else:
            self.problem("date_wrong", line, column, value=said)
            return ""
        try:
            born = date(year, month, day)
        except ValueError:
            born = None
        if born is None or not births.can_be(born, self.today):
            self.problem("date_wrong", line, column, value=said)
            return ""
        return born.isoformat()

    def band(self, line: Line, born_on: str, grade: str, choices: Choices, *, column: str) -> str:
        """Return the band: from the day of birth, else from the grade, else as the administrator chose."""
        if born_on:
            return births.band_on(date.fromisoformat(born_on), self.today)
        grade = text.tidy(grade).split(",")[0]
        if grade:
            found = band_of_grade(grade, choices) or choices.other_band
            if not found:
                self.problem("grade_unknown", line, column, value=grade)
            return found
        if not choices.other_band:
            self.problem("band_missing", line, column)
        return choices.other_band


def day_first_of(values) -> bool | None:
    """Tell from all days of a table whether days stand before months; None where they do not say."""
    pairs = [match.groups() for match in (_SPOKEN.match(text.tidy(value)) for value in values) if match]
    days, months = (
        any(int(first) > 12 for first, *_ in pairs),
        any(int(second) > 12 for _, second, _ in pairs),
    )
    return None if days == months else days


def band_of_grade(grade: str, choices: Choices) -> str:
    """Return the band of a grade, by where the community says that bands begin. A grade makes nobody an adult."""
    name = plain(grade)
    if name in _GRADES:
        return _GRADES[name]
    number = re.fullmatch(r"(?:grade|year|annee|klasse)?0*(\d{1,2})(?:th|st|nd|rd)?", name)
    if not number:
        return ""
    year = int(number.group(1))
    if year < choices.band_b_from:
        return Band.A
    return Band.B if year < choices.band_c_from else Band.C


def today_of(community, now) -> date:
    return timezone.localtime(now, community.zone).date()
