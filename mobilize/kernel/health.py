"""Does this process take visitors? For whatever stands before several of them and replaces them."""

import logging
import threading

from django.db import DatabaseError, connection
from django.http import HttpResponse

from mobilize.kernel.access import access

log = logging.getLogger(__name__)
_closing = threading.Event()


def close_doors() -> None:
    """Say from now on that this process is about to end, so that no visitor is sent to it."""
    _closing.set()


def open_doors() -> None:
    _closing.clear()


def closing() -> bool:
    return _closing.is_set()


def _says(words: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        f"{words}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"}
    )


@access(GET="public")
def ready(request) -> HttpResponse:
    """Answer 200 while the process takes visitors: it is not about to end, and its database is there."""
    if closing():
        return _says("closing", status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("the database does not answer")
        return _says("no database", status=503)
    return _says("ready")
