"""A shared cache whose absence stops nobody.

What stands in the cache is never the truth: counters of tries, words of the façade. While Redis is away each process
counts for itself, so limits are a little wider for that time, and every request is served.
"""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.25  # for one answer of Redis
REST_SECONDS = 2.0  # before Redis is asked again


class SturdyCache(RedisCache):
    """Django's Redis cache; a process that cannot reach Redis keeps what it needs in its own memory."""

    def __init__(self, server, params: dict) -> None:
        limits = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        super().__init__(server, {**params, "OPTIONS": {**limits, **params.get("OPTIONS", {})}})
        self._own = LocMemCache("while-redis-is-away", params)
        self._ask_again_at = 0.0

    def _either(self, name: str, *arguments, **named):
        if time.monotonic() >= self._ask_again_at:
            try:
                return getattr(super(), name)(*arguments, **named)
            except RedisError as error:
                self._ask_again_at = time.monotonic() + REST_SECONDS
                log.warning("Redis does not answer (%s): this process counts for itself", error)
        return getattr(self._own, name)(*arguments, **named)

    def add(self, *arguments, **named):
        return self._either("add", *arguments, **named)

    def get(self, *arguments, **named):
        return self._either("get", *arguments, **named)

    def set(self, *arguments, **named):
        return self._either("set", *arguments, **named)

    def touch(self, *arguments, **named):
        return self._either("touch", *arguments, **named)

    def delete(self, *arguments, **named):
        return self._either("delete", *arguments, **named)

    def get_many(self, *arguments, **named):
        return self._either("get_many", *arguments, **named)

    def set_many(self, *arguments, **named):
        return self._either("set_many", *arguments, **named)

    def delete_many(self, *arguments, **named):
        return self._either("delete_many", *arguments, **named)

    def has_key(self, *arguments, **named):
        return self._either("has_key", *arguments, **named)

    def incr(self, *arguments, **named):
        return self._either("incr", *arguments, **named)

    def clear(self):
        self._own.clear()
        return self._either("clear")
