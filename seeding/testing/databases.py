"""Making and dropping the databases of a test session, and knowing our own from anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.columns.draws import key_of
from seeding.errors import ConnectError
from seeding.schema import quote

if TYPE_CHECKING:
    from seeding.testing.server import Server

# Only what carries this comment is ever dropped. A template's goes on with when it was last used.
COMMENT = "Made for tests by seed; it may be dropped at any time."
_OURS = """
select d.datname from pg_catalog.pg_database d
join pg_catalog.pg_shdescription c on c.objoid = d.oid and c.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
where pg_catalog.starts_with(c.description, %s) order by c.description, d.oid
"""
_SETTINGS = """
select split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
from pg_catalog.pg_db_role_setting s
join pg_catalog.pg_database d on d.oid = s.setdatabase, unnest(s.setconfig) setting
where d.datname = %s and s.setrole = 0
"""
_NOT_CLONED = (
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.SystemError,
    psycopg.errors.IoError,
    psycopg.errors.UndefinedFile,
)


class Databases:
    """The databases of one server, through one maintenance connection."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._admin = server.admin
        # Locks are a database's own, so what they protect is named after the database they are taken in.
        self.home = server.home
        self._strategy = _strategy(server.admin)

    def exists(self, name: str) -> bool:
        """Whether there is a database of that name."""
        row = self._admin.execute("select from pg_catalog.pg_database where datname = %s", (name,)).fetchone()
        return row is not None

    def ours(self, pattern: str = "") -> list[str]:
        """The databases we have made whose name begins as a regular expression says, longest unused first."""
        return [name for (name,) in self._admin.execute(_OURS, (COMMENT,)) if re.match(pattern, name)]

    def create(self, name: str, template: str = "template0") -> None:
        """A new database, a copy of `template`. Raises ConnectError where the role may make none."""
        statement = f"create database {quote(name)} template {quote(template)}"
        try:
            self._create(statement, copied=template != "template0")
        except psycopg.errors.InsufficientPrivilege:
            target = self.server.target
            raise ConnectError(
                f'role "{target.user}" may not make databases on {target.place}, and tests need their own',
                hint=f"alter role {quote(target.user)} createdb",
            ) from None
        self._admin.execute(f"comment on database {quote(name)} is '{COMMENT}'")

    def _create(self, statement: str, *, copied: bool) -> None:
        if copied and self._strategy:
            try:
                self._admin.execute(f"{statement} {self._strategy}")
                return
            except _NOT_CLONED:
                # A file system without copy_file_range: from now on the ordinary way.
                self._admin.execute("reset file_copy_method")
                self._strategy = "strategy file_copy"
        self._admin.execute(f"{statement} {self._strategy if copied else ''}")

    def settings(self, name: str) -> list[tuple[str, str]]:
        """What ALTER DATABASE has set for a database; a copy does not inherit it."""
        return [(setting, value) for setting, value in self._admin.execute(_SETTINGS, (name,))]

    def apply(self, name: str, settings: list[tuple[str, str]]) -> None:
        """Set for a database what another one had set."""
        for setting, value in settings:
            with self._admin.transaction():
                # FROM CURRENT, because a list (search_path) cannot be given as one quoted value.
                self._admin.execute("select pg_catalog.set_config(%s, %s, true)", (setting, value))
                self._admin.execute(f"alter database {quote(name)} set {setting} from current")

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        force = " with (force)" if self._admin.info.server_version >= 130000 else ""
        self._admin.execute(f"drop database if exists {quote(name)}{force}")

    def drop_draft(self, name: str) -> None:
        """Drop what a killed process left unfinished, sealed or not."""
        if self.exists(name):
            self._admin.execute(f"alter database {quote(name)} with is_template false")
            self.drop(name)

    def seal(self, name: str) -> None:
        """Make a finished database a template that nobody can connect to, so that it stays what it is."""
        self._admin.execute(f"alter database {quote(name)} with is_template true allow_connections false")

    def rename(self, name: str, new: str) -> None:
        """Give a database another name."""
        self._admin.execute(f"alter database {quote(name)} rename to {quote(new)}")

    def keep(self, name: str) -> None:
        """Let nobody drop a template, there or not, until the connection closes."""
        if name not in self.server.in_use:
            self._admin.execute("select pg_catalog.pg_advisory_lock_shared(%s)", (_key("use", name),))
            self.server.in_use.add(name)

    def note_use(self, name: str) -> None:
        """Say that a template is used now; two processes must not say so at once."""
        row = self._admin.execute("select pg_catalog.clock_timestamp()").fetchone()
        assert row is not None
        self._admin.execute(f"comment on database {quote(name)} is '{COMMENT} Last used {row[0].isoformat()}.'")

    def drop_unused(self, name: str) -> bool:
        """Drop a template unless a test process goes on copying it."""
        if name in self.server.in_use:
            return False
        key = _key("use", name)
        row = self._admin.execute("select pg_catalog.pg_try_advisory_lock(%s)", (key,)).fetchone()
        if not (row and row[0]):
            return False
        try:
            return self.drop_template(name)
        finally:
            self._admin.execute("select pg_catalog.pg_advisory_unlock(%s)", (key,))

    def drop_template(self, name: str) -> bool:
        """Drop a template unless it is being copied just now."""
        self._admin.execute(f"alter database {quote(name)} with is_template false")
        try:
            self._admin.execute(f"drop database if exists {quote(name)}")
        except psycopg.errors.ObjectInUse:
            self._admin.execute(f"alter database {quote(name)} with is_template true")
            return False
        return True

    @contextmanager
    def alone(self, *about: str | int) -> Iterator[None]:
        """Hold a lock, among all test processes of this server."""
        key = _key(*about)
        self._admin.execute("select pg_catalog.pg_advisory_lock(%s)", (key,))
        try:
            yield
        finally:
            self._admin.execute("select pg_catalog.pg_advisory_unlock(%s)", (key,))

    def take_slot(self) -> int:
        """The first number no other test process of this server has; ours until the connection closes."""
        slot = 0
        while True:
            key = _key("slot", slot)
            row = self._admin.execute("select pg_catalog.pg_try_advisory_lock(%s)", (key,)).fetchone()
            if row and row[0]:
                return slot
            slot += 1


def _strategy(admin: psycopg.Connection[Any]) -> str:
    """How to copy a small template fastest.

    Measured on 8 MB in 300 files: WAL_LOG 55 ms, FILE_COPY 34 ms, FILE_COPY by copy_file_range (PostgreSQL 18,
    file_copy_method = clone) 19 ms, which shares the blocks where the file system can.
    """
    if admin.info.server_version < 150000:
        return ""
    if admin.info.server_version >= 180000:
        row = admin.execute(
            "select 'clone' = any(enumvals) from pg_catalog.pg_settings where name = 'file_copy_method'"
        ).fetchone()
        if row and row[0]:
            admin.execute("set file_copy_method = clone")
    return "strategy file_copy"


def _key(*about: str | int) -> int:
    key = key_of("seed test", *about)
    return key - (1 << 64) if key >= 1 << 63 else key
