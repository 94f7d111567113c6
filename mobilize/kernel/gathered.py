"""Several rows told in one column of another question, so that a page asks the database a few times only."""

from datetime import UTC, datetime
from typing import overload

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class _Lines(JSONField):
    """A list as JSON. Most lists of a page are empty, and those need no reading."""

    def from_db_value(self, value, expression, connection):
        return [] if value == "[]" else super().from_db_value(value, expression, connection)


class Gathered(Subquery):
    """The rows of ``rows`` (it may point outside with ``OuterRef``) as a list of dicts, in their order.

    ``names`` and ``named`` are what each dict holds, as for ``values``. Numbers, texts and nothing come back as they
    are; read moments with :func:`moment` and truths with ``bool``. Nest no other Gathered inside.
    """

    template = "(SELECT JSON_GROUP_ARRAY(JSON(gathered.gathered_line)) FROM (%(subquery)s) gathered)"

    def __init__(self, rows: QuerySet, *names: str, **named) -> None:
        line = JSONObject(**{name: name for name in names}, **named)
        super().__init__(rows.values(gathered_line=line), output_field=_Lines())

    def as_postgresql(self, compiler, connection, **more):
        template = (
            "(SELECT COALESCE(JSONB_AGG(gathered.gathered_line), '[]'::jsonb) FROM (%(subquery)s) gathered)"
        )
        return self.as_sql(compiler, connection, template=template, **more)


@overload
def moment(told: str) -> datetime: ...
@overload
def moment(told: None) -> None: ...
def moment(told: str | None) -> datetime | None:
    """Return the moment that a gathered row tells, as either database writes it."""
    if told is None:
        return None
    read = datetime.fromisoformat(told)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
