"""From the tables of a OneRoster package to people: who is a student, in which class, with which guardians."""

from datetime import date

from people.domain.roster import rows
from people.domain.roster.packages import Package, day_of
from people.domain.roster.rows import GUARDIAN, STUDENT, Checks, Choices, Person, Roster
from people.domain.roster.sheets import Line, plain

_STATES = {"": True, "active": True, "tobedeleted": False, "inactive": False}
_COLUMNS = {"users": ("sourcedid", "givenname", "familyname")}


def people_of(package: Package, choices: Choices, *, today: date) -> Roster:
    """Return everybody whom the package tells of, and everything that is wrong with it."""
    roster = Roster(package.source, problems=package.problems, whole=package.is_whole("users"))
    if "users" not in package.sheets or not _has_columns(package):
        return roster
    return _Reading(package, roster, choices, today).done()


def _has_columns(package: Package) -> bool:
    whole = True
    for table, columns in _COLUMNS.items():
        sheet = package.sheets[table]
        for column in columns:
            if column not in sheet.header:
                package.problems.add("column_missing", file=sheet.file, line=1, value=column)
                whole = False
    return whole


class _Reading:
    """One package that is read, table by table."""

    def __init__(self, package: Package, roster: Roster, choices: Choices, today: date) -> None:
        self.package, self.roster, self.choices, self.today = package, roster, choices, today
        self.users = self._checks("users")
        self.known = {line.get("sourcedid").strip() for line in package.lines("users")}
        self.roles = self._roles()
        self.births = self._births()
        self.groups = self._groups()

    def _checks(self, table: str) -> Checks:
        sheet = self.package.sheets[table]
        return Checks(self.roster, sheet.file, sheet.header, today=self.today)

    def done(self) -> Roster:
        seen: dict[str, int] = {}
        read_as = {sheet.read_as for sheet in self.package.sheets.values()}
        self.roster.read_as = f"OneRoster {self.package.version}, " + ", ".join(sorted(read_as))
        guarded: dict[str, list[str]] = {}
        guardians: dict[str, Person] = {}
        for line in self.package.lines("users"):
            number = self.users.external_id(line, "sourcedid", seen)
            self._check_orgs(line)
            kind = self._kind(line, number)
            if kind == STUDENT:
                self.roster.people.append(self._student(line, number, guarded))
            elif kind == GUARDIAN:
                guardians[number] = self._guardian(line, number)
        for number, person in guardians.items():
            person.children = guarded.get(number, [])
            if person.children or person.over:
                self.roster.people.append(person)
            else:
                self.roster.leave_out("guardians_of_nobody")
        return self.roster

    def _is_active(self, checks: Checks, line: Line) -> bool:
        state = plain(line.get("status"))
        if state not in _STATES:
            checks.problem("state_unknown", line, "status", value=line.get("status").strip())
        return _STATES.get(state, True)

    def _roles(self) -> dict[str, Line] | None:
        """Return each user's deciding row of ``roles.csv``, or None where roles stand with the users (1.1).

        Whoever holds an adult's role beside another is an adult.
        """
        if self.package.version != "1.2" or "roles" not in self.package.sheets:
            return None
        checks, decided = self._checks("roles"), {}
        for line in self.package.lines("roles"):
            user = line.get("usersourcedid").strip()
            if self.package.is_whole("users") and user not in self.known:
                checks.problem("reference_unknown", line, "usersourcedid", value=user)
            if not self._is_active(checks, line):
                continue
            if user not in decided or plain(line.get("role")) not in rows.STUDENTS | rows.GUARDIANS:
                decided[user] = line
        return decided

    def _kind(self, line: Line, number: str) -> str:
        if self.roles is None:
            return self.users.kind(line, "role", self.choices)
        role = self.roles.get(number)
        if role is None:
            self.roster.leave_out("without_role")
            return ""
        return self._checks("roles").kind(role, "role", self.choices)

    def _check_orgs(self, line: Line) -> None:
        if not self.package.is_whole("orgs"):
            return
        orgs = self.__dict__.setdefault(
            "orgs", {org.get("sourcedid").strip() for org in self.package.lines("orgs")}
        )
        for column in ("orgsourcedids", "primaryorgsourcedid"):
            for org in _several(line.get(column)):
                if org not in orgs:
                    self.users.problem("reference_unknown", line, column, value=org)

    def _births(self) -> dict[str, tuple[Checks, Line]]:
        if "demographics" not in self.package.sheets:
            return {}
        checks = self._checks("demographics")
        found = {}
        for line in self.package.lines("demographics"):
            column = "sourcedid" if "sourcedid" in checks.header else "usersourcedid"
            user = line.get(column).strip()
            if self.package.is_whole("users") and user not in self.known:
                checks.problem("reference_unknown", line, column, value=user)
            found[user] = (checks, line)
        return found

    def _groups(self) -> dict[str, str]:
        """Return each user's class: the homeroom if there is one, else the first that is not over."""
        if "enrollments" not in self.package.sheets:
            return {}
        checks = self._checks("enrollments")
        terms = {
            line.get("sourcedid").strip(): day_of(line, "enddate")
            for line in self.package.lines("academicsessions")
        }
        courses = {line.get("sourcedid").strip(): line.get("title") for line in self.package.lines("courses")}
        classes = {line.get("sourcedid").strip(): line for line in self.package.lines("classes")}
        found: dict[str, str] = {}
        settled: set[str] = set()
        for line in self.package.lines("enrollments"):
            user, number = line.get("usersourcedid").strip(), line.get("classsourcedid").strip()
            if self.package.is_whole("users") and user not in self.known:
                checks.problem("reference_unknown", line, "usersourcedid", value=user)
            if self.package.is_whole("classes") and number not in classes:
                checks.problem("reference_unknown", line, "classsourcedid", value=number)
            if not self._is_active(checks, line) or number not in classes or user in settled:
                continue
            group = classes[number]
            ends = [terms.get(term) for term in _several(group.get("termsourcedids"))]
            if ends and all(end and end < self.today for end in ends):
                continue
            title = group.get("title") or courses.get(group.get("coursesourcedid").strip(), "")
            homeroom = plain(group.get("classtype")) == "homeroom"
            if homeroom or user not in found:
                found[user] = checks.title(title, line, "classsourcedid")
            if homeroom:
                settled.add(user)
        return found

    def _is_over(self, line: Line) -> bool:
        return not self._is_active(self.users, line) or plain(line.get("enableduser")) in {"false", "no", "0"}

    def _names(self, line: Line) -> dict:
        """Return the names by which the person wants to be called, where the list tells them."""
        given = "preferredgivenname" if line.get("preferredgivenname").strip() else "givenname"
        family = "preferredfamilyname" if line.get("preferredfamilyname").strip() else "familyname"
        return {
            "first_name": self.users.name(line, given),
            "last_name": self.users.name(line, family, needed=False),
            "username": rows.username_of(line.get("username")),
            "line": line.number,
            "file": self.users.file,
        }

    def _student(self, line: Line, number: str, guarded: dict[str, list[str]]) -> Person:
        over = self._is_over(line)
        born, band = "", ""
        if not over:
            born = self._born_on(number)
            band = self.users.band(line, born, line.get("grades"), self.choices, column="grades")
        for column in ("agentsourcedids", "agents"):
            for agent in _several(line.get(column)):
                if self.package.is_whole("users") and agent not in self.known:
                    self.users.problem("reference_unknown", line, column, value=agent)
                guarded.setdefault(agent, []).append(number)
        group = self.groups.get(number, "")
        names = self._names(line)
        return Person(STUDENT, number, **names, born_on=born, band=band, group=group, over=over)

    def _born_on(self, number: str) -> str:
        if number not in self.births:
            return ""
        checks, line = self.births[number]
        return checks.born_on(line, "birthdate")

    def _guardian(self, line: Line, number: str) -> Person:
        deciding = self.roles[number] if self.roles else line
        relation = rows.RELATIONS.get(plain(deciding.get("role")), "other")
        return Person(GUARDIAN, number, **self._names(line), relation=relation, over=self._is_over(line))


def _several(cell: str) -> list[str]:
    """Return the numbers in a cell that may hold several."""
    return [part for part in (one.strip() for one in cell.split(",")) if part]
