"""A history, run: each file on top of those before it, then once more and undone; what every statement did is kept.

Statements run one by one, each in a savepoint, so that one that fails takes nothing else with it. What waits for
something that comes later is tried again until it works, so that the rest is judged all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.migrations.check import catalog
from seeding.migrations.check.first_run import FirstRun
from seeding.migrations.check.ran import Step
from seeding.migrations.check.second_run import SecondRun
from seeding.migrations.check.sending import Sender
from seeding.migrations.check.source import Source

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]


class Trial:
    """Runs sources in order on one connection, which must be its own, to a database that nobody else uses."""

    def __init__(self, connect: Callable[[], Connection], sources: Iterable[Source] = ()) -> None:
        self._sender = Sender(connect, sources)
        self.steps: list[Step] = []
        self._tables = catalog.tables(self.connection)
        self.platform = set(self._tables)
        self._first, self._second = FirstRun(self._sender, self._tables), SecondRun(self._sender, self._tables)

    @property
    def connection(self) -> Connection:
        """The one it runs on now: a file may end the session."""
        return self._sender.connection

    def run(self, source: Source, *, twice: bool = True) -> Step:
        """Run one file, and again; the database is then as after its first run."""
        step = Step(source, len(self.steps), dict(self._tables))
        self.steps.append(step)
        try:
            self._sender.calm()
            with self.connection.transaction():
                self._first.run(step)
            if twice:
                self._sender.calm()
                self._second.run(step)
        except psycopg.Error as error:
            # A deferred constraint that fails at the end, or a session that the file itself has ended.
            self._lost(step, error)
        step.after = dict(self._tables)
        return step

    def _lost(self, step: Step, error: psycopg.Error) -> None:
        """Nothing of the file is there: say so of its last statement that wrote, and go on with the next file."""
        if self.connection.closed:
            self._sender.connection = self._sender.open()
        else:
            self.connection.rollback()
        self._tables.clear()
        self._tables.update(catalog.tables(self.connection))
        wrote = [ran for ran in step.ran if ran.rows] or step.ran
        if wrote:
            wrote[-1].failure = self._sender.failure(wrote[-1], error, 0)
        self._first.forget(step)
