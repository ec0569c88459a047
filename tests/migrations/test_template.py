"""New migrations: complete from the start, and what the repository's own look like."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from seeding.errors import UsageError
from seeding.migrations import bring_up_to_date, new_migration
from seeding.migrations.template import next_version

EXAMPLE = Path(__file__).parents[2] / "supabase" / "migrations"
VERSION = "20260102030405"


@pytest.mark.parametrize(
    ("name", "file", "table"),
    [
        ("invoices", "invoices", "invoices"),
        ("create_invoices", "create_invoices", "invoices"),
        ("add invoice lines table", "add_invoice_lines_table", "invoice_lines"),
        ("New-Table-Invoices", "new_table_invoices", "invoices"),
        ("newsletters", "newsletters", "newsletters"),
    ],
)
def test_names(tmp_path: Path, name: str, file: str, table: str) -> None:
    path = new_migration(tmp_path / "migrations", name, version=VERSION, author="Ann").path
    assert path.name == f"{VERSION}_{file}.sql"
    text = path.read_text()
    assert f"create table if not exists public.{table} (" in text
    assert "{{" not in text
    assert text.splitlines()[1:3] == ["-- Author:  Ann", "-- Date:    2026-01-02"]


@pytest.mark.parametrize("name", ["", "1st", "ta;ble", 'a"b', "ünicode", "x" * 60, "create_", "../up"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no name for a table"):
        new_migration(tmp_path, name, version=VERSION)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", ["", "2026", "2026010203040x", VERSION + "1"])
def test_versions_that_are_none(tmp_path: Path, version: str) -> None:
    with pytest.raises(UsageError, match="no version"):
        new_migration(tmp_path, "invoices", version=version)


def test_versions_only_grow(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    first = new_migration(folder, "invoices", version=VERSION)
    for version in (VERSION, "20250102030405"):
        with pytest.raises(UsageError, match=first.path.name):
            new_migration(folder, "receipts", version=version)


@pytest.mark.parametrize(
    ("last", "version"),
    [
        ("20260102030404", VERSION),
        ("20260102030405", "20260102030406"),
        ("20261231235959", "20270101000000"),
        ("99999999999998", "99999999999999"),
    ],
)
def test_a_version_is_now_or_the_one_after_the_last(tmp_path: Path, last: str, version: str) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert next_version(tmp_path, now) == VERSION
    (tmp_path / f"{last}_first.sql").touch()
    assert next_version(tmp_path, now) == version


def test_it_runs_as_it_is_and_twice(tmp_path: Path, connection: psycopg.Connection) -> None:
    folder = tmp_path / "migrations"
    new_migration(folder, "invoices", version=VERSION)
    second = new_migration(folder, "receipts", version=f"{VERSION[:-1]}6").path
    # The function is there already.
    assert "function public.set_updated_at()\nreturns" not in second.read_text()
    applied = bring_up_to_date(connection, folder)
    assert [m.name for m in applied] == ["invoices", "receipts"]
    for migration in applied:
        connection.execute(migration.read().encode())


def test_in_the_example_it_refers_to_its_users(tmp_path: Path, connection: psycopg.Connection) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(EXAMPLE, folder)
    path = new_migration(folder, "invoices", version=VERSION).path
    assert "references public.users (id)" in path.read_text()
    assert len(bring_up_to_date(connection, folder)) == 7
    row = connection.execute(
        "insert into users (email, full_name, username) values ('a@example.com', 'A B', 'a.b') returning id"
    ).fetchone()
    connection.execute("insert into invoices (user_id, title, updated_at) values (%s, 'One', '2000-01-01')", row)
    before = connection.execute("select updated_at < '2001-01-01' from invoices").fetchone()
    connection.execute("update invoices set title = 'Two'")
    after = connection.execute("select updated_at > '2001-01-01' from invoices").fetchone()
    assert before == after == (True,)


def test_the_author_is_git_s(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "config", "user.name", "Ann\n; drop table x"], check=True)
    path = new_migration(tmp_path / "supabase" / "migrations", "invoices", version=VERSION).path
    assert "-- Author:  Ann ; drop table x\n-- Date:" in path.read_text()


def test_the_example_s_tables_are_shaped_like_it(tmp_path: Path) -> None:
    def headings(path: Path) -> list[str]:
        return [line for line in path.read_text().splitlines() if line.startswith("-- ") and line.endswith("---")]

    folder = tmp_path / "migrations"
    new_migration(folder, "first", version="20250101000000")
    template = headings(new_migration(folder, "second", version=VERSION).path)
    assert len(template) == 6
    for path in EXAMPLE.glob("*.sql"):
        if "shared_functions" not in path.name:
            assert headings(path) == template, path.name
