"""The scheduler: what comes round again, once for each time it is due, however many workers there are.

A slot is a row (job, due at), unique. Whoever writes it first enqueues the job in the same transaction. Times that
passed while no worker ran are made up for by one run, not by one each.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from mobilize.kernel import jobs
from mobilize.kernel.models import Slot

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Round:
    """A job without arguments that comes round every so often, counted from midnight UTC."""

    name: str
    every: timedelta

    def due(self, now: datetime) -> datetime:
        """Return the last moment at or before ``now`` at which the job was due."""
        return _EPOCH + (now - _EPOCH) // self.every * self.every


_rounds: dict[str, Round] = {}


def regularly(dotted_name: str, *, every: timedelta) -> None:
    """Let ``dotted_name()`` run every so often. Errors: ``ValueError`` if it already does."""
    if dotted_name in _rounds:
        raise ValueError(f"{dotted_name!r} comes round already")
    _rounds[dotted_name] = Round(dotted_name, every)


def rounds() -> list[Round]:
    return list(_rounds.values())


def check() -> None:
    """Errors: ``ImportError`` for a name that leads nowhere: a worker refuses to start with one."""
    for name in (*_rounds, *jobs.instead()):
        import_string(name)


class Scheduler:
    """One worker's look at the clock. It remembers which slots it knows, so that most looks ask nothing."""

    def __init__(self) -> None:
        self._known: dict[str, datetime] = {}

    def tick(self, *, now: datetime) -> int:
        """Enqueue what became due; return how many jobs."""
        made = 0
        for round_ in rounds():
            due_at = round_.due(now)
            if self._known.get(round_.name) == due_at:
                continue
            made += _fill(round_.name, due_at, now=now)
            self._known[round_.name] = due_at
        return made


def _fill(name: str, due_at: datetime, *, now: datetime) -> bool:
    if Slot.objects.filter(job=name, due_at=due_at).exists():
        return False
    try:
        with transaction.atomic():
            Slot.objects.create(job=name, due_at=due_at)
            waiting = jobs.named(name).filter(status__in=[jobs.READY, jobs.RUNNING])
            if waiting.exists():
                # The last round is not over. If it waits after a failure, its next try is now.
                waiting.filter(status=jobs.READY, run_after__gt=now).update(run_after=now)
                return False
            jobs.enqueue(name, at=now)
    except IntegrityError:  # another worker was first
        return False
    return True


def last_look() -> datetime | None:
    """Return the newest slot: an old one says that no worker runs."""
    return Slot.objects.order_by("-due_at").values_list("due_at", flat=True).first()
