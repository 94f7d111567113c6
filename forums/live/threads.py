"""A few threads of our own for database work, so that neither the event loop nor the shared thread waits for it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import close_old_connections

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")


async def in_thread(function, *arguments, **named):
    """Run ``function`` in one of the threads and return what it returns; its database connection is looked after."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, partial(_tidily, function, *arguments, **named))


def _tidily(function, *arguments, **named):
    close_old_connections()
    try:
        return function(*arguments, **named)
    finally:
        close_old_connections()
