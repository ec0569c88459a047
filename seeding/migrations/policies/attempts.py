"""A statement tried on somebody's behalf, and undone whatever comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.database.asking import become, standing
from seeding.schema import Table, quote

if TYPE_CHECKING:
    from seeding.migrations.policies.model import Asker

# The row was let through by every policy, and stopped by something that is asked after them.
_AFTER = ("23502", "23503", "23505", "23514", "23P01", "23001")
_REFUSED = "42501"


@dataclass(frozen=True)
class Outcome:
    """What the server answered: rows, how many were touched, or the error."""

    rows: Sequence[Any] = ()
    count: int = 0
    error: psycopg.Error | None = None

    @property
    def code(self) -> str:
        """The error's SQLSTATE, empty for none."""
        return "" if self.error is None else self.error.sqlstate or "?"

    @property
    def passed(self) -> bool:
        """Whether policies let a row through, even where a constraint stopped it then."""
        return self.count > 0 if self.error is None else self.code in _AFTER

    @property
    def refused(self) -> bool:
        """Whether policies (or privileges) said no, and nothing else did."""
        return self.code == _REFUSED and not (self.error and self.error.diag.context)

    @property
    def said(self) -> str:
        """The error in its first line; empty for none and for a plain refusal."""
        if self.error is None or self.refused or self.code in _AFTER:
            return ""
        if isinstance(self.error, psycopg.errors.QueryCanceled):
            return "took too long"
        return (self.error.diag.message_primary or str(self.error)).strip().splitlines()[0]


class Attempts:
    """Tries statements on one connection, inside the transaction that is open; none leaves a trace."""

    def __init__(self, connection: psycopg.Connection[Any], *, seconds: int = 10) -> None:
        self.connection = connection
        connection.execute(f"set local statement_timeout = '{seconds}s'", prepare=False)
        self._quiet = self._may_be_quiet()

    def _may_be_quiet(self) -> bool:
        """Whether triggers and foreign keys can be left out, so that only policies answer (a superuser may)."""
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute("set local session_replication_role = replica", prepare=False)
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True

    def as_asker(
        self,
        asker: Asker | None,
        statement: str,
        values: Sequence[Any] = (),
        *,
        quiet: bool = False,
        before: Callable[[], None] | None = None,
    ) -> Outcome:
        """Run one statement as `asker` (ourselves for None); `quiet` without triggers and foreign keys where we may."""
        try:
            with self.connection.transaction(force_rollback=True):
                if quiet and self._quiet:
                    self.connection.execute("set local session_replication_role = replica", prepare=False)
                if before is not None:
                    before()
                if asker is not None:
                    become(self.connection, asker.settings)
                cursor = self.connection.execute(statement, list(values) or None, prepare=False)
                rows = cursor.fetchall() if cursor.description else []
                return Outcome(rows, max(cursor.rowcount, 0))
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            return Outcome(error=error)

    def may_ask_as(self, name: str, parents: Sequence[str], *, exists: bool) -> bool:
        """Give a role of the application's people the rights of `parents`, making it first where it is not there.

        Until the transaction is rolled back. False where that is not for us to do, or the role is held back by nothing.
        """
        try:
            with self.connection.transaction():
                if not exists:
                    self.connection.execute(f"create role {quote(name)} nologin", prepare=False)
                row = self.connection.execute(
                    "select rolsuper or rolbypassrls from pg_catalog.pg_roles where rolname = %s",
                    (name,),
                    prepare=False,
                ).fetchone()
                if row is None or row[0]:
                    return False
                granted = ", ".join(quote(parent) for parent in parents if parent != name)
                if granted:
                    self.connection.execute(f"grant {granted} to {quote(name)}", prepare=False)
        except psycopg.Error:
            if self.connection.closed:
                raise
            return False
        return True

    def number(self, asker: Asker | None, query: str, values: Sequence[Any] = ()) -> Outcome:
        """The one number a query answers, as the outcome's count."""
        found = self.as_asker(asker, query, values)
        return found if found.error is not None else Outcome(found.rows, int(found.rows[0][0]))

    def left_after(self, asker: Asker, statement: str, query: str, values: Sequence[Any], *, quiet: bool = True) -> int:
        """What a query of ours counts once the asker ran a statement; as before where that failed."""
        self.connection.execute("savepoint seed_rls_left", prepare=False)
        own = standing(self.connection, asker.settings)
        try:
            self._try(asker, statement, quiet=quiet)
            become(self.connection, {**own, "role": own["role"] or "none"})
            row = self.connection.execute(query, values, prepare=False).fetchone()
            return int(row[0]) if row else 0
        finally:
            self.connection.execute(
                "rollback to savepoint seed_rls_left; release savepoint seed_rls_left", prepare=False
            )

    def _try(self, asker: Asker, statement: str, *, quiet: bool) -> None:
        try:
            with self.connection.transaction():
                if quiet and self._quiet:
                    self.connection.execute("set local session_replication_role = replica", prepare=False)
                become(self.connection, asker.settings)
                self.connection.execute(statement, prepare=False)
        except psycopg.Error:
            if self.connection.closed:
                raise


def literal(text: str) -> str:
    """A text as SQL; the same whatever standard_conforming_strings is."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'" if "\\" in text else f"'{escaped}'"


def sign(table: Table, row: str) -> str:
    """SQL text that tells one row from all others: its key, or where it lies."""
    key = table.primary_key.plain if table.primary_key else None
    columns = [f"{row}.{quote(c)}" for c in key] if key else [f"{row}.tableoid", f"{row}.ctid"]
    return f"row({', '.join(columns)})::text"
