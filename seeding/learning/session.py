"""The one connection to production: read-only, one snapshot, little memory, and every statement known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from seeding.errors import GuardError, LoadError
from seeding.learning.options import Options

if TYPE_CHECKING:
    import psycopg

# The first of a transaction may say what it is; after the first query nobody can change it any more
# (PostgreSQL, "SET TRANSACTION").
BEGIN = "begin transaction isolation level repeatable read, read only"


def settings(options: Options) -> tuple[str, ...]:
    """What is set before anything is asked, for this transaction only."""
    return (
        # No function or operator of anybody's stands in for the server's own.
        "set local search_path = pg_catalog",
        f"set local statement_timeout = '{options.timeout}s'",
        # Production's own statements come first: never wait for a lock, take one core and little memory.
        "set local lock_timeout = '2s'",
        "set local work_mem = '16MB'",
        "set local max_parallel_workers_per_gather = 0",
        # Compiling costs more than these statements gain (0.5 s each for 0.1 s).
        "set local jit = off",
        # Rows that policies hide would be counted as if they were not there: refuse instead.
        "set local row_security = off",
        "set local timezone = 'UTC'",
        "set local datestyle = 'ISO, YMD'",
        "set local intervalstyle = 'postgres'",
        "set local extra_float_digits = 1",
        "set local idle_in_transaction_session_timeout = '10min'",
    )


CHECK = (
    "select current_setting('transaction_read_only'), current_setting('transaction_isolation'), "
    "current_date, current_setting('server_version_num')::int4"
)


class Session:
    """Statements in the reading transaction, each in a savepoint: one that fails ends its table, not the others'."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.place = "the database"  # the table that is looked at

    def open(self, options: Options) -> Any:
        """Begin. Returns today's date as the server has it. Raises GuardError where the transaction could write."""
        connection = self._connection
        connection.rollback()
        connection.read_only = None
        connection.autocommit = True
        connection.execute(BEGIN, prepare=False)
        for setting in settings(options):
            connection.execute(setting, prepare=False)
        row = connection.execute(CHECK, prepare=False).fetchone()
        assert row is not None
        read_only, isolation, today, _ = row
        if read_only != "on" or isolation != "repeatable read":
            raise GuardError(
                f"refusing to learn: the transaction is {'read-only' if read_only == 'on' else 'not read-only'} "
                f"and {isolation}, after asking for read-only and repeatable read",
                hint="a pooler in between may drop what is asked for; give the server's own URL",
            )
        return today

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What an aggregate answers. Raises LoadError with the server's words where it fails."""
        import psycopg

        with psycopg.RawCursor(self._connection) as cursor:
            try:
                cursor.execute(statement.encode(), [_given(value) for value in values], prepare=False)
                return cursor.fetchall()
            except psycopg.errors.QueryCanceled:
                raise LoadError(
                    f"{self.place}: a statement took too long",
                    hint=f"--timeout SECONDS gives it more, --skip {self.place} leaves the table out",
                ) from None
            except psycopg.Error as error:
                raise LoadError(
                    f"{self.place}: the server refused a statement: {error.diag.message_primary or error}",
                    hint=f"seed learn --show-sql prints every statement; --skip {self.place} leaves the table out",
                ) from None


def _given(value: object) -> object:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
