"""A migration run a statement at a time, in the transactions that `seed` and `supabase db push` would run it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from seeding.migrations import eased
from seeding.migrations.history import Migration, without_own_transaction
from seeding.migrations.statements import Statement, line_of, split

# What refuses a transaction around it: CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM … as 25001; a DO block or a
# procedure that commits what it has done so far as 2D000.
ALONE = (psycopg.errors.ActiveSqlTransaction, psycopg.errors.InvalidTransactionTermination)


@dataclass(frozen=True)
class Step:
    """One statement of a file: which, on what line."""

    number: int
    line: int
    statement: Statement

    @property
    def text(self) -> str:
        """Its SQL, without the comments before it."""
        return self.statement.text[self.statement.start - self.statement.offset :]


@dataclass(frozen=True)
class Script:
    """A file cut into steps; `whole` where all of it may go into one transaction."""

    migration: Migration
    sql: str
    steps: Sequence[Step]
    whole: bool


class StepError(Exception):
    """The server refused a step."""

    def __init__(self, step: Step, error: psycopg.Error) -> None:
        super().__init__(str(error))
        self.step, self.error = step, error


class Watching:
    """Told of each step as it runs; what rehearses derives from it."""

    def begins(self, step: Step, *, transaction: bool) -> None:
        """It is about to be sent; `transaction` where it runs in one that lasts longer than it does."""

    def ran(self, step: Step, note: str) -> None:
        """The server is done with it; where it ran in a transaction, that is open still."""

    def ended(self) -> None:
        """What was open has been committed."""

    def again(self) -> None:
        """All of it was undone, and begins once more."""


def script(migration: Migration) -> Script:
    """The steps of a migration."""
    sql = migration.read()
    inner = without_own_transaction(sql, split(sql))
    text = sql if inner is None else inner
    steps = [Step(number, line_of(text, s.start), s) for number, s in enumerate(split(text))]
    return Script(migration, sql, steps, inner is not None)


def run(connection: psycopg.Connection[Any], what: Script, watching: Watching) -> bool:
    """Run every step and commit; True where one transaction held them all. Raises StepError, with nothing open."""
    if what.whole:
        try:
            _in_one(connection, what.steps, watching)
        except StepError as error:
            if not isinstance(error.error, ALONE):
                raise
            watching.again()
        else:
            return True
    for step in what.steps:
        _by_itself(connection, step, watching)
    return False


def _in_one(connection: psycopg.Connection[Any], steps: Sequence[Step], watching: Watching) -> None:
    try:
        with connection.transaction():
            for step in steps:
                watching.begins(step, transaction=True)
                watching.ran(step, _sent(connection, step))
    except psycopg.Error as error:  # at the commit: constraints that were deferred
        raise StepError(steps[-1], error) from None
    watching.ended()


def _by_itself(connection: psycopg.Connection[Any], step: Step, watching: Watching) -> None:
    if connection.info.transaction_status is TransactionStatus.IDLE and not _controls(step):
        try:
            _in_one(connection, [step], watching)
        except StepError as error:
            if not isinstance(error.error, ALONE):
                raise
        else:
            return
    inside = connection.info.transaction_status is not TransactionStatus.IDLE
    watching.begins(step, transaction=inside or _controls(step))
    try:
        connection.execute(step.statement.text.encode(), prepare=False)
    except psycopg.Error as error:
        if not connection.closed and connection.info.transaction_status is not TransactionStatus.IDLE:
            connection.execute("rollback")
        raise StepError(step, error) from None
    watching.ran(step, "")
    if connection.info.transaction_status is TransactionStatus.IDLE:
        watching.ended()


def _sent(connection: psycopg.Connection[Any], step: Step) -> str:
    try:
        with connection.transaction():
            # Bytes: the simple protocol, as the file itself is sent.
            connection.execute(step.statement.text.encode(), prepare=False)
    except psycopg.Error as error:
        if connection.closed or not eased.may_ease(connection, error):
            raise StepError(step, error) from None
        try:
            return eased.run(connection, step.statement)
        except psycopg.Error as again:
            raise StepError(step, again) from None
    return ""


def _controls(step: Step) -> bool:
    first = step.statement.words[:1]
    return first in {("begin",), ("start",), ("commit",), ("end",), ("rollback",), ("abort",), ("savepoint",)}
