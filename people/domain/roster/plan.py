"""What a list would change: compared with the members as they are, person by person, before anything is changed."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef

from people import queries
from people.domain import births
from people.domain.roster.rows import GUARDIAN, STUDENT, Choices, Person, Roster
from people.enums import Band, Role
from people.models import Community, Guardianship, Membership, RosterLink


class Kind(StrEnum):
    """What becomes of one person."""

    NEW = "new"
    CHANGED = "changed"
    BACK = "back"  # had left, and stands in the list again
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """One person of the plan."""

    kind: Kind
    person: Person
    membership: int | None = None
    user: int | None = None
    before: dict[str, str] = field(
        default_factory=dict
    )  # first_name, last_name, band, group, born_on: what differs
    joins: tuple[str, ...] = ()  # numbers of the children whom a guardian is linked with now
    is_linked: bool = True  # the number is known here already

    @property
    def name(self) -> str:
        return f"{self.person.first_name} {self.person.last_name}".strip()

    def told(self) -> list:
        """Return what the plan's mark is made of: everything that would be written, and on whom."""
        person = self.person
        return [
            self.kind, person.kind, person.external_id, self.membership, person.first_name, person.last_name,
            person.band, person.group, sorted(self.before.items()), sorted(self.joins), self.is_linked,
        ]  # fmt: skip


@dataclass
class Plan:
    """Everybody of the list, and everybody who is not in it any more. ``mark`` knows it again."""

    changes: list[Change]
    choices: Choices
    source: str

    @property
    def mark(self) -> str:
        told = [self.source, self.choices.end_gone, [change.told() for change in self.changes]]
        return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(str(change.kind) for change in self.changes)
        links = sum(len(change.joins) for change in self.changes)
        return {**{str(kind): counted.get(str(kind), 0) for kind in Kind}, "links": links}


@dataclass(frozen=True)
class _Known:
    membership: int
    user: int
    band: str
    ended: bool
    first_name: str
    last_name: str
    username: str
    is_student: bool
    is_caregiver: bool
    is_other_adult: bool
    belongs_elsewhere: bool


def compare(community: Community, *, roster: Roster, choices: Choices, now: datetime) -> Plan:
    """Return what the list would change now, and add to ``roster.problems`` what it may not. Four questions."""
    return _Comparison(community, roster, choices, now).done()


class _Comparison:
    def __init__(self, community: Community, roster: Roster, choices: Choices, now: datetime) -> None:
        self.roster, self.choices = roster, choices
        self.listed_bands = {person.external_id: person.band for person in roster.people}
        self.members = _members(community, now)
        links = RosterLink.objects.filter(community=community, source=roster.source)
        self.links = {
            number: (membership, group)
            for number, membership, group in links.values_list("external_id", "membership_id", "group")
        }
        linked = {membership for membership, _group in self.links.values()}
        self.by_username = {
            known.username.casefold(): known
            for known in self.members.values()
            if known.is_student and known.membership not in linked
        }
        self.pairs = set(
            Guardianship.objects.filter(student__community=community).values_list("student_id", "guardian_id")
        )

        said = {}
        for person in roster.people:
            known, _is_linked = self._found(person)
            if known and person.born_on:
                said[known.membership] = date.fromisoformat(person.born_on)
        self.with_birth, self.other_birth = births.compare(community, said)

    def done(self) -> Plan:
        changes = []
        listed = {person.external_id for person in self.roster.people}
        for person in self.roster.people:
            change = self._change(person)
            if change is not None:
                changes.append(change)
        if self.roster.whole:
            changes += self._gone(listed)
        return Plan(changes, self.choices, self.roster.source)

    def _found(self, person: Person) -> tuple[_Known | None, bool]:
        """Return the member, and whether the list's number led there.

        Without the number a student is found by user name, and only if the name is the same too: two children with
        one name are two, and nobody is given somebody else's account.
        """
        if person.external_id in self.links:
            return self.members[self.links[person.external_id][0]], True
        known = self.by_username.get(person.username.casefold()) if person.username else None
        if known and person.kind == STUDENT and _same_name(known, person):
            return known, False
        return None, False

    def _change(self, person: Person) -> Change | None:
        known, is_linked = self._found(person)
        if known and not self._fits(person, known):
            return None
        if person.over:
            return self._over(person, known)
        if known is None:
            return Change(Kind.NEW, person, joins=self._joins(person, None), is_linked=False)
        group = self.links[person.external_id][1] if is_linked else ""
        before = self._before(person, known, group)
        joins = self._joins(person, known)
        kind = Kind.CHANGED if before or joins or not is_linked else Kind.SAME
        if known.ended:
            kind = Kind.BACK
        return Change(kind, person, known.membership, known.user, before, joins, is_linked)

    def _fits(self, person: Person, known: _Known) -> bool:
        """Tell whether the member may be changed by a list at all: students as students, caregivers as caregivers."""
        wrong = known.is_other_adult or (known.is_caregiver if person.kind == STUDENT else known.is_student)
        if wrong:
            code = "adult_here" if person.kind == STUDENT else "student_here"
            self.roster.problems.add(code, file=person.file, line=person.line)
        return not wrong

    def _over(self, person: Person, known: _Known | None) -> Change | None:
        if known is None or known.ended or person.kind == GUARDIAN:
            self.roster.leave_out("left")
            return None
        return Change(Kind.GONE, person, known.membership, known.user)

    def _before(self, person: Person, known: _Known, group: str) -> dict[str, str]:
        before = {}
        if (
            not known.belongs_elsewhere
        ):  # the name is one for all communities: a list of one does not change it
            before = {"first_name": known.first_name, "last_name": known.last_name}
        if person.kind == STUDENT:
            before["group"] = group
            # A day of birth that the community knows is worth more than a grade.
            if person.band and (person.born_on or known.membership not in self.with_birth):
                before["band"] = known.band
        changed = {name: value for name, value in before.items() if value != getattr(person, name)}
        if person.born_on and known.membership in self.other_birth:
            changed["born_on"] = ""  # that it is another day, never which
        return changed

    def _joins(self, person: Person, known: _Known | None) -> tuple[str, ...]:
        """Return the children to link with: none with whom there was ever a link, ended and restricted ones too."""
        if person.kind != GUARDIAN:
            return ()
        joins = []
        for child in dict.fromkeys(person.children):
            link = self.links.get(child)
            if self._is_of_age(child, link):
                continue
            if link and known and (link[0], known.membership) in self.pairs:
                continue
            joins.append(child)
        return tuple(joins)

    def _is_of_age(self, child: str, link: tuple[int, str] | None) -> bool:
        """Tell whether nobody stands for that student any more (rule 41)."""
        band = self.listed_bands.get(child) or (self.members[link[0]].band if link else "")
        return band == Band.D

    def _gone(self, listed: set[str]) -> list[Change]:
        gone = []
        for number, (membership, group) in self.links.items():
            known = self.members[membership]
            if number in listed or known.ended or not known.is_student:
                continue
            person = Person(
                STUDENT, number, known.first_name, known.last_name, band=known.band, group=group, over=True
            )
            gone.append(Change(Kind.GONE, person, known.membership, known.user))
        return gone


def _same_name(known: _Known, person: Person) -> bool:
    mine = f"{known.first_name} {known.last_name}".casefold().split()
    return mine == f"{person.first_name} {person.last_name}".casefold().split()


def _members(community: Community, now: datetime) -> dict[int, _Known]:
    mine = queries.grants_now(now).filter(membership=OuterRef("pk"))
    elsewhere = Membership.objects.filter(user=OuterRef("user")).exclude(community=community)
    found = Membership.objects.filter(community=community).annotate(
        is_student=Exists(mine.filter(role=Role.STUDENT)),
        is_caregiver=Exists(mine.filter(role=Role.CAREGIVER)),
        is_other_adult=Exists(mine.exclude(role__in=[Role.STUDENT, Role.CAREGIVER])),
        belongs_elsewhere=Exists(elsewhere),
    )
    rows = found.order_by("pk").values_list(
        "pk", "user_id", "band", "ended_at", "user__first_name", "user__last_name", "user__username",
        "is_student", "is_caregiver", "is_other_adult", "belongs_elsewhere",
    )  # fmt: skip
    return {
        row[0]: _Known(row[0], row[1], row[2], row[3] is not None and row[3] <= now, *row[4:]) for row in rows
    }
