"""Work that happens after the commit, named by its dotted path.

A lower floor can so reach an upper one without importing it. Now it runs in this process, right
after the commit; a failure is logged and never undoes what was committed.
"""

import logging

from django.db import transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def later(dotted_name: str, *arguments) -> None:
    """Run ``dotted_name(*arguments)`` after the current transaction commits.

    ``arguments`` are plain values (ids, strings). Errors: ``ImportError`` at once for a wrong name.
    """
    task = import_string(dotted_name)

    def run() -> None:
        try:
            task(*arguments)
        except Exception:
            log.exception("%s failed after the commit", dotted_name)

    transaction.on_commit(run)
