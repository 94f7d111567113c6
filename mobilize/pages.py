"""Pages of a process that also holds sockets: a few threads that stay make them, each from its beginning to its end.

Django's own way under ASGI begins a thread for each request, opens the database anew in it, and goes back and forth
between thread and event loop; that cost more than half of a short page's processor time. Whoever comes while all
threads are busy waits in line, and is served sooner than if all were busy with all.
"""

import asyncio
import contextvars
import os
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import connections
from django.http import FileResponse, HttpResponseBase
from django.urls import set_script_prefix

FILES = "servestatic.middleware.ServeStaticMiddleware"
THREADS = int(os.environ.get("MOBILIZE_PAGE_THREADS", "8"))


def keep_connections() -> None:
    """Let threads that stay keep what they opened: opening a file anew for each page costs more than reading it.

    A server of databases has its pool instead.
    """
    database = connections.settings["default"]
    if "pool" not in database.get("OPTIONS", {}):
        database["CONN_MAX_AGE"] = 600


class Pages(ASGIHandler):
    """Django's handler for HTTP without the files of the look, which have a way of their own."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    def load_middleware(self, is_async: bool = False) -> None:
        every = settings.MIDDLEWARE
        settings.MIDDLEWARE = [name for name in every if name != FILES]
        try:
            super().load_middleware(is_async=False)
        finally:
            settings.MIDDLEWARE = every

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"no page answers to {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            # A context of its own: no language or zone of one request is there in the next.
            made = contextvars.copy_context().run
            response = await asyncio.get_running_loop().run_in_executor(
                self._threads, made, self._make, scope, body
            )
            if response.streaming:
                async with ThreadSensitiveContext():
                    try:
                        await self.send_response(response, send)
                    finally:
                        await sync_to_async(response.close)()
            else:
                await self.send_response(response, send)
        finally:
            body.close()

    def _make(self, scope, body) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
        response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()  # here, where the connection to the database is that it gives back
        return response
