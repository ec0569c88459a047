"""On whose behalf rows are written: settings that triggers may read, set where a row is refused without them.

`current_setting('app.user_id', true)` is NULL in a session that has not said who it is, and a log that must know
refuses the row, or the function raises. An application says so when it connects; here it is one of the rows the log
may refer to.
"""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import errors

from seeding.load.relations import Cursor
from seeding.load.session import apply
from seeding.load.settings import demanded_by, read_by
from seeding.plan.model import Plan, PlannedTable
from seeding.plan.settings import value_of
from seeding.schema import ForeignKey, Table, quote

_SWITCHES = ("bool", "boolean")


class Acting:
    """The settings of one run's session that nobody has given it, as far as they had to be set."""

    def __init__(self, cursor: Cursor, plan: Plan) -> None:
        self._cursor, self._plan = cursor, plan
        self._given: dict[str, str] = {}

    def answer(self, planned: PlannedTable, error: Exception) -> None:
        """Set what the table's triggers read, for an error about a value that is missing or refers to nothing, and
        what a function asks for that raised.
        """
        if isinstance(error, errors.Error) and "at RAISE" in (error.diag.context or ""):
            self._set(self._demanded(planned))
            return
        asked = self._asked_for(error)
        if asked is None:
            return
        type_, there = asked
        changed = {}
        for read in read_by(self._cursor.connection, [planned.table]):
            if read.name in self._plan.session or read.type in _SWITCHES:
                continue
            own = read.type or type_
            if _kind(own) != _kind(type_) or (there is None and self._given_already(read.name)):
                continue
            value = there or value_of(read.name, own)
            if self._given.get(read.name) != value:
                changed[read.name] = value
        self._set(changed)

    def _set(self, changed: Mapping[str, str]) -> None:
        apply(self._cursor.connection, changed)
        self._given |= changed

    def _demanded(self, planned: PlannedTable) -> dict[str, str]:
        """What the table's functions insist on, of the type of the column it is named after, if there is one."""
        found = {}
        for read in demanded_by(self._cursor.connection, [planned.table]):
            if read.name in self._plan.session or self._given_already(read.name):
                continue
            if read.name.startswith("request.jwt."):
                continue  # who asks changes from row to row (`claims`)
            column = planned.table.by_name.get(read.name.rsplit(".", 1)[-1])
            key = next((k for k in planned.table.foreign_keys if column and k.columns == (column.name,)), None)
            type_ = read.type or (column.type.base.name if column else "")
            found[read.name] = (self._first(key) if key else None) or value_of(read.name, type_)
        return found

    def _asked_for(self, error: Exception) -> tuple[str, str | None] | None:
        """The type of the column that wants a value, and one that it may refer to."""
        found = wanting(self._plan, error)
        if found is None:
            return None
        table, column, key = found
        return table.by_name[column].type.base.name, None if key is None else self._first(key)

    def _given_already(self, name: str) -> bool:
        row = self._cursor.execute("SELECT nullif(pg_catalog.current_setting(%s, true), '')", (name,)).fetchone()
        return row is not None and row[0] is not None

    def _first(self, key: ForeignKey) -> str | None:
        """The first value of a parent's key, as text."""
        column = quote(key.parent_columns[0])
        row = self._cursor.execute(
            f"SELECT {column}::text FROM {key.parent.sql} WHERE {column} IS NOT NULL ORDER BY 1 LIMIT 1"
        ).fetchone()
        return None if row is None else row[0]


def wanting(plan: Plan, error: Exception) -> tuple[Table, str, ForeignKey | None] | None:
    """The table, column and reference that a trigger of another table left without a value, or with one of nothing."""
    if not isinstance(error, errors.NotNullViolation | errors.ForeignKeyViolation):
        return None
    diag = error.diag
    tables = {(t.name.schema, t.name.name): t.table for t in plan.tables}
    table = tables.get((diag.schema_name or "", diag.table_name or ""))
    if table is None:
        return None
    keys = {key.name: key for key in table.foreign_keys if len(key.columns) == 1}
    if isinstance(error, errors.ForeignKeyViolation):
        key = keys.get(diag.constraint_name or "")
        if key is None or "function" not in (diag.context or ""):
            return None  # a row's own reference
    else:
        key = next((k for k in keys.values() if k.columns == (diag.column_name,)), None)
    column = key.columns[0] if key is not None else diag.column_name
    return None if column is None or column not in table.by_name else (table, column, key)


def _kind(type_: str) -> str:
    """Types whose values are written alike."""
    return value_of("", type_) or "text"
