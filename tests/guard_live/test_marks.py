"""Marks that travelled, were forged, hidden or replaced: each ends with code 4 and an untouched database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from clusters import trace


@pytest.fixture
def copy(staging) -> Iterator[str]:
    """The name of a database that a test makes itself."""
    name = f"copy_{uuid4().hex[:10]}"
    yield name
    staging.execute(f"drop database if exists {name} with (force)")


def refused(project, cluster, name: str, says: str) -> None:
    before = rows(cluster, name)
    for command in (("staging",), ("clean", "staging"), ("staging", "--mode", "append")):
        done = project.seed(*command, "--url", cluster.database(name))
        assert done.code == 4, (command, done)
        assert says in done.err, (says, done.err)
    assert rows(cluster, name) == before


def rows(cluster, name: str) -> list[tuple[object, ...]]:
    return cluster.execute("select count(*), (select count(*) from public.orders) from public.people", name)


def test_the_mark_itself_is_good(project, staging, marked) -> None:
    assert project.seed("staging", "--url", staging.database(marked), "--quiet").code == 0
    assert rows(staging, marked)[0][0] == 5


def test_create_database_template(project, staging, marked, copy) -> None:
    staging.execute(f"create database {copy} template {marked}")
    refused(project, staging, copy, "database oid")


def test_a_staging_dump_restored_over_production(project, staging, production, marked, dump) -> None:
    production.execute("create database restored")
    try:
        dump(staging.database(marked), production.database("restored"))
        before = trace(production, "restored")
        refused(project, production, "restored", "made on another server")
        assert trace(production, "restored") == before
    finally:
        production.execute("drop database restored with (force)")


def test_a_production_dump_restored_in_staging(project, staging, production, copy, dump) -> None:
    staging.execute(f"create database {copy}")
    dump(production.database("app"), staging.database(copy))
    done = project.seed("mark", "staging", "--url", staging.database(copy), "--confirm", copy)
    assert (done.code, "gmail.com (200)" in done.err) == (4, True), done
    refused(project, staging, copy, "gmail.com (200)")


def test_a_generated_mark_fits_every_server(project, staging, production, dump) -> None:
    # Computed anew wherever a dump is restored: it would always name the server it stands on.
    production.execute("create database restored")
    try:
        production.execute(
            """
            create table public.people (id int, email text); create table public.orders (id int);
            create function public.here() returns text immutable language sql
                as 'select system_identifier::text from pg_catalog.pg_control_system()';
            create function public.me() returns oid immutable language sql
                as 'select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()';
            create schema _seed;
            create table _seed.marker (
                environment text not null,
                system_identifier text not null generated always as (public.here()) stored,
                database_oid oid not null generated always as (public.me()) stored,
                stamped_by text not null, stamped_at timestamptz not null);
            insert into _seed.marker values ('staging', default, default, 'me', now());
            """,
            "restored",
        )
        refused(project, production, "restored", "columns that seed mark gives it")
    finally:
        production.execute("drop database restored with (force)")


@pytest.mark.parametrize(
    ("forgery", "says"),
    [
        ("drop schema _seed cascade", "not marked staging"),
        ("delete from _seed.marker", "holds 0 rows"),
        ("alter table _seed.marker rename to old; create view _seed.marker as select * from _seed.old",
         "is not an ordinary table"),
        ("alter table _seed.marker rename to old; create materialized view _seed.marker as select * from _seed.old",
         "is not an ordinary table"),
        ("alter table _seed.marker set unlogged", "is not an ordinary table"),
        ("alter table _seed.marker enable row level security", "row-level security"),
        ("create rule r as on insert to _seed.marker do instead nothing", "rules"),
        ("create table _seed.child () inherits (_seed.marker)", "inherit"),
        ("alter table _seed.marker alter system_identifier type varchar(40)", "columns that seed mark gives it"),
        ("drop index _seed.marker_single_row; insert into _seed.marker select * from _seed.marker", "holds 2 rows"),
        ("update _seed.marker set environment = 'production'", "production"),
        ("update _seed.marker set environment = 'local'", "marked local"),
        ("update _seed.marker set system_identifier = '1'", "made on another server"),
        ("update _seed.marker set database_oid = 1", "database oid"),
    ],
)  # fmt: skip
def test_a_mark_that_is_not_one(project, staging, marked, forgery: str, says: str) -> None:
    staging.execute(forgery, marked)
    refused(project, staging, marked, says)


def test_a_stranger_s_mark(project, staging, marked) -> None:
    owner, reader = f"owner_{uuid4().hex[:8]}", f"reader_{uuid4().hex[:8]}"
    staging.execute(f"create role {owner}; create role {reader} login")
    try:
        staging.execute(
            f"alter table _seed.marker owner to {owner}; grant usage on schema _seed to {reader}; "
            f"grant select, update on all tables in schema _seed, public to {reader}", marked
        )  # fmt: skip
        done = project.seed("guard", "staging", "--url", staging.database(marked).replace("postgres@", f"{reader}@"))
        assert (done.code, "belongs to a role that owns neither" in done.out) == (4, True), done
    finally:
        staging.execute(f"drop owned by {owner}, {reader}", marked)
        staging.execute(f"drop role {owner}; drop role {reader}")


FORGED = """
create schema evil;
create table evil.marker as select * from _seed.marker;
create function evil.same(name, name) returns boolean immutable language sql as 'select true';
create operator evil.= (leftarg = name, rightarg = name, function = evil.same);
drop schema _seed cascade;
"""


@pytest.mark.parametrize("setting", ["search_path = evil, pg_catalog", "search_path = evil", "role = postgres"])
def test_a_forged_search_path(project, staging, marked, setting: str) -> None:
    staging.execute(FORGED, marked)
    staging.execute(f"alter database {marked} set {setting}")
    refused(project, staging, marked, "not marked staging")


def test_forged_settings(project, staging, marked) -> None:
    staging.execute("drop schema _seed cascade", marked)
    staging.execute(f"alter database {marked} set app.environment = 'staging'")
    staging.execute(f"alter database {marked} set seed.passed = 'yes'")
    staging.execute(f"comment on database {marked} is 'staging'")
    refused(project, staging, marked, "not marked staging")


def test_a_mark_changed_between_looking_and_writing(project, staging, marked, forward: Callable) -> None:
    # Somebody marks the database as production while the plan is being made: when the second connection opens.
    def before(number: int) -> None:
        if number == 1:
            staging.execute("update _seed.marker set environment = 'production'", marked)

    tunnel = forward(staging.port, before=before)
    url = staging.database(marked).replace(f":{staging.port}/", f":{tunnel.port}/")
    done = project.seed("staging", "--url", url)
    assert (done.code, "production" in done.err) == (4, True), done
    assert rows(staging, marked) == [(0, 0)]


def test_exported_sql_refuses_without_its_mark(project, staging, marked, copy, dump) -> None:
    done = project.seed("export", "staging", "--url", staging.database(marked), "--quiet")
    assert done.code == 0, done.err
    files = sorted((project.folder / "supabase/seed").glob("*.sql"))
    assert files
    staging.execute(f"create database {copy} template {marked}")
    staging.execute("insert into public.people values (gen_random_uuid(), 'hand@example.com', 'Hand')", copy)
    for file in files:
        with pytest.raises(psycopg.errors.RaiseException, match="refusing to seed"):
            staging.execute(file.read_text(), copy)
        staging.execute(file.read_text(), marked)
    assert rows(staging, copy) == [(1, 0)]
    assert rows(staging, marked)[0][0] == 5


@pytest.mark.parametrize(
    "forgery",
    [
        "alter table _seed.marker rename to old; create view _seed.marker as select * from _seed.old",
        "alter table _seed.marker enable row level security",
        "delete from _seed.marker",
        "update _seed.marker set environment = null",
        "update _seed.marker set environment = 'production'",
        "update _seed.marker set database_oid = 1",
        "drop schema _seed cascade; insert into public.orders (note) values ('by hand')",
    ],
)
def test_exported_sql_fails_closed(project, staging, marked, forgery: str) -> None:
    assert project.seed("export", "staging", "--url", staging.database(marked), "--quiet").code == 0
    staging.execute("alter table if exists _seed.marker alter environment drop not null", marked)
    staging.execute(FORGED_EXPORT, marked)
    staging.execute(forgery, marked)
    before = rows(staging, marked)
    for file in sorted((project.folder / "supabase/seed").glob("*.sql")):
        with (
            psycopg.connect(staging.database(marked), autocommit=True, options="-c search_path=evil,pg_catalog") as run,
            pytest.raises(psycopg.errors.RaiseException, match="refusing to seed"),
        ):
            run.execute(file.read_bytes())
    assert rows(staging, marked) == before


FORGED_EXPORT = """
create schema evil;
create function evil.same(text, text) returns boolean immutable language sql as 'select true';
create operator evil.= (leftarg = text, rightarg = text, function = evil.same);
create function evil.to_regclass(text) returns regclass language sql as 'select null::regclass';
"""
