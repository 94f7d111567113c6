"""A few threads of our own for database work, so that neither the event loop nor the shared thread waits for it."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import Any

from django.db import DatabaseError, OperationalError, connection, connections, transaction

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
#: How long one thread waits for its turn while another computes. The event loop waits each time it has looked for what
#: came in, a writer after each statement: with the usual five milliseconds a look at a thousand members holds up all.
SWITCH_SECONDS = 0.001
#: SQLite has one writer at a time. In line here each goes as soon as the one before is through; as rivals for the file
#: they would sleep and look again.
_writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live_writer")


async def in_thread(function, *arguments, **named):
    """Run ``function`` in one of the threads and return what it returns; its database connection is looked after."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, partial(_tidily, function, *arguments, **named))


def _tidily(function, *arguments, **named):
    _let_go_of_broken_connections()
    try:
        return function(*arguments, **named)
    finally:
        _let_go_of_broken_connections()


def _let_go_of_broken_connections() -> None:
    """As Django does around a request. A SQLite file stays open: opening it costs more than most questions."""
    for line in connections.all(initialized_only=True):
        if line.vendor == "sqlite":
            line.close_at = None
        line.close_if_unusable_or_obsolete()


class Together:
    """A reading that many share: whoever asks while one runs is answered by the next, all of them by one call.

    ``read(items)`` runs in a thread and returns {item: answer}; an item without an answer gets None. So each answer
    was read after it was asked for, and a crowd that comes at once costs a handful of readings. ``take(answers)`` hears
    of them on the event loop, before anybody else and before the next reading begins.
    """

    def __init__(self, read: Callable[[list], dict], take: Callable[[dict], None] | None = None) -> None:
        self._read = read
        self._take = take
        self._asked: dict[Hashable, asyncio.Future] = {}
        self._reading: asyncio.Task | None = None

    async def ask(self, item: Hashable) -> Any:
        """Return the answer to ``item`` from a reading that begins after this call."""
        if item not in self._asked:
            self._asked[item] = asyncio.get_running_loop().create_future()
        answer = self._asked[item]
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_on())
        return await asyncio.shield(answer)

    async def _read_on(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                answers = await in_thread(self._read, list(asked))
                if self._take is not None:
                    self._take(answers)
            except Exception as error:
                for answer in asked.values():
                    answer.set_exception(error)
                    answer.exception()  # whoever asked may be gone: then nobody hears of it
            else:
                for item, answer in asked.items():
                    answer.set_result(answers.get(item))
        self._reading = None


class Line:
    """Commands that write, one after the other. On SQLite those that wait together are committed together.

    Each is all or nothing for itself, as ever, and none hears of its success before the disk has it. One commit of
    many costs the disk what one of one does. Elsewhere commands write side by side: PostgreSQL puts them in line.
    """

    AT_ONCE = 32
    LONGEST = 256  # whoever comes behind so many is asked to come again, instead of waiting without an answer

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future]] = []
        self._writing: asyncio.Task | None = None

    async def run(self, command: Callable[[], Any]) -> Any:
        """Run ``command`` and return what it returns, once that is committed. A full line is a ``DatabaseError``."""
        if connection.vendor != "sqlite":
            return await in_thread(command)
        if len(self._waiting) >= self.LONGEST:
            raise DatabaseError("too many commands wait")
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((command, answer))
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write_on())
        return await asyncio.shield(answer)

    async def _write_on(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            some, self._waiting = self._waiting[: self.AT_ONCE], self._waiting[self.AT_ONCE :]
            commands = [command for command, _answer in some]
            outcomes = await loop.run_in_executor(_writer, _tidily, _committed, commands)
            for (_command, answer), outcome in zip(some, outcomes, strict=True):
                if isinstance(outcome, Exception):
                    answer.set_exception(outcome)
                    answer.exception()  # whoever asked may be gone: then nobody hears of it
                else:
                    answer.set_result(outcome)
        self._writing = None


class Gathering:
    """Acts that wait for the same thing are one act: ``act(key, items)`` returns the outcome of each, in their order.

    A lone one is carried out at once. After an act of several the next begins ``PAUSE`` after that one began, so that
    under load few acts do the work of many. For one key there is one act at a time, for others another, as the ``line``
    allows. An act that fails is tried again with each item alone: one of them may be at fault, and not the others.
    """

    AT_ONCE = 128
    LONGEST = 512  # as of a line: whoever comes behind so many is asked to come again
    PAUSE = 0.08  # a little more than a tick of those who listen: what was written is told at once

    def __init__(self, line: Line, act: Callable[[Hashable, list], list]) -> None:
        self._line = line
        self._act = act
        self._waiting: dict[Hashable, list[tuple[Any, asyncio.Future]]] = {}
        self._acting: dict[Hashable, asyncio.Task] = {}

    async def run(self, key: Hashable, item: Any) -> Any:
        """Return what became of ``item``, once that is committed. Too many who wait are a ``DatabaseError``."""
        waiting = self._waiting.setdefault(key, [])
        if len(waiting) >= self.LONGEST:
            raise DatabaseError("too many acts wait")
        answer = asyncio.get_running_loop().create_future()
        waiting.append((item, answer))
        if key not in self._acting:
            self._acting[key] = asyncio.ensure_future(self._act_on(key))
        return await asyncio.shield(answer)

    async def _act_on(self, key: Hashable) -> None:
        loop = asyncio.get_running_loop()
        while waiting := self._waiting[key]:
            some, self._waiting[key] = waiting[: self.AT_ONCE], waiting[self.AT_ONCE :]
            began = loop.time()
            outcomes = await self._outcomes(key, [item for item, _answer in some])
            for (_item, answer), outcome in zip(some, outcomes, strict=True):
                if isinstance(outcome, Exception):
                    answer.set_exception(outcome)
                    answer.exception()  # whoever asked may be gone: then nobody hears of it
                else:
                    answer.set_result(outcome)
            if len(some) > 1 and (pause := began + self.PAUSE - loop.time()) > 0:
                await asyncio.sleep(pause)
        del self._waiting[key], self._acting[key]

    async def _outcomes(self, key: Hashable, items: list) -> list:
        try:
            return await self._line.run(partial(self._act, key, items))
        except OperationalError as error:  # the database is away or busy: it is no better for one of them
            return [error] * len(items)
        except Exception as error:
            if len(items) == 1:
                return [error]
        return [outcome for item in items for outcome in await self._outcomes(key, [item])]


def _committed(commands: list[Callable[[], Any]]) -> list[Any]:
    """Run all commands in one transaction; return what each returned, or the exception that ended it."""
    if len(commands) == 1:
        return [_outcome(commands[0])]
    try:
        with transaction.atomic():
            return [_outcome(command, apart=True) for command in commands]
    except DatabaseError as error:
        return [error] * len(commands)  # none of them is written


def _outcome(command: Callable[[], Any], *, apart: bool = False) -> Any:
    try:
        with transaction.atomic() if apart else nullcontext():
            return command()
    except Exception as error:
        return error
