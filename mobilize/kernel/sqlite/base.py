"""Django's SQLite, where the writers of one process stand in line (see :mod:`mobilize.kernel.sqlite.line`)."""

from functools import lru_cache

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from mobilize.kernel.sqlite.line import WriterLine, line_of

_PATIENCE = 5.0  # seconds, as the driver's own where the settings say nothing


@lru_cache(maxsize=2_000)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        """As Django does it, but once for each text: most questions of a page are asked again and again."""
        if param_names is None:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn before a transaction begins, and gives it back when the transaction has ended, however it does.

    A transaction inside another one is a savepoint and begins nothing. A database in memory has no line: its
    connection may be shared by several threads.
    """

    _line: WriterLine | None = None  # of the transaction that is under way

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        if self.is_in_memory_db():
            super()._start_transaction_under_autocommit()
            return
        line = line_of(str(self.settings_dict["NAME"]))
        patience = self.settings_dict["OPTIONS"].get("timeout", _PATIENCE)
        if not line.enter(seconds=patience):
            # What SQLite itself says when somebody else writes for too long.
            raise OperationalError("database is locked")
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            line.leave()
            raise
        self._line = line

    def _commit(self):
        super()._commit()  # if this fails, a rollback follows
        self._leave()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self):
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.leave()
