"""Two databases that differ in one thing: it is found, named, and nothing else is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from seeding.database import embedded
from seeding.database.embedded import EmbeddedServer
from seeding.database.supabase import ensure_prelude
from seeding.errors import ConnectError, SchemaError, UsageError
from seeding.migrations.drift import Drift, drift, supabase_cli
from seeding.migrations.history import bring_up_to_date
from seeding.migrations.scratch import folder as scratch_folder
from seeding.pipeline import stop

ROOT = Path(__file__).parents[2]
CLI = ROOT / "node_modules" / ".bin" / "supabase"
Make = Callable[[], psycopg.Connection]

SCHEMA = """
create type public.mood as enum ('sad', 'glad');
create table public.people (id bigint primary key, name text not null default 'nobody', feels public.mood);
create table public.things (id int primary key, owner bigint references public.people);
create index things_owner on public.things (owner);
create view public.names as select id, name from public.people;
create function public.touch() returns trigger language plpgsql as $$
begin
    new.name := new.name;
    return new;
end;
$$;
create trigger touched before update on public.people for each row execute function public.touch();
alter table public.people enable row level security;
create policy mine on public.people for select using (true);
create sequence public.numbers;
comment on table public.people is 'who';
"""
CHANGES = [
    ("create schema other", "schema", "other"),
    ("create extension citext", "extension", "citext"),
    ("alter type public.mood add value 'so so'", "type", "public.mood"),
    ("create table public.more (id serial primary key, p int unique)", "table", "public.more"),
    ("alter table public.things enable row level security", "table", "public.things"),
    ("alter table public.people add column age int", "column", "public.people.age"),
    ("alter table public.people alter column feels type text", "column", "public.people.feels"),
    ("alter table public.people alter column name set default ''", "column", "public.people.name"),
    ("alter table public.people alter column name drop not null", "column", "public.people.name"),
    ("alter table public.things add constraint positive check (id > 0)", "constraint", "public.things: positive"),
    ("alter table public.things drop constraint things_owner_fkey", "constraint", "public.things: things_owner_fkey"),
    ("drop index public.things_owner", "index", "public.things_owner"),
    (
        "create or replace view public.names as select id, name || '!' as name from public.people",
        "view",
        "public.names",
    ),
    (
        "create or replace function public.touch() returns trigger language plpgsql as 'begin return old; end'",
        "function",
        "public.touch()",
    ),
    ("alter table public.people disable trigger touched", "trigger", "public.people: touched"),
    ("alter policy mine on public.people using (false)", "policy", "public.people: mine"),
    ("alter sequence public.numbers increment 2", "sequence", "public.numbers"),
    ("grant select (name) on public.people to pg_monitor", "grant", "column public.people.name to pg_monitor"),
    ("revoke execute on function public.touch() from public", "grant", "function public.touch() to public"),
    ("comment on table public.people is 'who else'", "comment", "table public.people"),
    ("alter table public.things owner to pg_monitor", "owner", "table public.things"),
]


def _url(connection: psycopg.Connection, user: str = "postgres") -> str:
    return f"postgresql://{user}@127.0.0.1:{connection.info.port}/{connection.info.dbname}"


def _named(found: Drift) -> list[tuple[str, str]]:
    return [(change.kind, change.name) for change in found.changes]


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    """The repository's migrations in a folder of their own, whose scratch server is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        root = Path(name)
        shutil.copytree(ROOT / "supabase" / "migrations", root / "supabase" / "migrations")
        yield root
        embedded.stop(scratch_folder(root))


@pytest.mark.parametrize(("change", "kind", "name"), CHANGES, ids=[change[0][:40] for change in CHANGES])
def test_one_change_is_one_difference(make: Make, tmp_path: Path, change: str, kind: str, name: str) -> None:
    a, b = make(), make()
    for connection in (a, b):
        connection.execute(SCHEMA)
    assert drift(_url(a), _url(b), root=tmp_path, environ={}).equal
    b.execute(change)
    found = drift(_url(a), _url(b), root=tmp_path, environ={})
    assert _named(found) == [(kind, name)]
    back = drift(_url(b), _url(a), root=tmp_path, environ={})
    assert [(c.a, c.b) for c in back.changes] == [(c.b, c.a) for c in found.changes]


def test_a_table_counts_what_came_with_it(make: Make, tmp_path: Path) -> None:
    a, b = make(), make()
    b.execute(SCHEMA)
    found = drift(_url(a), _url(b), root=tmp_path, environ={})
    assert _named(found) == [
        ("type", "public.mood"),
        ("sequence", "public.numbers"),
        ("table", "public.people"),
        ("table", "public.things"),
        ("view", "public.names"),
        ("function", "public.touch()"),
    ]
    people = found.changes[2]
    assert (people.a, people.b) == (None, "row level security")
    parts = {"column": 3, "comment": 1, "constraint": 1, "grant": 1, "policy": 1, "trigger": 1}
    assert dict(people.parts) == parts


def test_only_in_one_schema(make: Make, tmp_path: Path) -> None:
    a, b = make(), make()
    b.execute("create schema one; create table one.t (id int); create schema ones; create table ones.t (id int)")
    found = drift(_url(a), _url(b), schemas=["one"], root=tmp_path, environ={})
    assert _named(found) == [("schema", "one"), ("table", "one.t")]


def test_a_role_that_may_read_no_row_is_enough(make: Make, tmp_path: Path, server: EmbeddedServer) -> None:
    production, other = make(), make()
    for connection in (production, other):
        connection.execute(SCHEMA)
    name = production.info.dbname
    production.execute("create role catalog_reader login; revoke all on schema public from public")
    production.execute(f"alter database {name} set log_statement = 'all'")
    log = server.folder / "pgdata" / "server.log"
    before = log.stat().st_size
    try:
        with (
            psycopg.connect(_url(production, "catalog_reader")) as reader,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            reader.execute("table public.people")
        found = drift(_url(production, "catalog_reader"), _url(other), root=tmp_path, environ={})
    finally:
        production.execute("drop role catalog_reader")
    # Who may use the schema is all that was changed above.
    assert {kind for kind, _ in _named(found)} == {"grant"}
    with log.open() as lines:
        lines.seek(before)
        said = lines.read().split("BEGIN READ ONLY", 1)[1]
    assert "pg_catalog.pg_class" in said, "the log has what was asked"
    assert "public.people" not in said and "people" not in said


def test_a_catalog_that_is_kept_from_it_is_no_bug(make: Make, tmp_path: Path) -> None:
    there = make()
    there.execute("create role kept_out login; revoke select on pg_catalog.pg_trigger from public")
    url = _url(there, "kept_out")
    try:
        with pytest.raises(SchemaError) as refused:
            drift(url, url, root=tmp_path, environ={})
        assert refused.value.message.endswith("cannot be read: permission denied for table pg_trigger")
        assert 'grant "kept_out" select on it' in refused.value.hint
        there.execute(f"revoke connect on database {there.info.dbname} from public")
        with pytest.raises(ConnectError) as refused_to_connect:
            drift(url, url, root=tmp_path, environ={})
        assert f'role "kept_out" may not connect to "{there.info.dbname}"' in refused_to_connect.value.message
    finally:
        there.execute("drop role kept_out")


def test_everything_is_inside_a_transaction_that_cannot_write(
    make: Make, tmp_path: Path, server: EmbeddedServer
) -> None:
    production, other = make(), make()
    production.execute(f"alter database {production.info.dbname} set log_statement = 'all'")
    log = server.folder / "pgdata" / "server.log"
    before = log.stat().st_size
    drift(_url(production), _url(other), root=tmp_path, environ={})
    with log.open() as lines:
        lines.seek(before)
        text = lines.read()
    statements = [
        line.split(": ", 2)[-1].strip().lower()
        for line in text.splitlines()
        if " statement: " in line or "execute " in line
    ]
    depth = 0
    asked = 0
    for line in statements:
        if line.startswith("begin read only"):
            depth = 1
        elif line.startswith(("commit", "rollback")):
            depth = 0
        else:
            asked += 1
            assert depth == 1 or line.startswith("select pg_catalog."), line
    assert asked >= 2


def test_the_migrations_are_what_they_make_on_15_too(project: Path, system_15: str) -> None:
    with psycopg.connect(system_15, autocommit=True) as admin:
        admin.execute("create database drift_of_15")
    url = f"{system_15.rsplit('/', 1)[0]}/drift_of_15"
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            bring_up_to_date(connection, project / "supabase" / "migrations")
            # A view is printed otherwise since 16.
            found = drift("migrations", url, root=project, environ={})
            assert (_named(found), found.a.major > 15, found.b.major) == ([], True, 15)
            connection.execute("alter table public.users drop column bio")
            if CLI.exists():
                (project / "node_modules").symlink_to(CLI.parents[1])
            found = drift("migrations", url, root=project, environ={})
            assert ("column", "public.users.bio") in _named(found)
            # MAINTAIN is a privilege since 17, and not one that anybody has to grant.
            assert "GRANT" not in found.sql
            assert not CLI.exists() or 'COLUMN "bio"' in found.sql
    finally:
        with psycopg.connect(system_15, autocommit=True) as admin:
            admin.execute("drop database drift_of_15 with (force)")
        (project / "node_modules").unlink(missing_ok=True)
        embedded.stop(project / ".seed" / "drift")


def test_what_supabase_looks_after_is_its_own(project: Path, make: Make) -> None:
    there = make()
    bring_up_to_date(there, project / "supabase" / "migrations")
    there.execute("alter table auth.users add column of_a_release boolean; create table storage.more (id int)")
    assert _named(drift("migrations", _url(there), root=project, environ={})) == []
    there.execute(
        "create policy mine on storage.objects for select using (true);"
        "create function public.on_user() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger made after insert on auth.users for each row execute function public.on_user()"
    )
    assert _named(drift("migrations", _url(there), root=project, environ={})) == [
        ("function", "public.on_user()"),
        ("trigger", "auth.users: made"),
        ("policy", "storage.objects: mine"),
    ]


def test_the_built_in_server(project: Path) -> None:
    with pytest.raises(UsageError, match="no built-in server"):
        drift("embedded", "migrations", root=project, environ={})
    server = embedded.start(project / ".seed")
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            bring_up_to_date(connection, project / "supabase" / "migrations")
            assert drift("embedded", "migrations", root=project, environ={}).equal
            connection.execute("create table public.by_hand (id int)")
        assert _named(drift("embedded", "migrations", root=project, environ={})) == [("table", "public.by_hand")]
    finally:
        embedded.stop(project / ".seed")


@pytest.mark.parametrize(
    ("name", "message"),
    [("production", "is no database"), ("PRODUCTION_DATABASE_URL", "is not set"), ("", "is no database")],
)
def test_words_that_are_no_side(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        drift(name, "migrations", root=tmp_path, environ={})
    with pytest.raises(UsageError, match="no migrations"):
        drift("migrations", name, root=tmp_path, environ={})


def test_a_variable_names_a_url(make: Make, tmp_path: Path) -> None:
    a, b = make(), make()
    environ = {"PRODUCTION_DATABASE_URL": _url(a).replace("postgres@", "postgres:s3cret@")}
    found = drift("PRODUCTION_DATABASE_URL", _url(b), root=tmp_path, environ=environ)
    assert (found.equal, found.a.name) == (True, "PRODUCTION_DATABASE_URL")
    assert "s3cret" not in repr(found)


@pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")
@pytest.mark.parametrize("change", ["alter table public.people add column age int", "drop index public.things_owner"])
def test_the_supabase_cli_agrees(make: Make, change: str) -> None:
    a, b = make(), make()
    for connection in (a, b):
        ensure_prelude(connection)
        connection.execute(SCHEMA)
    same = supabase_cli.difference(CLI, _url(a), _url(b), schemas=["public"], environ=os.environ)
    assert same == ("", "") and drift(_url(a), _url(b), root=ROOT).equal
    b.execute(change)
    found = drift(_url(a), _url(b), root=ROOT)
    assert (len(found.changes), found.note) == (1, "")
    # Its statement, and no other, makes them the same.
    a.execute(found.sql)
    assert drift(_url(a), _url(b), root=ROOT).equal


@pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")
def test_the_supabase_cli_writes_the_migration_that_is_missing(project: Path, make: Make) -> None:
    there = make()
    bring_up_to_date(there, project / "supabase" / "migrations")
    there.execute("alter table public.users add column by_hand text")
    (project / "node_modules").symlink_to(CLI.parents[1])
    try:
        found = drift("migrations", _url(there), root=project)
        assert (found.sql, found.note) == ('ALTER TABLE "public"."users"\n  ADD COLUMN "by_hand" text;', "")
        assert stop(project), "seed stop knows its server"
        assert embedded.running(project / ".seed" / "drift") is None
    finally:
        (project / "node_modules").unlink()
        embedded.stop(project / ".seed" / "drift")


@pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")
def test_the_supabase_cli_is_not_sent_where_it_could_write(make: Make) -> None:
    here = make()
    here.execute("create table public.t (id int)")
    socket = here.execute("select split_part(current_setting('unix_socket_directories'), ',', 1)").fetchone()
    assert socket is not None
    there = make()
    place = socket[0].strip('"')
    far = f"postgresql://postgres@/{there.info.dbname}?host={place}&port={there.info.port}"
    found = drift(_url(here), far, root=ROOT)
    assert (len(found.changes), found.sql) == (1, "")
    assert "is not sent to" in found.note
