"""Rule 55: the audit trail is append-only and chained; whatever is changed, added or taken away is found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mobilize.kernel import audit, audit_chain, keys
from mobilize.kernel.models import AuditEntry, AuditLink

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def _write(*actions: str) -> list[AuditEntry]:
    return [
        audit.record(action=action, now=timezone.now(), part={"b": 1, "a": [2.5, "é"]}) for action in actions
    ]


def _tamper(sql: str, *values) -> None:
    """Do what only somebody with the whole database in their hands can do."""
    with connection.cursor() as cursor:
        on = " ON kernel_auditentry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_lines_stay{on}")
        cursor.execute(sql, values)


def _codes(**how) -> list[str]:
    return [fault.code for fault in audit_chain.faults(**how)]


def test_rule_55_a_whole_trail_has_no_faults_bound_or_not():
    _write("a.one", "a.two")
    assert audit_chain.bind() == 2
    assert audit_chain.bind() == 0
    _write("a.three")
    assert audit_chain.bind() == 1
    _write("a.four")
    assert _codes() == []
    first, second = AuditLink.objects.all()
    assert (first.number, first.count, second.number, second.previous) == (1, 2, 2, first.hash)


def test_rule_55_the_database_refuses_to_change_a_line():
    (line,) = _write("a.one")
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        AuditEntry.objects.filter(pk=line.pk).update(actor="somebody-else")
    audit_chain.bind()
    assert AuditEntry.objects.get().link_id


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("field", ["actor", "action", "object_id", "community", "kind"])
def test_rule_55_one_changed_line_is_found(field, bound):
    lines = _write("a.one", "a.two", "a.three")
    if bound:
        audit_chain.bind()
    _tamper(f"UPDATE kernel_auditentry SET {field} = %s WHERE id = %s", "x", lines[1].pk)
    assert _codes() == (["lines_changed", "line_changed"] if bound else ["line_changed"])


def test_rule_55_a_line_taken_away_and_a_line_put_in_are_found():
    lines = _write("a.one", "a.two", "a.three")
    audit_chain.bind()
    AuditEntry.objects.filter(pk=lines[1].pk).delete()
    assert _codes() == ["lines_changed"]
    copied = AuditEntry.objects.get(pk=lines[0].pk)
    copied.pk = None
    copied.link = None
    copied.save(force_insert=True)
    assert _codes() == ["lines_changed", "line_twice"]


def test_rule_55_a_link_taken_away_changed_or_cut_off_is_found():
    for number in range(3):
        _write(f"a.{number}")
        audit_chain.bind()
    anchor = audit_chain.head().hash
    assert _codes(anchor=anchor) == []
    AuditLink.objects.filter(number=1).update(count=7)
    assert _codes() == ["link_changed", "lines_changed"]
    AuditLink.objects.filter(number=1).update(count=1)
    for number, codes in ((3, ["anchor_missing"]), (1, ["link_missing", "anchor_missing"])):
        AuditEntry.objects.filter(link__number=number).delete()
        AuditLink.objects.filter(number=number).delete()
        assert _codes(anchor=anchor) == codes


def test_rule_55_whoever_has_the_database_but_not_the_key_cannot_make_a_link(settings, tmp_path):
    _write("a.one")
    audit_chain.bind()
    settings.KEYS_DIR = tmp_path / "of-somebody-else"
    AuditEntry.objects.all().delete()
    AuditLink.objects.all().delete()
    _write("a.forged")
    audit_chain.bind()
    assert _codes() == []
    settings.KEYS_DIR = tmp_path / "ours"
    keys.create(audit.KEY)
    assert _codes() == ["link_of_another_key"]


def test_lines_whose_time_is_over_go_as_whole_links_and_the_going_is_a_line():
    _write("a.old")
    audit_chain.bind()
    now = timezone.now() + timedelta(days=1)
    _write("a.new")
    assert audit_chain.purge(before=now, now=now) == 1
    audit_chain.bind()
    assert _codes() == []
    assert [line.action for line in AuditEntry.objects.all()] == ["a.new", "audit.purged"]
    AuditLink.objects.filter(number=2).update(purged_at=now)
    AuditEntry.objects.filter(link__number=2).delete()
    assert "lines_changed" in _codes()  # gone without a line that says so


def test_the_command_verifies_and_tells_the_head():
    _write("a.one")
    out = StringIO()
    call_command("audit", "bind", stdout=out)
    call_command("audit", "head", stdout=out)
    call_command("audit", "verify", "--anchor", AuditLink.objects.get().hash, stdout=out)
    assert out.getvalue().splitlines() == [
        "Bound 1 lines.",
        f"1 {AuditLink.objects.get().hash}",
        "The trail is whole: 1 lines.",
    ]
    AuditEntry.objects.all().delete()
    with pytest.raises(CommandError, match="1 faults"):
        call_command("audit", "verify", stdout=out)
