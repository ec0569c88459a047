"""What the server refused, said in the plan's words: table, row number, column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors

from seeding.errors import LoadError
from seeding.load.locate import find_row
from seeding.plan.model import Plan, PlannedTable

# "COPY users, line 17, column email: …"; servers translate the words, not the order.
_CONTEXT = re.compile(r"COPY .+?, \w+ (\d+)(?:, \w+ ([^:]+?))?(?::|$)", re.MULTILINE)
# "Key (email)=(a@example.com) already exists."
_KEY = re.compile(r"\((?P<columns>.+?)\)=\((?P<values>.*?)\)(?: |\.|$)", re.DOTALL)

# Classes of PostgreSQL's error codes (documentation, appendix A).
_SHUTDOWN = "57P"
_RESOURCES = "53"


@dataclass
class Where:
    """How far the load has come, for whoever has to explain its end."""

    plan: Plan | None = None
    table: PlannedTable | None = None
    committing: bool = False
    copying: bool = False  # straight into the table: the server's line numbers are ours
    before: int = 0  # rows that earlier COPYs of the table took
    dropped: int = 0  # rows of the last COPY that the server took without writing them
    stayed: frozenset[str] = frozenset()  # tables in which rows of earlier runs had to stay
    left: str = "nothing was written"  # what an error means for the rest


@contextmanager
def explained(where: Where, connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Turn psycopg's errors into LoadErrors. Anything else, Ctrl-C included, passes as it is."""
    try:
        yield
    except psycopg.Error as error:
        raise explain(error, where, lost=connection.broken) from error


def explain(error: psycopg.Error, where: Where, *, lost: bool = False) -> LoadError:
    """The LoadError for what the server, or the lack of one, said."""
    diag = error.diag
    said = diag.message_primary or str(error).strip().splitlines()[0]
    state = error.sqlstate or ""
    # Without a code of the server's, it is libpq that speaks: the socket was closed under a COPY.
    gone = isinstance(error, psycopg.OperationalError) and not state
    if lost or gone or state.startswith(_SHUTDOWN):
        if where.committing:
            return LoadError(
                f"the server went away while committing ({said}): either all rows are there or none",
                hint="run the same command again; rows that are there are replaced",
            )
        return LoadError(f"the server went away ({said}); {where.left}", hint="look at its log, then run again")
    if isinstance(error, errors.QueryCanceled):
        return LoadError(f"cancelled: {said}; {where.left}", hint="by statement_timeout, or by somebody's hand")
    if isinstance(error, errors.DiskFull):
        return LoadError(
            f"the server's disk is full ({said}); {where.left}", hint="free space there, or load fewer rows"
        )
    if state.startswith(_RESOURCES):
        return LoadError(f"the server ran out of something: {said}; {where.left}", hint=diag.message_hint or "")
    if isinstance(error, errors.LockNotAvailable):
        return LoadError(
            f"another session holds a lock on a table that is to be filled ({said}); {where.left}",
            hint="end that session (see pg_stat_activity), then run again",
        )
    place, planned, columns = _place(error, where)
    hint = diag.message_hint or ""
    if isinstance(error, errors.ForeignKeyViolation):
        said, hint = _foreign_key(error, planned, columns, hint)
    elif isinstance(error, errors.UniqueViolation | errors.ExclusionViolation | errors.CheckViolation):
        said = f"{said}{_detail(error)}"
        if isinstance(error, errors.UniqueViolation) and not hint:
            hint = "make the generator unique, or remove the row made by hand that has the value already"
            if planned is not None and str(planned.name) in where.stayed:
                hint = (
                    "a row of an earlier run may have it, which stays because rows made by hand refer to it: "
                    "remove those, or fill with the earlier run's seed"
                )
        elif isinstance(error, errors.CheckViolation) and not hint and planned is not None and columns:
            hint = f"change {' or '.join(_made_by(planned, c) for c in columns)}, or the check"
    elif isinstance(error, errors.InsufficientPrivilege):
        hint = hint or "connect as the tables' owner, or grant what is missing to the role that seeds"
    elif diag.message_detail:
        said = f"{said}{_detail(error)}"
    return LoadError(f"{place}{said}; {where.left}", hint=hint)


def _made_by(planned: PlannedTable, column: str) -> str:
    return f"{planned.factory or planned.name}.{column}"


def _detail(error: psycopg.Error) -> str:
    detail = error.diag.message_detail
    return f" ({detail.rstrip('.')})" if detail else ""


def _place(error: psycopg.Error, where: Where) -> tuple[str, PlannedTable | None, tuple[str, ...]]:
    """`public.users row 17, column email: ` as far as it is known; the table; the columns."""
    diag = error.diag
    planned = where.table
    if where.plan is not None and diag.table_name:
        named = [t for t in where.plan.tables if (t.name.schema, t.name.name) == (diag.schema_name, diag.table_name)]
        if not named:
            # A trigger wrote elsewhere, or a partition is named: the plan knows only its root.
            named = [planned] if planned is not None and planned.table.partitioning is not None else []
            if not named:
                return f"{diag.schema_name}.{diag.table_name}{_meanwhile(planned)}: ", None, ()
        planned = named[0]
    if planned is None:
        return "", None, ()
    key = _KEY.search(diag.message_detail or "")
    columns = _columns(error, planned)
    row: int | None = None
    context = _CONTEXT.search(diag.context or "")
    if context and where.copying and planned is where.table:
        row = planned.start + where.before + int(context[1]) - 1
        if context[2] and not columns:
            columns = (context[2],)
    if row is None and key is not None and where.plan is not None:
        repeated = isinstance(error, errors.UniqueViolation)
        row = find_row(where.plan, planned, _split(key["columns"]), _split(key["values"]), repeated=repeated)
    if row is None and where.plan is not None and isinstance(error, errors.NotNullViolation | errors.CheckViolation):
        row = _failing_row(where.plan, planned, diag.message_detail or "")
    shown = str(planned.name)
    if row is not None:
        shown += f" row {row}"
    if columns:
        shown += f", column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"
    return f"{shown}: ", planned, columns


def _columns(error: psycopg.Error, planned: PlannedTable) -> tuple[str, ...]:
    diag = error.diag
    if diag.column_name:
        return (diag.column_name,)
    name = diag.constraint_name
    if name:
        table = planned.table
        for unique in table.uniques:
            if unique.name == name:
                return tuple(c for c in unique.columns if c is not None)
        for key in table.foreign_keys:
            if key.name == name:
                return key.columns
        for check in table.checks:
            if check.name == name:
                return check.columns
    return ()


def _foreign_key(
    error: psycopg.Error, planned: PlannedTable | None, columns: tuple[str, ...], hint: str
) -> tuple[str, str]:
    diag = error.diag
    said = f"{diag.message_primary or ''}{_detail(error)}"
    keys = planned.table.foreign_keys if planned is not None else ()
    for key in keys:
        if key.name == diag.constraint_name and planned is not None:
            found = _KEY.search(diag.message_detail or "")
            value = f" {found['values']}" if found else ""
            return (
                f"the parent {key.parent} has no row with {', '.join(key.parent_columns)}{value} ({key.name})",
                f"fill {key.parent} in the same run, or let {', '.join(columns)} refer to rows that are there",
            )
    return said, hint


def _split(listed: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in listed.split(", "))


def _failing_row(plan: Plan, planned: PlannedTable, detail: str) -> int | None:
    """The row of "Failing row contains (a, b, …)", by the value of its first column if that is planned."""
    first = planned.table.attributes[0].name
    found = re.search(r"\((.*?)(?:, |\))", detail, re.DOTALL)
    if found is None or first not in {c.name for c in planned.columns}:
        return None
    return find_row(plan, planned, (first,), (found[1],))


def _meanwhile(planned: PlannedTable | None) -> str:
    return f" (written by a trigger while {planned.name} was filled)" if planned is not None else ""
