"""Work that happens after the commit, named by its dotted path.

A lower floor can so reach an upper one without importing it.
"""

from django.db import transaction
from django.utils import timezone

from mobilize.kernel import jobs


def later(dotted_name: str, *arguments) -> None:
    """Promise ``dotted_name(*arguments)`` in the current transaction: a job of its own, written with the rest.

    Right after the commit it is tried in this process, so that the next page already shows it. If that fails, or the
    process dies first, a worker takes it up; a failure never undoes what was committed. Write the task so that a
    second run does no harm (see :mod:`mobilize.kernel.jobs`).
    ``arguments`` are plain values (ids, strings). Errors: ``ImportError`` at once for a wrong name.
    """
    job = jobs.enqueue(dotted_name, *arguments, at=timezone.now())
    transaction.on_commit(lambda: jobs.run_at_once(job.pk))
