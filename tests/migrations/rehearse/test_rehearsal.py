"""The whole of it in a project's folder: what production has, the rows, each pending migration, the way back."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from seeding.database import embedded
from seeding.errors import MigrationError, UsageError
from seeding.migrations import history
from seeding.migrations.rehearse import Filled, Rehearsal, Scene, Which, rehearse
from seeding.migrations.rehearse.model import Budgets, Came
from seeding.migrations.scratch import Scratch
from seeding.report.rehearsal.text import rehearsal_text
from seeding.report.style import Style

SHOP = """
create table public.people (id bigint primary key, name text not null, nick text);
create table public.orders (id bigint primary key, person_id bigint not null references public.people, note text);
"""
Run = Callable[..., Rehearsal]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A project whose scratch server all tests of this file share."""
    with tempfile.TemporaryDirectory(prefix="seed-rehearse-") as name:
        yield Path(name)
        embedded.stop(Path(name, ".seed", "rehearse"))


@pytest.fixture
def project(root: Path) -> Iterator[Path]:
    """The project with one migration that production has."""
    write(root, 1, SHOP)
    yield root
    for path in (root / "supabase").rglob("*.sql"):
        path.unlink()


def write(root: Path, number: int, up: str, down: str | None = None) -> None:
    name = f"2026010100000{number}_step_{number}"
    for folder, suffix, sql in (("migrations", ".sql", up), ("rollbacks", ".down.sql", down)):
        path = root / "supabase" / folder / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if sql is not None:
            path.write_text(sql, encoding="utf-8")


def fill(scratch: Scratch) -> Filled:
    with scratch.connect() as connection:
        connection.execute("insert into people select i, 'person ' || i, 'p' || i from generate_series(1, 500) i")
        connection.execute("insert into orders select i, i, 'note' from generate_series(1, 500) i")
    return Filled({"public.people": 500, "public.orders": 500})


def run(root: Path, scene: Scene | None = None, **options: object) -> Rehearsal:
    # What is within its budget is so on a busy machine too.
    scene = scene or Scene(**{"budgets": Budgets(600, 600, 600), **options})
    return rehearse(root, scene, fill, environ={}, told=lambda _: None)


def test_the_last_one_is_pending_where_nothing_says_more(project: Path) -> None:
    write(project, 2, "alter table people add column age int", "alter table people drop column age")
    found = run(project)
    (migration,) = found.migrations
    assert (migration.path, migration.version) == ("supabase/migrations/20260101000002_step_2.sql", "20260101000002")
    assert found.base == "1 of 2 migrations, up to 20260101000001_step_1.sql"
    assert found.pending.startswith("the last one, as neither --url")
    assert found.ok
    assert migration.reversible is Came.YES
    assert migration.clients.tables == ["public.people"]


def test_what_writes_much_shows_in_the_wal(project: Path) -> None:
    write(
        project, 2, "create table copied as select * from people, generate_series(1, 100); create table small (i int)"
    )
    much, little = run(project).migrations[0].statements
    assert much.wal_bytes > 1_000_000 > little.wal_bytes


@pytest.mark.parametrize(
    ("up", "down", "came", "missing"),
    [
        ("alter table people add column age int", "alter table people drop column age", Came.YES, []),
        ("alter table people add column age int", None, Came.UNKNOWN, []),
        ("alter table people add column age int", "select 1", Came.NO, ["column public.people.age is new"]),
        ("alter table people add column age int", "alter table people drop column ages", Came.NO, []),
        (
            "alter table people drop column nick",
            "alter table people add column nick text",
            Came.NO,
            ["public.people.nick has other values than before"],
        ),
        (
            "update orders set note = null",
            "update orders set note = 'note'",
            Came.YES,
            [],
        ),
        (
            "drop table orders",
            "create table orders (id bigint primary key, person_id bigint not null references people, note text)",
            Came.NO,
            ["public.orders has 0 rows, had 500"],
        ),
        (
            "create index concurrently notes on orders (note)",
            "drop index concurrently notes",
            Came.YES,
            [],
        ),
    ],
)
def test_the_way_back(project: Path, up: str, down: str | None, came: Came, missing: list[str]) -> None:
    write(project, 2, up, down)
    (migration,) = run(project).migrations
    assert migration.reversible is came
    assert migration.rollback is not None
    assert [*migration.rollback.schema, *migration.rollback.rows] == missing
    assert bool(migration.rollback.error) == (down == "alter table people drop column ages")


def test_several_are_undone_in_reverse(project: Path) -> None:
    write(project, 2, "create table more (id int primary key)", "drop table more")
    write(project, 3, "alter table more add column other int", "alter table more drop column other")
    second, third = run(project, which=Which(last=2)).migrations
    assert (second.reversible, third.reversible) == (Came.YES, Came.YES)
    (project / "supabase/rollbacks/20260101000003_step_3.down.sql").unlink()
    second, third = run(project, which=Which(last=2)).migrations
    assert (second.reversible, third.reversible) == (Came.UNKNOWN, Came.UNKNOWN)
    assert second.rollback is not None and "step_3.sql has no rollback" in second.rollback.not_tried


def test_one_that_fails_without_rows_is_refused_before_any_is_made(project: Path) -> None:
    write(project, 2, "select 1;\nalter table persons add column age int")
    with pytest.raises(MigrationError, match=r'20260101000002_step_2\.sql:2: relation "persons" does not exist'):
        rehearse(project, Scene(), lambda _: pytest.fail("filled"), environ={}, told=lambda _: None)


def test_one_that_fails_with_rows_ends_the_rehearsal(project: Path) -> None:
    write(project, 2, "alter table people add column age int not null")
    write(project, 3, "alter table people add column size int")
    found = run(project, which=Which(last=2))
    assert [migration.name for migration in found.migrations] == ["step_2"]
    assert not found.ok
    assert "contains null values" in found.migrations[0].error


def test_which_are_pending(project: Path, database: str) -> None:
    write(project, 2, "alter table people add column a int")
    write(project, 3, "alter table people add column b int")

    def versions(which: Which) -> list[str]:
        return [one.version[-1] for one in run(project, which=which).migrations]

    assert versions(Which(first="20260101000002")) == ["2", "3"]
    with psycopg.connect(database, autocommit=True) as production:
        history.apply(production, history.found(project / "supabase/migrations")[:2])
        before = production.execute("select * from supabase_migrations.schema_migrations").fetchall()
        assert versions(Which(url=database)) == ["3"]
        assert production.execute("select * from supabase_migrations.schema_migrations").fetchall() == before
        assert production.execute("select count(*) from people").fetchone() == (0,)
    with pytest.raises(UsageError, match="no migration has this version"):
        run(project, which=Which(first="20260101000009"))
    with pytest.raises(UsageError, match="exclude each other"):
        Which(last=1, first="20260101000002")


def test_what_a_branch_adds_is_pending(project: Path) -> None:
    def git(*words: str) -> None:
        told = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *told, *words], cwd=project, check=True, capture_output=True)

    write(project, 2, "alter table people add column a int")
    git("init")
    git("add", "supabase")
    git("commit", "-m", "one")
    git("switch", "-c", "mine")
    write(project, 3, "alter table people add column b int")
    found = run(project, which=Which(since="main"))
    assert ([one.name for one in found.migrations], found.pending) == (["step_3"], "what main does not have")
    git("add", "supabase")
    git("commit", "-m", "two")
    git("switch", "main")
    git("merge", "mine")
    nothing = run(project, which=Which(since="main"))
    assert (nothing.migrations, nothing.ok) == ([], True)
    assert rehearsal_text(nothing, style=Style(), room=99) == [
        "nothing to rehearse: no migration is pending (looked for what main does not have)"
    ]
    assert rehearsal_text(nothing, style=Style(), room=50) == [
        "nothing to rehearse: no migration is pending",
        "(looked for what main does not have)",
    ]
    with pytest.raises(UsageError, match="git does not know this revision"):
        run(project, which=Which(since="nowhere"))


def test_a_schema_dump_instead_of_migrations(project: Path, tmp_path: Path) -> None:
    dump = tmp_path / "schema.sql"
    owned = 'alter table public.people owner to "the owner";\ngrant select on public.people to reader, "the owner";\n'
    dump.write_text(f"\\restrict abc\n{SHOP}{owned}\\unrestrict abc\n", encoding="utf-8")
    write(project, 2, "alter table people add column age int")
    found = run(project, schema_dump=dump)
    assert found.base.startswith("the schema in ")
    assert [one.name for one in found.migrations] == ["step_2"]
    dump.write_text(f"{SHOP}copy public.people (id, name) from stdin;\n1\tA\n\\.\n", encoding="utf-8")
    with pytest.raises(MigrationError, match=r"schema\.sql:4: the dump carries rows"):
        run(project, schema_dump=dump)
    with pytest.raises(MigrationError, match="there is no such file"):
        run(project, schema_dump=tmp_path / "none.sql")


def test_another_server(project: Path, system_15: str) -> None:
    write(project, 2, "alter table people add column age int; create index on orders (note)")
    found = run(project, scratch_url=system_15)
    assert found.server.startswith("PostgreSQL 15.")
    assert found.ok
    with psycopg.connect(system_15) as connection:
        assert connection.execute(
            "select count(*) from pg_database where datname ~ '^seed_scratch_[0-9]'"
        ).fetchone() == (0,)


def test_a_key_to_a_table_of_the_platform_keeps_people_from_signing_in(project: Path) -> None:
    write(project, 2, "create table owned (id int, by uuid references auth.users); select pg_sleep(1)")
    (migration,) = run(project).migrations
    assert migration.clients.tables == ["auth.users"]
    assert migration.statements[0].tables["auth.users"].mode == "ShareRowExclusiveLock"


def test_rollbacks_may_take_out_their_entry(project: Path) -> None:
    (project / "supabase/migrations/20260101000001_step_1.sql").unlink()
    entry = "delete from supabase_migrations.schema_migrations where version = '20260101000002'"
    write(project, 2, SHOP, f"drop table orders, people; {entry}")
    found = rehearse(project, Scene(), lambda _: Filled(), environ={}, told=lambda _: None)
    assert found.migrations[0].reversible is Came.YES


def test_extensions_are_where_production_has_them(project: Path, system_15: str, tmp_path: Path) -> None:
    dump = tmp_path / "schema.sql"
    wanted = 'create extension if not exists "uuid-ossp" with schema public;'
    dump.write_text(f"{wanted}\n{SHOP}create view made as select public.uuid_generate_v1();", encoding="utf-8")
    write(project, 2, "alter table people add column age int")
    assert run(project, schema_dump=dump, scratch_url=system_15).ok


def test_nothing_is_left_behind(project: Path) -> None:
    write(project, 2, "create role of_a_migration; alter table people add column age int")
    run(project)
    assert embedded.running(project / ".seed" / "rehearse") is None
    server = embedded.start(project / ".seed" / "rehearse")
    with psycopg.connect(server.url) as connection:
        assert connection.execute("show wal_level").fetchone() == ("replica",)
        assert connection.execute("show autovacuum").fetchone() == ("off",)
        left = connection.execute("select datname from pg_database where datname ~ '^seed_scratch_[0-9]'").fetchall()
        roles = connection.execute("select from pg_roles where rolname = 'of_a_migration'").fetchall()
    assert (left, roles) == ([], [])


def test_json_is_json(project: Path) -> None:
    from seeding.report.rehearsal.as_json import rehearsal_json

    write(project, 2, "alter table people add column age int; create index on orders (note)")
    data = json.loads(json.dumps(rehearsal_json(run(project))))
    (migration,) = data["migrations"]
    locks = [lock for statement in migration["statements"] for lock in statement["locks"] if lock["kind"] == "table"]
    assert [(lock["relation"], lock["mode"]) for lock in locks] == [
        ("public.people", "ACCESS EXCLUSIVE"),
        ("public.orders", "SHARE"),
    ]
