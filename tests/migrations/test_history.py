"""Migrations: in order, once, whole or not at all, and recorded as the Supabase CLI records them."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from seeding.errors import MigrationError
from seeding.migrations import history
from seeding.migrations.history import Migration, apply, bring_up_to_date, found, pending

EXAMPLE = Path(__file__).parents[2] / "supabase" / "migrations"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, *texts: str, first: int = 1) -> list[Migration]:
    for number, text in enumerate(texts, first):
        (folder / f"2025070609{number:04}_step_{number}.sql").write_text(text, encoding="utf-8")
    return found(folder)


def recorded(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("select version from supabase_migrations.schema_migrations order by 1").fetchall()
    return [version for (version,) in rows]


def tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    )
    return [name for (name,) in rows]


def test_in_order_and_once(connection: psycopg.Connection, folder: Path) -> None:
    migrations = write(folder, "create table a (i int);", "alter table a add j int; insert into a values (1, 2)")
    assert pending(connection, folder) == migrations
    assert apply(connection, migrations) == migrations
    assert pending(connection, folder) == []
    assert apply(connection, migrations) == []
    assert connection.execute("select i, j from a").fetchall() == [(1, 2)]
    rows = connection.execute("select version, name, statements from supabase_migrations.schema_migrations order by 1")
    assert rows.fetchall() == [
        ("20250706090001", "step_1", ["create table a (i int)"]),
        ("20250706090002", "step_2", ["alter table a add j int", "insert into a values (1, 2)"]),
    ]


def test_versions_that_only_count(connection: psycopg.Connection, folder: Path) -> None:
    texts = ("create table a (i int)", "alter table a add j int", "alter table a add k int")
    for name, text in zip(("00001_one.sql", "00002_two.sql", "20250706090001_three.sql"), texts, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    assert [m.version for m in found(folder)] == ["00001", "00002", "20250706090001"]
    apply(connection, found(folder))
    assert recorded(connection) == ["00001", "00002", "20250706090001"]
    (folder / "00002_again.sql").write_text("select 1", encoding="utf-8")
    with pytest.raises(MigrationError, match="version 00002 is also"):
        found(folder)


def test_one_that_came_late_is_pending(connection: psycopg.Connection, folder: Path) -> None:
    apply(connection, write(folder, "create table b ()", first=5))
    write(folder, "create table a ()", first=3)
    assert [m.name for m in pending(connection, folder)] == ["step_3"]


def test_nothing_to_do(connection: psycopg.Connection, folder: Path) -> None:
    assert pending(connection, folder / "nowhere") == []
    assert bring_up_to_date(connection, folder / "nowhere") == []
    assert connection.execute("select to_regnamespace('supabase_migrations')").fetchone() == (None,)


def test_the_example_twice(connection: psycopg.Connection) -> None:
    applied = bring_up_to_date(connection, EXAMPLE)
    assert [m.name for m in applied][:2] == ["shared_functions", "users"]
    assert len(applied) == 6
    assert bring_up_to_date(connection, EXAMPLE) == []

    def state() -> list[tuple[object, ...]]:
        return connection.execute(
            """
            select 'column', attrelid::regclass::text, attname from pg_attribute
            where attrelid::regclass::text in ('users', 'business_metrics') union all
            select 'constraint', conname, pg_get_constraintdef(oid) from pg_constraint union all
            select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index union all
            select 'policy', polname, pg_get_expr(polqual, polrelid) from pg_policy union all
            select 'acl', relname, relacl::text from pg_class union all
            select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger order by 1, 2, 3
            """
        ).fetchall()

    before = state()
    # Every file can be run again, as a whole and by hand.
    for migration in applied:
        connection.execute(migration.read().encode())
    assert state() == before


def test_a_failing_one_leaves_nothing(connection: psycopg.Connection, folder: Path) -> None:
    migrations = write(
        folder, "create table a ();", "create table b ();\n\ncreate table c (\n  i nonsense\n);", "create table d ()"
    )
    with pytest.raises(MigrationError, match=r'step_2\.sql:4: type "nonsense" does not exist') as failed:
        apply(connection, migrations)
    assert failed.value.exit_code == 5
    assert "nothing of this migration was kept" in failed.value.hint
    assert tables(connection) == ["a"]
    assert recorded(connection) == ["20250706090001"]
    write(folder, "create table b ()", first=2)
    assert [m.name for m in bring_up_to_date(connection, folder)] == ["step_2", "step_3"]
    assert tables(connection) == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("select 1;\nselect 2;\n\nselekt 3;", 4, "syntax error"),
        ("create table a ();\n-- again\ncreate table a ();\n", 3, "already exists"),
        (
            "create table a (i int unique);\ninsert into a values (1);\n\n\ninsert into a\nvalues (1);",
            5,
            "duplicate key",
        ),
        ("select 'ü€𝄞';\nselect nowhere\n  from\n  nowhere.nothing;", 4, "nothing"),
        ("do $$\nbegin\n  raise exception 'no; way';\nend $$;", 1, "no; way"),
        ("\n\nselect 1/0", 3, "division by zero"),
        ("select 1;\nalter table nowhere add i int;", 2, "nowhere"),
        ("BEGIN;\nselect 1;\nselect nonsense;\nCOMMIT;", 3, "nonsense"),
        ("create table a (i int);\ncopy a from stdin;\n1\n\\.\n", None, ""),
        ("select 'open", 1, "unterminated"),
        ("create index concurrently i on nowhere (j);", 1, "nowhere"),
    ],
)
def test_the_error_names_the_line(
    connection: psycopg.Connection, folder: Path, text: str, line: int | None, says: str
) -> None:
    with pytest.raises(MigrationError) as failed:
        apply(connection, write(folder, text))
    place = str(folder / "20250706090001_step_1.sql") + (f":{line}: " if line else "")
    assert failed.value.message.startswith(place)
    assert says in failed.value.message
    assert recorded(connection) == []
    assert tables(connection) == []
    assert connection.execute("select 1").fetchone() == (1,)


def test_detail_and_hint_of_the_server(connection: psycopg.Connection, folder: Path) -> None:
    text = "create table a (i int unique);\ninsert into a values (7), (7);"
    with pytest.raises(MigrationError, match=r"\(Key \(i\)=\(7\) already exists\.\)"):
        apply(connection, write(folder, text))


def test_what_cannot_run_in_a_transaction(connection: psycopg.Connection, folder: Path) -> None:
    migrations = write(folder, "create table a (i int);\ncreate index concurrently a_i on a (i);\nvacuum a;")
    assert apply(connection, migrations) == migrations
    assert connection.execute("select to_regclass('a_i')::text").fetchone() == ("a_i",)
    assert recorded(connection) == ["20250706090001"]


def test_what_cannot_run_in_a_transaction_and_fails(connection: psycopg.Connection, folder: Path) -> None:
    text = "create table a (i int);\ncreate index concurrently a_i on a (i);\n\ncreate table b (i nonsense);"
    with pytest.raises(MigrationError, match=r"step_1\.sql:4: ") as failed:
        apply(connection, write(folder, text))
    assert "the 2 statements before it stay applied" in failed.value.hint
    assert tables(connection) == ["a"]
    assert recorded(connection) == []


@pytest.mark.parametrize(
    ("begin", "end"), [("begin", "commit"), ("BEGIN TRANSACTION", "END"), ("start transaction", "commit work")]
)
def test_a_transaction_around_the_file(connection: psycopg.Connection, folder: Path, begin: str, end: str) -> None:
    text = f"-- why\n{begin};\ncreate table a ();\nsavepoint s;\nrollback to savepoint s;\nselect 1/%s;\n{end};\n"
    with pytest.raises(MigrationError, match=r"step_1\.sql:6: division by zero"):
        apply(connection, write(folder, text % 0))
    assert tables(connection) == []
    apply(connection, write(folder, text % 1))
    assert tables(connection) == ["a"]


def test_transactions_of_its_own(connection: psycopg.Connection, folder: Path) -> None:
    text = "begin; create table a (); commit;\nbegin; create table b ();\nselect 1/%s; commit;"
    with pytest.raises(MigrationError, match=r"step_1\.sql:3: division by zero") as failed:
        apply(connection, write(folder, text % 0))
    assert "stay applied" in failed.value.hint
    assert tables(connection) == ["a"]
    connection.execute("drop table a")
    apply(connection, write(folder, text % 1))
    assert (tables(connection), recorded(connection)) == (["a", "b"], ["20250706090001"])


def test_settings_of_one_do_not_reach_the_next(connection: psycopg.Connection, folder: Path) -> None:
    (search_path,) = connection.execute("show search_path").fetchone() or ("",)
    connection.execute("create role other")
    connection.execute("grant usage, create on schema public to other")
    apply(
        connection,
        write(
            folder,
            "select set_config('search_path', '', false); set timezone = 'Asia/Tokyo'; set role other;"
            "set check_function_bodies = off; create table public.a ()",
            "create table b (at timestamptz default now()); do $$ begin"
            " assert current_user <> 'other' and current_setting('check_function_bodies') = 'on'; end $$",
        ),
    )
    assert tables(connection) == ["a", "b"]
    row = connection.execute(
        "select current_setting('search_path'), current_setting('TimeZone'), current_user"
    ).fetchone()
    assert row == (search_path, "UTC", "postgres")
    connection.execute("drop owned by other")
    connection.execute("drop role other")


def test_files_that_are_no_migrations(folder: Path) -> None:
    (folder / "README.md").write_text("hello")
    (folder / "20250706090001_a.sql").write_text("select 1")
    (folder / "20250706090002_snippets").mkdir()
    assert [m.name for m in found(folder)] == ["a"]
    (folder / "users.sql").write_text("select 1")
    with pytest.raises(MigrationError, match=r"users\.sql: the name has no version"):
        found(folder)


def test_a_version_used_twice(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / f"20250706090001_{name}.sql").write_text("select 1")
    with pytest.raises(MigrationError, match=r"_b\.sql: version 20250706090001 is also 20250706090001_a\.sql's"):
        found(folder)


def test_encodings(connection: psycopg.Connection, folder: Path) -> None:
    path = folder / "20250706090001_a.sql"
    path.write_bytes(b"\xef\xbb\xbfcreate table a ();\r\nselect '\xc3\xbc';\r\n")
    assert len(bring_up_to_date(connection, folder)) == 1
    (folder / "20250706090002_b.sql").write_bytes(b"select '\xfc'")
    with pytest.raises(MigrationError, match="cannot be read"):
        bring_up_to_date(connection, folder)


def test_inside_a_transaction_is_refused(connection: psycopg.Connection, folder: Path) -> None:
    migrations = write(folder, "create table a ()")
    with connection.transaction(), pytest.raises(MigrationError, match="inside a transaction"):
        apply(connection, migrations)


@pytest.mark.parametrize("autocommit", [True, False])
def test_the_connection_is_given_back_as_it_was(database: str, folder: Path, autocommit: bool) -> None:
    with psycopg.connect(database, autocommit=autocommit) as connection:
        assert len(apply(connection, write(folder, "create table a ()"))) == 1
        assert pending(connection, folder) == []
        assert connection.autocommit is autocommit
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_two_runs_at_once(database: str, folder: Path) -> None:
    migrations = write(folder, "create table a (); select pg_sleep(0.2)", "create table b ()", "create table c ()")
    done: list[list[Migration]] = []

    def run() -> None:
        with psycopg.connect(database) as connection:
            done.append(apply(connection, migrations))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(m.name for run_ in done for m in run_) == ["step_1", "step_2", "step_3"]


def test_many_are_not_prepared(connection: psycopg.Connection, folder: Path) -> None:
    texts = [f"create table t{i} (); comment on table t{i} is 'x'" for i in range(12)]
    assert len(apply(connection, write(folder, *texts))) == 12


def test_the_connection_dies(database: str, folder: Path, connection: psycopg.Connection) -> None:
    text = "create table a ();\nselect pg_terminate_backend(pg_backend_pid());"
    with psycopg.connect(database) as dying, pytest.raises(MigrationError, match=r"step_1\.sql"):
        apply(dying, write(folder, text))
    assert tables(connection) == []


def test_an_older_history_table_is_completed(connection: psycopg.Connection, folder: Path) -> None:
    connection.execute("create schema supabase_migrations")
    connection.execute("create table supabase_migrations.schema_migrations (version text not null primary key)")
    connection.execute("insert into supabase_migrations.schema_migrations values ('20250706090001')")
    write(folder, "create table a ()", "create table b ()")
    assert [m.name for m in bring_up_to_date(connection, folder)] == ["step_2"]
    assert history.pending(connection, folder) == []


DUMP = """\
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA auth;
CREATE SCHEMA "extensions";
CREATE TABLE auth.users (id uuid NOT NULL, email text);
CREATE TABLE storage.buckets (id text NOT NULL, name text NOT NULL);
ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY "storage"."buckets" ADD CONSTRAINT buckets_pkey PRIMARY KEY (id);
CREATE TABLE public.profiles (id uuid PRIMARY KEY REFERENCES auth.users (id));
GRANT ALL ON public.profiles TO authenticated;
"""


def test_a_dump_of_a_whole_project_brings_its_own_schemas(connection: psycopg.Connection, folder: Path) -> None:
    write(folder, DUMP)
    assert len(bring_up_to_date(connection, folder)) == 1
    columns = connection.execute(
        "select attname from pg_attribute where attrelid = 'auth.users'::regclass and attnum > 0 order by attnum"
    )
    assert columns.fetchall() == [("id",), ("email",)]
    # What comes later finds them as the dump left them.
    write(folder, "create policy own on public.profiles for all to authenticated using (true);", first=9)
    assert len(bring_up_to_date(connection, folder)) == 1
    assert connection.execute("select to_regclass('auth.identities'), to_regclass('storage.objects')").fetchall() == [
        (None, None)
    ]


def test_migrations_that_only_mention_auth_find_it_made(connection: psycopg.Connection, folder: Path) -> None:
    write(
        folder,
        "create schema if not exists auth; create table a (id uuid references auth.users, u uuid default auth.uid())",
    )
    assert len(bring_up_to_date(connection, folder)) == 1
