"""The chain of the audit trail: links that bind what was written, and the look that finds what was changed.

A line cannot know the one before it without all acts of the house waiting for each other. So lines are bound
afterwards: a link takes every line that no link holds yet (one that was committed late falls into the next), hashes
them in order, and is bound to the link before by its hash. Until then a line is held by its own mark. Whoever keeps the
hash of a link elsewhere (``manage.py audit head``) also notices if the end of the chain is cut off.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone

from mobilize.kernel import audit, keys
from mobilize.kernel.models import AuditEntry, AuditLink

AT_ONCE = 20_000  # lines in one link, so that none takes long
PURGED = "audit.purged"


@dataclass(frozen=True)
class Fault:
    """Something in the trail that is not as it was written. ``code`` names it, ``where`` says which line or link."""

    code: str
    where: str

    def __str__(self) -> str:
        return f"{self.code}: {self.where}"


def bind() -> int:
    """Bind what is new, link after link; return how many lines. The round of every minute."""
    bound = 0
    while lines := _bind_some(now=timezone.now()):
        bound += lines
    return bound


@transaction.atomic
def _bind_some(*, now: datetime) -> int:
    last = AuditLink.objects.select_for_update().order_by("-number").first()
    lines = list(AuditEntry.objects.filter(link=None).order_by("id")[:AT_ONCE])
    if not lines:
        return 0
    link = AuditLink(
        number=last.number + 1 if last else 1,
        made_at=now,
        count=len(lines),
        lines_hash=_hash_of(lines),
        previous=last.hash if last else "",
    )
    link.hash = _link_of(link)
    link.mark = _mark_of(link)
    link.save(force_insert=True)  # of two workers in the same moment the number lets one through
    ids = [line.pk for line in lines]
    for start in range(0, len(ids), 500):
        AuditEntry.objects.filter(pk__in=ids[start : start + 500]).update(link=link)
    return len(lines)


def _hash_of(lines: list[AuditEntry]) -> str:
    total = hashlib.sha256()
    for line in lines:
        said = audit.said(line)
        total.update(f"{line.pk}|{line.mark}|{len(said)}|".encode() + said)
    return total.hexdigest()


def _link_of(link: AuditLink) -> str:
    made_at = link.made_at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [link.number, made_at, link.count, link.lines_hash, link.previous]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _mark_of(link: AuditLink) -> str:
    key = audit.key()
    return keys.name_of(key) + hmac.new(key, link.hash.encode(), hashlib.sha256).hexdigest()[:56]


def head() -> AuditLink | None:
    """Return the last link."""
    return AuditLink.objects.order_by("-number").first()


def faults(*, anchor: str = "") -> Iterator[Fault]:
    """Yield what is not as it was written. ``anchor`` is the hash of a link that was kept elsewhere.

    Codes: ``line_changed``, ``line_twice``, ``line_of_another_key``, ``lines_changed`` (a line of the link was changed,
    added or taken away), ``link_changed``, ``link_missing``, ``link_of_another_key``, ``chain_broken``,
    ``anchor_missing``.
    """
    previous: AuditLink | None = None
    anchored = not anchor
    for link in AuditLink.objects.order_by("number").iterator():
        expected = previous.number + 1 if previous else 1
        if link.number != expected:
            yield Fault("link_missing", f"link {expected}")
        elif link.previous != (previous.hash if previous else ""):
            yield Fault("chain_broken", f"link {link.number}")
        yield from _faults_of_link(link)
        anchored = anchored or link.hash == anchor
        previous = link
    for line in AuditEntry.objects.filter(link=None).order_by("id").iterator():
        yield from _faults_of_line(line)
    marks = AuditEntry.objects.exclude(mark="").values("mark").order_by("mark")
    for twice in marks.annotate(lines=Count("id"), first=Min("id")).filter(lines__gt=1):
        yield Fault("line_twice", f"line {twice['first']} was copied")
    if not anchored:
        yield Fault("anchor_missing", f"no link has the hash {anchor[:12]}")


def _faults_of_link(link: AuditLink) -> Iterator[Fault]:
    where = f"link {link.number}"
    if link.mark[:8] != keys.name_of(audit.key()):
        yield Fault("link_of_another_key", where)
    elif not hmac.compare_digest(link.mark, _mark_of(link)) or link.hash != _link_of(link):
        yield Fault("link_changed", where)
    lines = list(AuditEntry.objects.filter(link=link).order_by("id"))
    if not lines and link.purged_at and _purge_is_told(link):
        return
    if len(lines) != link.count or _hash_of(lines) != link.lines_hash:
        yield Fault("lines_changed", where)
        for line in lines:
            yield from _faults_of_line(line)


def _faults_of_line(line: AuditEntry) -> Iterator[Fault]:
    where = f"line {line.pk} of {line.at:%Y-%m-%d %H:%M}"
    if line.mark and line.mark[:8] != keys.name_of(audit.key()):
        yield Fault("line_of_another_key", where)
    elif line.mark and not audit.bears_its_mark(line):
        yield Fault("line_changed", where)


def _purge_is_told(link: AuditLink) -> bool:
    return AuditEntry.objects.filter(action=PURGED, note__link=link.number).exists()


@transaction.atomic
def purge(*, before: datetime, now: datetime) -> int:
    """Delete the lines of links whose newest line is older than ``before``; return how many. The links stay.

    What was purged is itself a line: without it a missing link's lines are a fault.
    """
    gone = 0
    for link in AuditLink.objects.filter(purged_at=None, made_at__lt=before).order_by("number"):
        gone += AuditEntry.objects.filter(link=link).delete()[0]
        AuditLink.objects.filter(pk=link.pk).update(purged_at=now)
        audit.record(action=PURGED, now=now, link=link.number, lines=link.count)
    return gone
