"""Jobs: work that must be done once it is promised, whatever happens to the process that promised it.

A job is a row of django-tasks-db in the queue "jobs": a dotted name and plain arguments, written in the transaction
of what it follows from. That package has neither retries nor a way back for the job of a worker that was killed;
both are here. While a job runs, ``run_after`` is the end of its lease: whoever runs it moves that moment on, and
after it anybody may take the job again.

A job that failed as often as :data:`TRIES` is dead, and what was named with :func:`otherwise` is called instead.

A job can therefore run twice. Write each so that the second time does nothing: look whether the work is done, and let
a unique constraint decide. Arguments are public ids or primary keys of things, never words or people of a young
person's content; whom a notice reaches is found when it is sent.
"""

import contextlib
import logging
import random
import secrets
import threading
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

try:
    from django.tasks import task
except ImportError:  # Django 5.2 has its tasks in a package beside it
    from django_tasks import task

log = logging.getLogger(__name__)

QUEUE = "jobs"
LEASE = timedelta(seconds=120)
TRIES = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)

READY, RUNNING, DONE, DEAD = (
    TaskResultStatus.READY,
    TaskResultStatus.RUNNING,
    TaskResultStatus.SUCCESSFUL,
    TaskResultStatus.FAILED,
)


@task(queue_name=QUEUE, backend=QUEUE)
def run_named(dotted_name: str, *arguments) -> None:
    """Call what ``dotted_name`` says: the one task behind every job."""
    import_string(dotted_name)(*arguments)


def enqueue(dotted_name: str, *arguments, at: datetime) -> DBTaskResult:
    """Write a job that is due from ``at`` on, in the caller's transaction: both are there, or neither.

    Errors: ``ImportError`` at once for a wrong name, ``TypeError`` for arguments that are not plain.
    """
    import_string(dotted_name)
    return run_named.using(run_after=at).enqueue(dotted_name, *arguments).db_result


_otherwise: dict[str, str] = {}


def otherwise(dotted_name: str, instead: str) -> None:
    """Let ``instead`` be called with the arguments of a ``dotted_name`` that is dead: somebody waits for what it did.

    It is a job too, written with the death of the first. Errors: ``ValueError`` if another one is called already.
    """
    if _otherwise.setdefault(dotted_name, instead) != instead:
        raise ValueError(f"{dotted_name!r} has its otherwise already")


def instead() -> list[str]:
    """Return everything that is called instead of something dead."""
    return list(_otherwise.values())


def jobs():
    return DBTaskResult.objects.filter(queue_name=QUEUE)


def called(job: DBTaskResult) -> tuple[str, list]:
    """Return the dotted name and the arguments of a job."""
    name, *arguments = job.args_kwargs["args"]
    return name, arguments


def named(dotted_name: str):
    """Return the jobs that call ``dotted_name`` without arguments."""
    return jobs().filter(args_kwargs__args=[dotted_name])


def _takable(now: datetime):
    """What may be run at ``now``: what is due, and what is running with a lease that ended."""
    return jobs().filter(status__in=[READY, RUNNING], run_after__lte=now)


def take(*, worker: str, now: datetime, job_id=None) -> DBTaskResult | None:
    """Take the most urgent job for ``worker``, or the one named, if nobody else has it. None if there is nothing.

    A job whose workers died under it as often as :data:`TRIES` is dead: it may be the job that kills them.
    """
    while True:
        with transaction.atomic():
            waiting = _takable(now) if job_id is None else _takable(now).filter(pk=job_id)
            job = waiting.select_for_update(skip_locked=True).first()
            if job is None:
                return None
            if len(job.worker_ids) >= TRIES:
                _bury(job, why="the worker ended under it", where="", now=now)
                continue
            job.status, job.started_at = RUNNING, timezone.now()
            job.worker_ids = [*job.worker_ids, worker]
            job.run_after = now + LEASE
            job.save(update_fields=["status", "started_at", "worker_ids", "run_after"])
            return job


def _mine(job: DBTaskResult):
    """The row, as long as it is still ours: after a lease that ended somebody else may have taken it."""
    return jobs().filter(pk=job.pk, status=RUNNING, started_at=job.started_at)


def run(job: DBTaskResult) -> bool:
    """Run a taken job and write down what came of it. Never raises; returns whether it is done."""
    name, arguments = called(job)
    with _kept_alive(job):
        try:
            import_string(name)(*arguments)
        except Exception as error:
            log.exception("%s failed after the commit", name)
            _put_back(job, error, now=timezone.now())
            return False
    _mine(job).update(status=DONE, finished_at=timezone.now(), exception_class_path="", traceback="")
    return True


@contextlib.contextmanager
def _kept_alive(job: DBTaskResult):
    """Move the end of the lease on while the job runs, however long it takes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(LEASE.total_seconds() / 4):
            with contextlib.suppress(Exception):  # the next beat tries again; the lease is four beats long
                _mine(job).update(run_after=timezone.now() + LEASE)
            close_old_connections()

    thread = threading.Thread(target=beat, name=f"lease of {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many failures: four times longer each time, never in step with others."""
    pause = min(FIRST_PAUSE * 4 ** (max(tries, 1) - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)


def _put_back(job: DBTaskResult, error: Exception, *, now: datetime) -> None:
    # The message of an error can hold words of people; where it happened is enough to find the fault.
    where = "".join(traceback.format_tb(error.__traceback__)[-6:])
    why = f"{type(error).__module__}.{type(error).__qualname__}"
    if len(job.worker_ids) >= TRIES:
        _bury(job, why=why, where=where, now=now)
        return
    _mine(job).update(
        status=READY,
        run_after=now + pause_after(len(job.worker_ids)),
        exception_class_path=why,
        traceback=where,
    )


def _bury(job: DBTaskResult, *, why: str, where: str, now: datetime) -> None:
    name, arguments = called(job)
    log.error("Job %s (%s) is dead after %d tries: %s", job.pk, name, len(job.worker_ids), why)
    with transaction.atomic():
        buried = _mine(job).update(status=DEAD, finished_at=now, exception_class_path=why, traceback=where)
        if buried and name in _otherwise:
            enqueue(_otherwise[name], *arguments, at=now)


def run_due(*, now: datetime, worker: str = "") -> int:
    """Run everything that is due at ``now``, one after the other; return how many jobs were tried."""
    worker = worker or new_worker()
    tried = 0
    while job := take(worker=worker, now=now):
        run(job)
        tried += 1
    return tried


def run_at_once(job_id) -> None:
    """Run a job in this process if nobody has it yet; if it fails or this process dies, a worker takes it up."""
    try:
        job = take(worker=new_worker(), now=timezone.now(), job_id=job_id)
    except Exception:
        log.exception("A job could not be taken after the commit; a worker will")
        return
    if job:
        run(job)


def new_worker() -> str:
    return secrets.token_hex(8)


def retry(*ids, now: datetime) -> int:
    """Let dead jobs (all, or those named) be tried again from the beginning; return how many."""
    dead = jobs().filter(status=DEAD)
    if ids:
        dead = dead.filter(pk__in=ids)
    return dead.update(status=READY, run_after=now, worker_ids=[], finished_at=None)


@dataclass(frozen=True)
class Health:
    """What an operator looks at."""

    waiting: int
    overdue: int  # due for more than five minutes: no worker, or too few
    running: int
    dead: int


def health(*, now: datetime) -> Health:
    """Return how the queue stands."""
    waiting = jobs().filter(status=READY)
    return Health(
        waiting=waiting.count(),
        overdue=waiting.filter(run_after__lt=now - timedelta(minutes=5)).count(),
        running=jobs().filter(status=RUNNING).count(),
        dead=jobs().filter(status=DEAD).count(),
    )
