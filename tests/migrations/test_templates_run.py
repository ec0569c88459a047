"""Every template runs as it is, twice, is taken back to the same catalog, and is pushed by the real Supabase CLI."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from seeding.database import embedded
from seeding.database.supabase import ensure_prelude
from seeding.migrations.check import check
from seeding.migrations.described import described, differences
from seeding.migrations.history import Migration, apply, bring_up_to_date, found
from seeding.migrations.scratch import folder as scratch_folder
from seeding.migrations.template import New, new_migration

ROOT = Path(__file__).parents[2]
CLI = ROOT / "node_modules" / ".bin" / "supabase"
# What it is about, by its kind: the table "invoices" is there before.
NAMES = {
    "table": "receipts",
    "column": "add_due_on_to_invoices",
    "index": "index_invoices_on_title",
    "policy": "members_see_invoices",
    "enum": "payment_state",
    "function": "is_mine",
    "constraint": "require_title_on_invoices",
    "backfill": "backfill_note_of_invoices",
}
ROWS = """
insert into auth.users (id, email) values ('5eed0000-0000-4000-8000-000000000001', 'a@example.com');
insert into public.invoices (user_id, title)
select '5eed0000-0000-4000-8000-000000000001', 'Invoice ' || i from generate_series(1, 12000) as i;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one table, and one column more of it."""
    folder = tmp_path / "supabase" / "migrations"
    new_migration(folder, "invoices", version="20260101000000", author="Ann")
    new_migration(folder, "add_note_to_invoices", kind="column", version="20260101000001", author="Ann")
    return folder


def _new(folder: Path, kind: str) -> New:
    return new_migration(folder, NAMES[kind], kind=kind, version="20260101000002", author="Ann")


def _run(connection: psycopg.Connection, path: Path) -> None:
    """Run a file once more, whether the history has it or not."""
    connection.execute("delete from supabase_migrations.schema_migrations where version = '30000101000000'")
    apply(connection, [Migration("30000101000000", path.stem, path)])


@pytest.mark.parametrize("kind", NAMES)
def test_it_runs_twice_and_back(folder: Path, connection: psycopg.Connection, kind: str) -> None:
    bring_up_to_date(connection, folder)
    connection.execute(ROWS)
    before = described(connection)
    made = _new(folder, kind)
    assert "{{" not in made.path.read_text() + made.rollback.read_text()
    assert [m.version for m in bring_up_to_date(connection, folder)] == ["20260101000002"]
    after = described(connection)
    assert bool(differences(before, after)) is (kind != "backfill")
    _run(connection, made.path)
    assert differences(after, described(connection)) == []
    for _ in range(2):
        _run(connection, made.rollback)
        assert [str(difference) for difference in differences(before, described(connection))] == []


def test_the_first_table_is_taken_back_with_its_function(folder: Path, connection: psycopg.Connection) -> None:
    ensure_prelude(connection)
    connection.execute("create schema supabase_migrations")
    before = described(connection)
    bring_up_to_date(connection, folder)
    for path in sorted(folder.with_name("rollbacks").iterdir(), reverse=True):
        _run(connection, path)
    assert [str(difference) for difference in differences(before, described(connection))] == []


def test_the_example_is_taken_back(connection: psycopg.Connection) -> None:
    example = ROOT / "supabase" / "migrations"
    ensure_prelude(connection)
    connection.execute("create schema supabase_migrations")
    before = described(connection)
    applied = bring_up_to_date(connection, example)
    for migration in reversed(applied):
        _run(connection, example.with_name("rollbacks") / f"{migration.path.stem}.down.sql")
    assert [str(difference) for difference in differences(before, described(connection))] == []


def test_an_index_cut_off_is_built_again(folder: Path, connection: psycopg.Connection) -> None:
    bring_up_to_date(connection, folder)
    connection.execute(ROWS)
    made = _new(folder, "index")
    bring_up_to_date(connection, folder)
    invalid = "select not indisvalid from pg_index where indexrelid = 'public.invoices_title_idx'::regclass"
    connection.execute("update pg_index set indisvalid = false where indexrelid = 'invoices_title_idx'::regclass")
    assert connection.execute(invalid).fetchone() == (True,)
    _run(connection, made.path)
    assert connection.execute(invalid).fetchone() == (False,)


def test_a_constraint_that_rows_do_not_hold_to(folder: Path, connection: psycopg.Connection) -> None:
    bring_up_to_date(connection, folder)
    connection.execute(ROWS)
    new_migration(folder, "require_note_on_invoices", kind="constraint", version="20260101000002", author="Ann")
    with pytest.raises(Exception, match="violated by some row"):
        bring_up_to_date(connection, folder)
    state = "select convalidated from pg_constraint where conname = 'invoices_note_present'"
    assert connection.execute(state).fetchone() == (False,)
    connection.execute("update public.invoices set note = 'none'")
    bring_up_to_date(connection, folder)
    assert connection.execute(state).fetchone() == (True,)


def test_a_backfill_commits_its_batches(folder: Path, connection: psycopg.Connection, database: str) -> None:
    bring_up_to_date(connection, folder)
    connection.execute(ROWS)
    connection.execute("update public.invoices set note = 'mine' where title = 'Invoice 7'")
    _new(folder, "backfill")
    bring_up_to_date(connection, folder)
    notes = connection.execute("select note, count(*) from public.invoices group by 1 order by 1").fetchall()
    assert notes == [("mine", 1), ("unknown", 11999)]
    # Rows of one transaction have one xmin.
    batches = connection.execute("select count(distinct xmin::text) from public.invoices").fetchone()
    assert batches is not None and batches[0] >= 3


def test_a_policy_turns_row_level_security_on_where_it_is_off(folder: Path, connection: psycopg.Connection) -> None:
    (folder / "20260101000002_logs.sql").write_text("create table public.logs (id int primary key, owner_id uuid);\n")
    made = new_migration(folder, "let_owners_read_logs", kind="policy", version="20260101000003", author="Ann")
    bring_up_to_date(connection, folder)
    enabled = "select relrowsecurity from pg_class where oid = 'public.logs'::regclass"
    policy = "select policyname, qual from pg_policies where tablename = 'logs'"
    assert connection.execute(enabled).fetchone() == (True,)
    assert connection.execute(policy).fetchall() == [("Owners read logs", "(( SELECT auth.uid() AS uid) = owner_id)")]
    _run(connection, made.rollback)
    assert (connection.execute(enabled).fetchone(), connection.execute(policy).fetchone()) == ((True,), None)


def test_seed_check_has_nothing_to_say(folder: Path) -> None:
    for number, (kind, name) in enumerate(NAMES.items()):
        new_migration(folder, name, kind=kind, version=f"2026010100010{number}", author="Ann")
    # Not below pytest's folder: it closes that to the user the server runs as.
    with tempfile.TemporaryDirectory(prefix="seed-test-") as root:
        try:
            report = check(folder, root=Path(root))
            assert [str(issue.finding) for issue in report.issues] == []
        finally:
            embedded.stop(scratch_folder(Path(root)))


@pytest.mark.skipif(not CLI.exists(), reason=f"the Supabase CLI is not installed: no {CLI}")
def test_the_supabase_cli_pushes_all_of_them(
    folder: Path, tmp_path: Path, make: Callable[[], psycopg.Connection]
) -> None:
    for number, (kind, name) in enumerate(NAMES.items()):
        new_migration(folder, name, kind=kind, version=f"2026010100010{number}", author="Ann")
    (tmp_path / "supabase" / "config.toml").write_text('project_id = "test"\n')
    ours, theirs = make(), make()
    for connection in (ours, theirs):
        ensure_prelude(connection)
    bring_up_to_date(ours, folder)
    info = theirs.info
    done = subprocess.run(
        [CLI, "db", "push", f"--remote=postgresql://postgres:any@127.0.0.1:{info.port}/{info.dbname}", "--yes"],
        cwd=tmp_path,
        env=os.environ | {"SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [str(difference) for difference in differences(described(ours), described(theirs))] == []
    history = "select version, name, statements from supabase_migrations.schema_migrations order by 1"
    assert ours.execute(history).fetchall() == theirs.execute(history).fetchall()
    assert len(found(folder)) == 10
