"""Every page with a sensitive record leaves a line when somebody opens it, and no other page does (rule 55)."""

from mobilize.kernel.looking import MARK
from mobilize.kernel.models import AuditEntry
from tests.permissions import table
from tests.permissions.visits import undone

#: Where pages about people, families, duties and concerns stand.
BEGINNINGS = ("people/", "family/", "concerns/", "desk/")
#: Each page of these with a sensitive record, and what the line calls it. Typed by hand.
SENSITIVE = {
    "people/": "members",
    "people/<member>/": "consents membership",  # of a young person, and of an adult
    "people/<member>/family/": "family",
    "people/<member>/family/<tie>/": "guardianship",
    "people/<member>/data/": "data",
    "people/roster/<run>/": "rosterrun",
    "people/roster/names.csv": "roster_names",
    "family/<tie>/": "child",
    "concerns/files/": "concerns",
    "concerns/staff/": "staff_concerns",
    "concerns/low-level/": "staff_concerns",
    "concerns/files/<concern>/": "concern",
    "concerns/of/<member>/": "chronology",
    "concerns/names/": "unmaskings",
    "concerns/names/<unmasking>/": "unmasking",
    "concerns/packs/": "packs",
    "concerns/packs/<pack>/": "transferpack",
    "concerns/packs/<pack>/file/": "export",
    "concerns/looks/": "looks",
    "desk/checks/": "after_checks",
}
#: Only where a date is kept, the school's own sign-in is set up, or words told of danger: other tests try them.
SOMETIMES = {"people/<member>/birth/", "people/<member>/school/", "desk/<case>/", "desk/appeals/<appeal>/"}


def _opened(house, row) -> set[str] | None:
    """The lines that opening the page left, for the first role that may, or None where none of them may."""
    for role, letter in row.cells.items():
        if letter == "+" and role in house.clients:
            with undone():
                before = set(AuditEntry.objects.values_list("pk", flat=True))
                answer = house.clients[role].get(house.path(row))
                if answer.status_code != 200:
                    continue
                b"".join(answer) if answer.streaming else answer.content
                lines = AuditEntry.objects.filter(action__contains=MARK).exclude(pk__in=before)
                return {line.action.partition(MARK)[2] for line in lines}
    return None


def test_rule_55_each_page_with_a_sensitive_record_is_a_look_and_no_other(house, django_db_blocker):
    with django_db_blocker.unblock():
        found: dict[str, set[str]] = {}
        for row in table.rows():
            if row.method == "GET" and row.address.startswith(BEGINNINGS):
                lines = _opened(house, row)
                if lines is not None:
                    found.setdefault(row.address, set()).update(lines)
    looks = {address: lines for address, lines in found.items() if lines and address not in SOMETIMES}
    assert looks == {address: set(look.split()) for address, look in SENSITIVE.items()}
