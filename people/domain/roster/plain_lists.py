"""Plain CSV, as a school's office exports it: columns under English or French names, in any order."""

from datetime import date

from people.domain.roster import rows, sheets
from people.domain.roster.rows import STUDENT, Checks, Choices, Person, Roster
from people.domain.roster.sheets import Sheet, plain

FILE = "CSV"
#: What a column is for -> the names it goes by.
_SYNONYMS = {
    "id": (
        "id", "sourcedId", "student id", "student number", "pupil number", "number", "UPN", "external id", "ref",
        "identifiant élève", "numéro", "numéro élève", "n° élève", "matricule", "INE", "code élève",
    ),
    "first": ("first name", "given name", "forename", "prénom", "prénom usuel", "preferred name"),
    "last": ("last name", "family name", "surname", "nom", "nom de famille", "nom usuel"),
    "name": ("name", "full name", "nom complet", "nom et prénom", "élève"),
    "username": ("username", "user name", "login", "nom d'utilisateur", "identifiant", "compte"),
    "born": (
        "birth date", "date of birth", "birthday", "dob", "born", "date de naissance", "né le", "née le", "naissance",
    ),
    "grade": ("grade", "grades", "year", "year group", "level", "niveau", "année"),
    "group": (
        "class", "group", "form", "homeroom", "tutor group", "registration group", "classe", "groupe", "division",
    ),
    "role": ("role", "rôle", "profil"),
    "status": ("status", "état"),
}  # fmt: skip
_PURPOSE = {plain(name): purpose for purpose, names in _SYNONYMS.items() for name in names}
_STATES = {"": True, "active": True, "actif": True, "tobedeleted": False, "inactive": False, "inactif": False}


def people_of(sheet: Sheet, choices: Choices, roster: Roster, *, today: date) -> Roster:
    """Return everybody in a table of students. Guardians come with a OneRoster package alone."""
    columns = _columns(sheet, roster)
    if "id" not in columns or not columns.keys() & {"first", "name"}:
        return roster
    checks = Checks(roster, sheet.file, sheet.header, today=today)
    roster.read_as = sheet.read_as
    seen: dict[str, int] = {}
    born = columns.get("born", "")
    day_first = rows.day_first_of(line.get(born) for line in sheet.lines) if born else None
    for line in sheet.lines:
        if "role" in columns and line.get(columns["role"]).strip():
            if checks.kind(line, columns["role"], choices) != STUDENT:
                continue
        number = checks.external_id(line, columns["id"], seen)
        state = plain(line.get(columns.get("status", "")))
        if state not in _STATES:
            checks.problem(
                "state_unknown", line, columns["status"], value=line.get(columns["status"]).strip()
            )
        over = not _STATES.get(state, True)
        born_on = checks.born_on(line, born, day_first=day_first) if born else ""
        # A day that cannot be read is one fault, not two.
        wrong = bool(born and line.get(born).strip() and not born_on)
        grade = line.get(columns.get("grade", ""))
        known = over or wrong
        column = columns.get("grade", born)
        first, last = _names(checks, line, columns)
        roster.people.append(
            Person(
                STUDENT,
                number,
                first,
                last,
                username=rows.username_of(line.get(columns.get("username", ""))),
                born_on=born_on,
                band="" if known else checks.band(line, born_on, grade, choices, column=column),
                group=checks.group(line, columns.get("group", "")),
                over=over,
                line=line.number,
                file=sheet.file,
            )
        )
    return roster


def _columns(sheet: Sheet, roster: Roster) -> dict[str, str]:
    """Return the plain name of the column for each purpose. The first that fits counts."""
    found: dict[str, str] = {}
    for name in sheet.header:
        purpose = _PURPOSE.get(name)
        if purpose:
            found.setdefault(purpose, name)
    if "first" not in found and "name" not in found:
        roster.problems.add("column_missing", file=sheet.file, line=1, value="first name")
    if "id" not in found and "username" in found:
        found["id"] = found["username"]
    if "id" not in found:
        roster.problems.add("number_column_missing", file=sheet.file, line=1)
    return found


def _names(checks: Checks, line: sheets.Line, columns: dict[str, str]) -> tuple[str, str]:
    """Return first and last name; one column with both is read as "Last, First" or as "First Last"."""
    if "first" in columns:
        last = checks.name(line, columns["last"], needed=False) if "last" in columns else ""
        return checks.name(line, columns["first"]), last
    whole = checks.name(line, columns["name"])
    last, comma, first = whole.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip()
    first, _blank, last = whole.partition(" ")
    return first, last
