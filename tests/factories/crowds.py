"""Many rows like one that is there: for lists that must cost the same, however long they are."""

import copy
from collections.abc import Callable

from mobilize.kernel.models import new_public_id


def more(thing, count: int, **different: Callable[[int], object] | object) -> list:
    """Write ``count`` copies of ``thing`` (a model); ``different`` are fields: a value or a function of a number."""
    rows = []
    for number in range(count):
        row = copy.copy(thing)
        row._state = copy.copy(thing._state)
        row._state.adding, row._state.fields_cache = True, dict(thing._state.fields_cache)
        row.pk = None
        if hasattr(row, "public_id"):
            row.public_id = new_public_id()
        for name, value in different.items():
            setattr(row, name, value(number) if callable(value) else value)
        rows.append(row)
    return type(thing).objects.bulk_create(rows)
