"""One test process's own databases: the one its tests take turns in, and new ones on demand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from seeding.columns.single import use_world
from seeding.errors import UsageError
from seeding.factory import reset_sequences, use_session
from seeding.testing.connection_session import ConnectionSession
from seeding.testing.databases import Databases
from seeding.testing.isolated import IsolatedConnection
from seeding.testing.seeded import Rows, SeededTemplates
from seeding.testing.sequences import Sequences
from seeding.testing.template import Template, migrated, open_copy
from seeding.testing.urls import Url, url_of

if TYPE_CHECKING:
    import psycopg

    from seeding.testing.server import Server
    from seeding.testing.settings import Settings


# Dropping one deletes 300 files, and making the next then takes longer: file systems without a journal do not
# use an inode again for a minute, and look at each of them (ext4 measured here: 30 ms become 150). So used
# databases go a few at a time; each is some 8 MB.
_MOST_USED = 24


class Shared:
    """A database that tests take turns in, each in a transaction that is undone."""

    def __init__(self, worker: Worker, name: str, template: Template) -> None:
        self._worker, self._name, self._template = worker, name, template
        self._connection: IsolatedConnection | None = None
        self._sequences: Sequences | None = None

    @contextmanager
    def test(self) -> Iterator[IsolatedConnection]:
        """The connection for one test; factories create through it."""
        connection = self._ready()
        connection.begin_test()
        kept, drew = True, True
        try:
            with use_session(self._session, everywhere=True):
                yield connection
        finally:
            kept, drew = connection.end_test()
            if not kept:
                # What the test committed itself must not meet the next one.
                connection.close()
                self._worker.databases.drop(self._name)
                self._connection = None
            elif drew and self._sequences and not connection.closed:
                self._sequences.restore(connection)
        if not kept:
            raise UsageError(
                "the test ended the transaction of its database fixture by SQL of its own (COMMIT or ROLLBACK)",
                hint="call commit() and rollback() of the connection, which keep to the test, or use fresh_db",
            )

    def close(self) -> None:
        """Drop the database."""
        if self._connection is not None:
            self._connection.close()
            self._worker.databases.drop(self._name)
            self._connection = None

    def _ready(self) -> IsolatedConnection:
        if self._connection is None:
            self._worker.make(self._name, self._template)
            self._sequences = None
        if self._connection is None or self._connection.closed:
            opened = open_copy(self._worker.databases, self._name, self._template, kind=IsolatedConnection)
            assert isinstance(opened, IsolatedConnection)
            opened.autocommit = False
            if self._sequences is None:
                self._sequences = Sequences(opened)
            self._sequences.restore(opened)
            self._connection, self._session = opened, ConnectionSession(opened)
        return self._connection


class Worker:
    """The databases of one test process, numbered by a slot so that no other process has the same."""

    def __init__(self, server: Server, settings: Settings) -> None:
        self.server, self.settings = server, settings
        self.databases = Databases(server)
        self.slot = self.databases.take_slot()
        self._shared: dict[str, Shared] = {}
        self._numbered = 0
        self._used: list[str] = []
        self._template: Template | None = None
        self._seeded = SeededTemplates(self.databases, settings)
        self._prefix = f"seed_test_{server.home}_{self.slot}_"
        for leftover in self.databases.ours(self._prefix):
            self.databases.drop(leftover)

    @property
    def template(self) -> Template:
        """The migrated template."""
        if self._template is None:
            self._template = migrated(self.databases, self.settings)
        return self._template

    def rows(self, profile: str, **options: Any) -> Rows:
        """A profile's rows: the seeded template, and the plan they follow."""
        return self._seeded.rows(self.template, profile, options)

    def make(self, name: str, template: Template) -> None:
        """A copy of a template, under a name of this process's own."""
        self.databases.drop(name)
        self.databases.create(name, template.name)
        self.databases.apply(name, template.settings)

    @contextmanager
    def test(self, rows: Rows | None = None) -> Iterator[IsolatedConnection]:
        """A test's connection to a shared database: empty, or with a profile's rows."""
        template = rows.template if rows else self.template
        shared = self._shared.get(template.name)
        if shared is None:
            name = f"{self._prefix}{template.name.rpartition('_')[2]}"
            shared = self._shared[template.name] = Shared(self, name, template)
        with _as_planned(rows), shared.test() as connection:
            yield connection

    @contextmanager
    def fresh(self, rows: Rows | None = None) -> Iterator[tuple[Url, psycopg.Connection[Any]]]:
        """A database of one's own, dropped later: its URL, and a connection factories create through."""
        template = rows.template if rows else self.template
        self._numbered += 1
        name = f"{self._prefix}{self._numbered}"
        self.make(name, template)
        try:
            with (
                open_copy(self.databases, name, template) as connection,
                _as_planned(rows),
                use_session(ConnectionSession(connection), everywhere=True),
            ):
                yield url_of(self.server.database(name)), connection
        finally:
            self._used.append(name)
            if len(self._used) >= _MOST_USED:
                self._drop_used()

    @contextmanager
    def app_database(self) -> Iterator[Url]:
        """A database for the whole session, which no other fixture uses."""
        name = f"{self._prefix}app"
        self.make(name, self.template)
        try:
            open_copy(self.databases, name, self.template).close()
            yield url_of(self.server.database(name))
        finally:
            self.databases.drop(name)

    def close(self) -> None:
        """Drop what this process has made; templates stay."""
        self._drop_used()
        for shared in self._shared.values():
            shared.close()

    def _drop_used(self) -> None:
        for name in self._used:
            self.databases.drop(name)
        self._used.clear()


@contextmanager
def _as_planned(rows: Rows | None) -> Iterator[None]:
    with ExitStack() as stack:
        if rows is not None:
            stack.enter_context(use_world(rows.plan.world, everywhere=True))
        reset_sequences()
        yield
