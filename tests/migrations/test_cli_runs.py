"""The Supabase CLI's commands on this repository, and that what they say agrees with us."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import supabase_cli

from seeding.cli import main
from seeding.database import embedded
from seeding.database.supabase import ensure_prelude
from seeding.migrations.drift import drift
from seeding.migrations.history import bring_up_to_date, found
from seeding.migrations.scratch import folder as scratch_folder
from seeding.schema.catalog import introspect

ROOT = Path(__file__).parents[2]
MIGRATIONS = Path("supabase/migrations")
Make = Callable[[], psycopg.Connection]

pytestmark = supabase_cli.needed


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the repository's project, to work in; not below pytest's folder, closed to the server's user."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        root = Path(name)
        for part in ("supabase", "factories", "profiles"):
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns(".temp", "seed", "__pycache__"))
        monkeypatch.chdir(root)
        yield root
        embedded.stop(scratch_folder(root))


@pytest.fixture
def ours(make: Make, project: Path) -> psycopg.Connection:
    """A database with our migrations, applied by us."""
    connection = make()
    bring_up_to_date(connection, project / MIGRATIONS)
    return connection


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    tables = [name for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'public'")]
    counts = {}
    for table in sorted(tables):
        row = connection.execute(f'select count(*) from public."{table}"').fetchone()
        assert row is not None
        counts[f"public.{table}"] = row[0]
    return counts


def test_push_with_seed_files_brings_the_rows_we_would(
    project: Path, ours: psycopg.Connection, make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "local", "--url", supabase_cli.url_of(ours), "--format", "sql", "--quiet"]) == 0
    assert main(["local", "--url", supabase_cli.url_of(ours), "--quiet"]) == 0
    capsys.readouterr()
    theirs = make()
    ensure_prelude(theirs)
    url = supabase_cli.url_of(theirs)
    supabase_cli.run(project, "db", "push", f"--remote={url}", "--include-seed", "--yes")
    assert _rows(theirs) == _rows(ours)
    assert min(_rows(theirs).values()) > 0
    keys = "select array_agg(id order by id) from public.users"
    assert theirs.execute(keys).fetchone() == ours.execute(keys).fetchone()
    # Once more: nothing is pending, and the files change nothing.
    supabase_cli.run(project, "db", "push", f"--remote={url}", "--include-seed", "--yes")
    assert _rows(theirs) == _rows(ours)


def test_what_is_pushed_and_what_we_apply_do_not_differ(project: Path, ours: psycopg.Connection, make: Make) -> None:
    theirs = make()
    ensure_prelude(theirs)
    one, other = supabase_cli.url_of(ours), supabase_cli.url_of(theirs)
    supabase_cli.run(project, "db", "push", f"--remote={other}", "--yes")

    def diff() -> str:
        said = supabase_cli.run(project, "db", "diff", "--from", one, "--to", other, "--output-format", "json")
        return str(json.loads(said)["diff"]).strip()

    assert diff() == ""
    assert drift(one, other, root=project, environ={}).equal
    theirs.execute("alter table public.users add column by_hand text")
    theirs.execute('drop policy "Admins see business metrics" on public.business_metrics')
    assert re.search(r'ADD COLUMN "by_hand" text', diff()) and "DROP POLICY" in diff()
    changes = drift(one, other, root=project, environ={}).changes
    assert [(change.kind, change.name) for change in changes] == [
        ("column", "public.users.by_hand"),
        ("policy", 'public.business_metrics: "Admins see business metrics"'),
    ]


def test_the_list_is_the_same_before_and_after(project: Path, make: Make) -> None:
    connection = make()
    bring_up_to_date(connection, project / MIGRATIONS)
    assert main(["new", "migration", "receipts", "--quiet"]) == 0
    listed = supabase_cli.run(project, "migration", "list", f"--remote={supabase_cli.url_of(connection)}")
    for number, migration in enumerate(found(project / MIGRATIONS)):
        [line] = [line for line in listed.splitlines() if migration.version in line]
        assert line.count(migration.version) == (1 if number == 6 else 2), line


def test_types_name_every_table_and_column_we_read(project: Path, ours: psycopg.Connection) -> None:
    said = supabase_cli.run(project, "gen", "types", f"--remote={supabase_cli.url_of(ours)}", "--schema", "public")
    schema = introspect(ours, schemas=("public",))
    assert len(schema.tables) == 5
    for name, table in schema.tables.items():
        described = re.search(rf'"{name.name}": {{\s*Row: {{(.*?)}}\s*ComputedFields', said, re.DOTALL)
        assert described is not None, name
        columns = re.findall(r'"(\w+)"(\??): ', described[1])
        assert {column for column, _ in columns} == {column.name for column in table.attributes}


def test_the_advisors_and_our_check_have_nothing_to_say(project: Path, ours: psycopg.Connection) -> None:
    assert _advice(project, ours) == []
    assert main(["check", "--quiet"]) == 0


def test_the_advisors_and_our_check_see_the_same(project: Path, make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    (project / MIGRATIONS / "20260101000000_open.sql").write_text(
        "create table if not exists public.open_notes (id int primary key, note text);\n"
        "comment on table public.open_notes is 'Notes.';\n"
    )
    connection = make()
    bring_up_to_date(connection, project / MIGRATIONS)
    advised = {(name, thing) for name, thing, _ in _advice(project, connection)}
    assert advised == {("rls_disabled_in_public", "open_notes")}
    assert main(["check", "--format", "json"]) == 1
    rules = {issue["rule"] for issue in json.loads(capsys.readouterr().out)}
    assert rules == {"rls-missing", "rollback-missing"}


def _advice(project: Path, connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    """What the advisors say of the schema `public`, warnings and errors."""
    said = supabase_cli.run(project, "db", "advisors", f"--remote={supabase_cli.url_of(connection)}", "--level", "warn")
    issues = json.loads(said[said.index("[") :]) if "[" in said else []
    return [
        (issue["name"], issue["metadata"].get("name", ""), issue["detail"])
        for issue in issues
        if issue["metadata"].get("schema") == "public"
    ]
