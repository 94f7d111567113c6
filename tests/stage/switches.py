"""How one thing that keeps a rule is switched off for a moment: a line of a function, a trigger.

A switch names what it turns by its own words, so that it cannot miss: where the words are not there, exactly once, it
fails instead of turning nothing.
"""

import ast
import contextlib
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import CodeType, FunctionType
from typing import Protocol

from django.db import connection


class Switch(Protocol):
    """Something of the product that can be off."""

    def off(self) -> contextlib.AbstractContextManager[None]: ...

    def check(self) -> None:
        """Raise ``LookupError`` where there is nothing to turn. Asks no database."""

    def __str__(self) -> str: ...


def _found(name: str) -> object:
    """Return what a dotted name leads to: of a module, or of a class in it."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = inspect.getattr_static(found, part)
        return found
    raise LookupError(f"There is nothing called {name}.")


def _code_in(code: CodeType, name: str) -> CodeType:
    return next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name)


@dataclass(frozen=True)
class Line:
    """Some words in the source of a function, read as others while the switch is off."""

    function: str
    words: str
    instead: str = "pass"

    def __str__(self) -> str:
        return self.function

    def _original(self) -> FunctionType:
        found = _found(self.function)
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, cached_property):
            found = found.func
        found = inspect.unwrap(getattr(found, "__func__", found))
        if not isinstance(found, FunctionType):
            raise LookupError(f"{self.function} is no function.")
        return found

    def _changed(self) -> CodeType:
        original = self._original()
        source = textwrap.dedent(inspect.getsource(original))
        if source.count(self.words) != 1:
            raise LookupError(
                f"{self.function} has these words {source.count(self.words)} times: {self.words}"
            )
        # Inside a function of their names, so that what it takes from around it stays what it is.
        around, inside = original.__code__.co_freevars, source.replace(self.words, self.instead)
        whole = f"def around({', '.join(around)}):\n{textwrap.indent(inside, '    ')}"
        outer = _code_in(compile(ast.parse(whole), original.__code__.co_filename, "exec"), "around")
        changed = _code_in(outer, original.__name__)
        if changed.co_freevars != around:
            raise LookupError(f"{self.function} takes something else from around it.")
        return changed

    def check(self) -> None:
        self._changed()

    @contextlib.contextmanager
    def off(self) -> Iterator[None]:
        original, changed = self._original(), self._changed()
        kept, original.__code__ = original.__code__, changed
        try:
            yield
        finally:
            original.__code__ = kept


@dataclass(frozen=True)
class Trigger:
    """A trigger of the database that is not there while the switch is off. The end of the test brings it back."""

    name: str
    table: str

    def __str__(self) -> str:
        return self.name

    def check(self) -> None:
        if self.table not in connection.introspection.django_table_names():
            raise LookupError(f"There is no table {self.table}.")

    @contextlib.contextmanager
    def off(self) -> Iterator[None]:
        on = f" ON {self.table}" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {self.name}{on}")
        yield
