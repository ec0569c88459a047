"""Empty databases to try migrations on, each made in a moment and dropped at the end, with Supabase's prelude in it.

They live on a server of their own, `.seed/scratch`: roles belong to a whole server, and those that migrations make
must not be found by the next trial, nor stay beside anybody's rows.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString
from urllib.parse import urlsplit

import psycopg

import seeding
from seeding.columns.draws import key_of
from seeding.database import connect, embedded, facts, marker, supabase
from seeding.database.choose import FOLDER
from seeding.database.undisturbed import undisturbed
from seeding.errors import GuardError
from seeding.guard import Clearance, GuardPolicy, ServerFacts, clear, judge
from seeding.schema import quote
from seeding.target import Target

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

SCRATCH_FOLDER = "scratch"  # below FOLDER
_PROJECT = (FOLDER, "supabase", "profiles", "factories", "pyproject.toml", "package.json", ".git")
_PREFIX = "seed_scratch_"
_TEMPLATE = "seed_scratch_template_"
_COMMENT = "Made by seed to try migrations on; it may be dropped at any time."
_EXTRAS = Path(__file__).with_name("scratch_prelude.sql")
_OURS = """
select d.datname from pg_catalog.pg_database d
join pg_catalog.pg_shdescription c on c.objoid = d.oid and c.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
where c.description = %s and pg_catalog.starts_with(d.datname, %s) order by d.datname
"""
_SUBSCRIPTIONS = """
select subname from pg_catalog.pg_subscription s join pg_catalog.pg_database d on d.oid = s.subdbid
where d.datname = pg_catalog.current_database() order by subname
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
# initdb's own role and the preludes' are there for every trial.
_ROLES = "select rolname from pg_catalog.pg_roles where rolname !~ '^pg_' and oid <> 10 order by rolname"
_STAY = {
    *("anon", "authenticated", "service_role", "authenticator", "dashboard_user", "pgbouncer"),
    *("supabase_auth_admin", "supabase_functions_admin", "supabase_read_only_user", "supabase_realtime_admin"),
    *("supabase_replication_admin", "supabase_storage_admin", "supabase_etl_admin", "supabase_privileged_role"),
    *("supabase_admin", "cli_login_postgres", "pgsodium_keyiduser", "pgsodium_keyholder", "pgsodium_keymaker"),
}


@dataclass(frozen=True)
class Scratch:
    """A database that is there for one trial.

    `clearance` is the right to write to it; it is marked as local, so that rows may be filled into it too. `url` opens
    it with psql and every libpq program, and holds a password where the server was given with one; `tcp_url` is for
    programs that know no Unix sockets (the Supabase CLI), where they were asked for.
    """

    target: Target
    clearance: Clearance
    url: str = field(repr=False)
    tcp_url: str | None = field(default=None, repr=False)

    def connect(self, *, autocommit: bool = True) -> Connection:
        """One more connection that may write."""
        return connect.connect(self.clearance, autocommit=autocommit)


@contextmanager
def scratch(
    root: Path, *, url: str | None = None, tcp: bool = False, prelude: bool = True, server: str = SCRATCH_FOLDER
) -> Iterator[Scratch]:
    """A database with what Supabase provides, and nothing else in it; dropped when the block ends, however it does.

    On the built-in server below `root`, or on the server of `url`, which must be on this machine and pass the guard's
    rules for local databases. With `tcp`, the built-in server listens on 127.0.0.1 too. Without `prelude` it is bare,
    for dumps of a whole project, which bring all of that. `server` is another built-in server, for trials that need one
    of their own. Raises a SeedingError where there is no such server.
    """
    server_url, tcp_url = _server(folder(root, server), tcp=tcp) if url is None else (url, url if tcp else None)
    clearance = _cleared(Target.resolve(server_url, {} if url is None else os.environ))
    with connect.connect(clearance, autocommit=True) as admin:
        _begin(admin, clearance, own=url is None)
        try:
            template = _template(admin, clearance) if prelude else "template0"
            # Numbered by the server: two processes never get the same one.
            name = f"{_PREFIX}{admin.info.backend_pid}"
            try:
                _create(admin, name, template)
                ours = _ours(clearance, name, made=not prelude)
                yield Scratch(ours.target, ours, _named(server_url, name), tcp_url and _named(tcp_url, name))
            finally:
                with undisturbed():
                    _drop(admin, clearance, name)
        finally:
            with undisturbed():
                _end(admin, own=url is None)


def folder(root: Path, server: str = SCRATCH_FOLDER) -> Path:
    """Where the server's data is: below a project; elsewhere, one for all of a user's, below the temporary folder."""
    place = root / FOLDER / server
    if any((root / sign).exists() for sign in _PROJECT) and os.access(root, os.W_OK):
        return place
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path(tempfile.gettempdir()) / f"seed-{server}-{user}"


def _server(place: Path, *, tcp: bool) -> tuple[str, str | None]:
    server = embedded.start(place, tcp_port=0 if tcp else None)
    return server.url, server.tcp_url


def _named(url: str, name: str) -> str:
    parts = urlsplit(url)
    # urlunsplit drops the empty host of postgresql:///name?host=…, and libpq then reads no URL.
    rest = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{rest}"


def _cleared(target: Target) -> Clearance:
    policy = GuardPolicy("local", source="the scratch server")
    if judge(target, None, policy):
        clear(target, ServerFacts(), policy)  # raises, before anything is connected to
    with connect.read_only(target, policy) as looking:
        return clear(target, facts.gather(looking), policy)


def _begin(admin: Connection, server: Clearance, *, own: bool) -> None:
    """Take a share of the server, having swept up what killed runs left where nobody else works on it."""
    if _one(admin, "select pg_catalog.pg_try_advisory_lock(%s)", (_key("in use"),)):
        for (name,) in admin.execute(_OURS, (_COMMENT, _PREFIX)).fetchall():
            if not name.startswith(_TEMPLATE):
                _drop(admin, server, name)
        if own:
            _forget_roles(admin)
        admin.execute("select pg_catalog.pg_advisory_unlock(%s)", (_key("in use"),))
    admin.execute("select pg_catalog.pg_advisory_lock_shared(%s)", (_key("in use"),))


def _end(admin: Connection, *, own: bool) -> None:
    if admin.closed:
        return  # its share went with it
    admin.execute("select pg_catalog.pg_advisory_unlock_shared(%s)", (_key("in use"),))
    if own and _one(admin, "select pg_catalog.pg_try_advisory_lock(%s)", (_key("in use"),)):
        _forget_roles(admin)
        admin.execute("select pg_catalog.pg_advisory_unlock(%s)", (_key("in use"),))


def _forget_roles(admin: Connection) -> None:
    # Roles outlive their database; the next trial must make them itself.
    names = [name for (name,) in admin.execute(_ROLES).fetchall() if name not in _STAY]
    for name in names:
        admin.execute(f"drop owned by {quote(name)} cascade")
    for name in names:
        admin.execute(f"drop role {quote(name)}")


def _drop(admin: Connection, server: Clearance, name: str) -> None:
    if admin.closed:  # what it was doing was interrupted, and did not end
        with connect.connect(server, autocommit=True) as another:
            _drop(another, server, name)
        return
    query = f"drop database if exists {quote(name)} with (force)"
    try:
        admin.execute(query)
    except psycopg.errors.ObjectInUse:
        # A subscription of a migration's holds its database, even one that never ran.
        with connect.connect(_ours(server, name, made=False), autocommit=True) as connection:
            for (subscription,) in connection.execute(_SUBSCRIPTIONS).fetchall():
                connection.execute(f"alter subscription {quote(subscription)} disable")
                connection.execute(f"alter subscription {quote(subscription)} set (slot_name = none)")
                connection.execute(f"drop subscription {quote(subscription)}")
        admin.execute(query)


def _create(admin: Connection, name: str, template: str) -> None:
    admin.execute(f"drop database if exists {quote(name)} with (force)")
    try:
        admin.execute(f"create database {quote(name)} template {quote(template)} {_strategy(admin)}")
    except _NOT_CLONED:
        # A file system without copy_file_range.
        admin.execute("reset file_copy_method")
        admin.execute(f"create database {quote(name)} template {quote(template)} strategy file_copy")
    admin.execute(f"comment on database {quote(name)} is '{_COMMENT}'")
    for setting, value in admin.execute(_SETTINGS, (template,)).fetchall():
        with admin.transaction():
            # FROM CURRENT, because a list (search_path) cannot be given as one quoted value.
            admin.execute("select pg_catalog.set_config(%s, %s, true)", (setting, value))
            admin.execute(f"alter database {quote(name)} set {setting} from current")


def _template(admin: Connection, server: Clearance) -> str:
    """The name of the database that has the prelude, made where it is not there yet."""
    digest = blake2b(digest_size=6)
    digest.update(f"{seeding.__version__}|{server.facts.system_identifier}|{server.target.user}".encode())
    for path in (Path(supabase.__file__).with_name("prelude.sql"), _EXTRAS):
        digest.update(path.read_bytes())
    name = f"{_TEMPLATE}{digest.hexdigest()}"
    admin.execute("select pg_catalog.pg_advisory_lock(%s)", (_key("template"),))
    with undisturbed():
        return _template_made(admin, server, name)


def _template_made(admin: Connection, server: Clearance, name: str) -> str:
    try:
        if _one(admin, "select count(*) from pg_catalog.pg_database where datname = %s", (name,)):
            return name
        for (other,) in admin.execute(_OURS, (_COMMENT, _TEMPLATE)).fetchall():
            admin.execute(f"drop database if exists {quote(other)} with (force)")
        draft = f"{_PREFIX}draft"
        admin.execute(f"drop database if exists {quote(draft)} with (force)")
        admin.execute(f"create database {quote(draft)} template template0")
        ours = _ours(server, draft, made=True)
        with connect.connect(ours, autocommit=True) as connection:
            supabase.stand_in(connection)
            connection.execute(_EXTRAS.read_bytes(), prepare=False)
        admin.execute(f"comment on database {quote(draft)} is '{_COMMENT}'")
        admin.execute(f"alter database {quote(draft)} rename to {quote(name)}")
    finally:
        admin.execute("select pg_catalog.pg_advisory_unlock(%s)", (_key("template"),))
    return name


def _ours(server: Clearance, name: str, *, made: bool) -> Clearance:
    """The right to write to a database of ours on the server that was judged, marked as local now."""
    target, identifier = replace(server.target, dbname=name), server.facts.system_identifier
    born = ServerFacts("local", identifier, identifier)
    with connect.connect(clear(target, born, server.policy)) as connection, connection.transaction():
        if marker.system_identifier(connection) != identifier:
            raise GuardError(
                f"the connection leads to another server than {identifier}, which was judged",
                hint="give the URL of one server, without a pooler that leads to several",
            )
        marker.stamp(connection, "local") if made else marker.renew(connection, "local")
        seen = facts.gather(connection)
    return clear(target, seen, server.policy)


def _strategy(admin: Connection) -> str:
    # 19 ms instead of 55, see testing/databases.py: sharing blocks where the file system can.
    if admin.info.server_version < 150000:
        return ""
    if admin.info.server_version >= 180000 and _one(
        admin, "select 'clone' = any(enumvals) from pg_catalog.pg_settings where name = 'file_copy_method'"
    ):
        admin.execute("set file_copy_method = clone")
    return "strategy file_copy"


def _one(connection: Connection, query: LiteralString, parameters: tuple[Any, ...] = ()) -> Any:
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None


def _key(about: str) -> int:
    key = key_of("seed scratch", about)
    return key - (1 << 64) if key >= 1 << 63 else key
