"""Pending migrations, applied in order and recorded as the Supabase CLI records them.

Each file is one transaction: it is applied and recorded, or nothing of it is. `supabase migration list`
reads the same table (`supabase_migrations.schema_migrations`) and agrees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg

from seeding.database.connect import settle
from seeding.database.supabase import ensure_prelude
from seeding.errors import MigrationError
from seeding.migrations import eased
from seeding.migrations.brought import brought_by
from seeding.migrations.statements import Statement, line_of, split

FOLDER = Path("supabase/migrations")
_FILE = re.compile(r"(?P<version>[0-9]+)_(?P<name>.+)\.sql")

# As the CLI makes it (3.1.0, `supabase db push` on an empty database).
HISTORY = """\
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
"""
_RECORD = "insert into supabase_migrations.schema_migrations (version, name, statements) values (%s, %s, %s)"
Check = Callable[[], object]
_NO_EXTENSION = re.compile(r'extension ".*" is not available')
_APPLIED = "select version from supabase_migrations.schema_migrations"
# Any number, as long as every run takes the same one: the bytes of "seed".
_LOCK = 0x73656564


@dataclass(frozen=True, slots=True, order=True)
class Migration:
    """One file: `<version>_<name>.sql`, the version being 14 digits of UTC time, or any other number.

    `eased` is what the built-in server could not do as it is written, once the file is applied.
    """

    version: str
    name: str
    path: Path
    eased: tuple[str, ...] = field(default=(), compare=False)

    def read(self) -> str:
        """The file's text. Raises MigrationError where it cannot be read as UTF-8."""
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise MigrationError(f"{self.path}: cannot be read: {error}", hint="save it as UTF-8") from None


def found(folder: Path) -> list[Migration]:
    """Every migration in `folder`, oldest first; none where there is no folder.

    Raises MigrationError for a .sql file whose name carries no version, and for a version used twice.
    """
    migrations: dict[str, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        parts = _FILE.fullmatch(path.name)
        if parts is None:
            raise MigrationError(
                f"{path}: the name has no version",
                hint="migrations are named <14 digits>_<name>.sql; `seed new migration NAME` makes one",
            )
        other = migrations.setdefault(parts["version"], Migration(parts["version"], parts["name"], path))
        if other.path != path:
            raise MigrationError(
                f"{path}: version {parts['version']} is also {other.path.name}'s",
                hint="give one of them a later version, in the order they must run",
            )
    return list(migrations.values())


def pending(connection: psycopg.Connection[Any], folder: Path) -> list[Migration]:
    """The migrations in `folder` that the database's history does not have, oldest first.

    One that is older than the last applied (it came with a merge) is pending too. Writes nothing.
    """
    migrations = found(folder)
    if not migrations:
        return []
    with connection.transaction():
        row = connection.execute("select to_regclass('supabase_migrations.schema_migrations')::text").fetchone()
        if row is None or row[0] is None:
            return migrations
        applied = {version for (version,) in connection.execute(_APPLIED)}
    return [migration for migration in migrations if migration.version not in applied]


def bring_up_to_date(
    connection: psycopg.Connection[Any], folder: Path, *, check: Check | None = None
) -> list[Migration]:
    """Apply what is pending in `folder`, on top of what Supabase provides; returns what was applied.

    What the migrations make of it themselves (a dump of a whole project does) is left to them. `check` is called
    first in every transaction, and raises where nothing may be written.
    """
    waiting = pending(connection, folder)
    if not waiting:
        return []
    # All of them, not the pending ones alone: what an earlier run applied is theirs too.
    brought = brought_by(statement for migration in found(folder) for statement in split(migration.read()))
    with connection.transaction():
        if check is not None:
            check()
        ensure_prelude(connection, brought)
    return apply(connection, waiting, check=check)


def apply(
    connection: psycopg.Connection[Any], migrations: Sequence[Migration], *, check: Check | None = None
) -> list[Migration]:
    """Apply `migrations` in order and record them; returns those applied by this call.

    What another run applied meanwhile is passed over. Needs a connection outside a transaction. Raises
    MigrationError with file and line; the database is then as it was before that migration, except for a
    file that cannot run inside a transaction (its message says what stays).
    """
    if not migrations:
        return []
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        raise MigrationError("migrations cannot be applied inside a transaction", hint="commit or roll back first")
    done: list[Migration] = []
    with _alone(connection):
        with connection.transaction():
            if check is not None:
                check()
            connection.execute(HISTORY, prepare=False)
        applied = {version for (version,) in connection.execute(_APPLIED)}
        for migration in migrations:
            if migration.version in applied:
                continue
            done.append(replace(migration, eased=_apply_one(connection, migration, check)))
    return done


@dataclass(frozen=True, slots=True)
class _Session:
    """What a migration may leave changed and the next one must find as it was."""

    search_path: str
    role: str  # "none" for the user who connected


def _session(connection: psycopg.Connection[Any]) -> _Session:
    row = connection.execute("select current_setting('search_path'), current_setting('role')").fetchone()
    assert row is not None
    return _Session(*row)


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    autocommit = connection.autocommit
    connection.autocommit = True
    session = _session(connection)
    try:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        try:
            yield
        finally:
            if not connection.closed:
                connection.execute("select pg_advisory_unlock(%s)", (_LOCK,))
                _calm(connection, session)
    finally:
        if not connection.closed:
            connection.autocommit = autocommit


def _calm(connection: psycopg.Connection[Any], session: _Session) -> None:
    # Dumps used as migrations empty the search_path and change a dozen settings for the whole session.
    _be_ourselves(connection, session)
    connection.execute("reset all", prepare=False)
    settle(connection)
    connection.execute("select set_config('search_path', %s, false)", (session.search_path,))


def _be_ourselves(connection: psycopg.Connection[Any], session: _Session) -> None:
    connection.execute("reset session authorization; reset role", prepare=False)
    connection.execute("select pg_catalog.set_config('role', %s, false)", (session.role,))


def _apply_one(connection: psycopg.Connection[Any], migration: Migration, check: Check | None) -> tuple[str, ...]:
    sql = migration.read()
    told: list[str] = []
    statements = split(sql)
    inner = without_own_transaction(sql, statements)
    session = _session(connection)
    if inner is None:
        _checked(connection, check)
        _one_by_one(connection, migration, sql, statements, session)
    else:
        try:
            with connection.transaction():
                if check is not None:
                    check()
                # Bytes: the simple protocol, in which the server cuts the file itself.
                connection.execute(inner.encode(), prepare=False)
                _record(connection, migration, statements, session)
        except (psycopg.errors.ActiveSqlTransaction, psycopg.errors.InvalidTransactionTermination):
            # CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM … refuse a transaction, as 25001; a DO block or a
            # procedure that commits what it has done so far does, as 2D000.
            _one_by_one(connection, migration, sql, statements, session)
        except psycopg.Error as error:
            if connection.closed or not eased.may_ease(connection, error):
                raise _failed(connection, migration, sql, statements, error) from None
            told = _as_far_as_it_goes(connection, migration, inner, check, session)
    _calm(connection, session)
    return tuple(told)


def _as_far_as_it_goes(
    connection: psycopg.Connection[Any], migration: Migration, sql: str, check: Check | None, session: _Session
) -> list[str]:
    told: list[str] = []
    statements = split(sql)
    _be_ourselves(connection, session)
    with connection.transaction():
        if check is not None:
            check()
        for statement in statements:
            try:
                told.append(eased.run(connection, statement))
            except psycopg.Error as error:
                hint = "nothing of this migration was kept; correct the file and run again"
                raise refused(migration, line_in(sql, statement, error), error, hint) from None
        _record(connection, migration, statements, session)
    return [what for what in dict.fromkeys(told) if what]


def _checked(connection: psycopg.Connection[Any], check: Check | None) -> None:
    if check is not None:
        with connection.transaction():
            check()


def _record(
    connection: psycopg.Connection[Any], migration: Migration, statements: list[Statement], session: _Session
) -> None:
    # A file may end as another role, which the history is closed to.
    _be_ourselves(connection, session)
    texts = [statement.text for statement in statements]
    connection.execute(_RECORD, (migration.version, migration.name, texts))


def without_own_transaction(sql: str, statements: list[Statement]) -> str | None:
    """The file without the BEGIN and COMMIT around all of it; None where it handles transactions otherwise."""
    control = {("begin",), ("start", "transaction"), ("commit",), ("end",), ("rollback",), ("abort",)}

    def is_control(statement: Statement) -> bool:
        if statement.words[:2] in {("rollback", "to"), ("commit", "prepared"), ("rollback", "prepared")}:
            return False
        return statement.words[:1] in control or statement.words[:2] in control

    inside = [statement for statement in statements if is_control(statement)]
    if not inside:
        return sql
    if inside == [statements[0], statements[-1]] and statements[-1].words[0] in ("commit", "end"):
        for statement in inside:
            # Blanks instead of nothing, so that the server's positions still point into the file.
            length = statement.end - statement.start
            sql = sql[: statement.start] + " " * length + sql[statement.end :]
        return sql
    return None


def _one_by_one(
    connection: psycopg.Connection[Any],
    migration: Migration,
    sql: str,
    statements: list[Statement],
    session: _Session,
) -> None:
    for number, statement in enumerate(statements):
        try:
            connection.execute(statement.text.encode(), prepare=False)
        except psycopg.Error as error:
            if connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
                connection.execute("rollback")
            stays = "nothing was kept" if number == 0 else f"the {number} statements before it stay applied"
            raise refused(
                migration,
                line_in(sql, statement, error),
                error,
                f"the file cannot run in one transaction, so {stays}; correct it by hand, then run again",
            ) from None
    _record(connection, migration, statements, session)


def _failed(
    connection: psycopg.Connection[Any],
    migration: Migration,
    sql: str,
    statements: list[Statement],
    error: psycopg.Error,
) -> MigrationError:
    if error.diag.statement_position:
        line: int | None = line_of(sql, int(error.diag.statement_position) - 1)
    else:
        line = _search(connection, sql, statements, error)
    return refused(migration, line, error, "nothing of this migration was kept; correct the file and run again")


def _search(
    connection: psycopg.Connection[Any], sql: str, statements: list[Statement], error: psycopg.Error
) -> int | None:
    # Errors met while running (a duplicate, a constraint) carry no position, and a file sent as a whole does
    # not say how far it came: run it again a statement at a time, and undo it again.
    if connection.closed or error.sqlstate is None:
        return None
    current = None
    try:
        with connection.transaction(force_rollback=True):
            for statement in statements:
                current = statement
                connection.execute(statement.text.encode(), prepare=False)
    except psycopg.Error as again:
        if current is not None and again.sqlstate == error.sqlstate:
            return line_in(sql, current, again)
    return None


def line_in(sql: str, statement: Statement, error: psycopg.Error) -> int:
    """The line of `sql` that the server means, else the one where the statement begins."""
    if not error.diag.statement_position:
        return line_of(sql, statement.start)
    return line_of(sql, statement.offset + int(error.diag.statement_position) - 1)


def refused(migration: Migration, line: int | None, error: psycopg.Error, hint: str) -> MigrationError:
    """What the server said of a migration, as people are told."""
    said = error.diag.message_primary or str(error).strip() or type(error).__name__
    detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
    advice = f"{error.diag.message_hint}\n" if error.diag.message_hint else ""
    if _NO_EXTENSION.search(said):
        # PostgreSQL's own hint and detail speak of files of a server that the user did not install.
        detail, advice = (
            "",
            "the server has no such extension: name one that does, with --url, or `supabase start` one\n",
        )
    place = f"{migration.path}:{line}" if line else str(migration.path)
    return MigrationError(f"{place}: {said}{detail}", hint=f"{advice}{hint}")
