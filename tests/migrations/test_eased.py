"""Migrations that want operator classes the built-in server has none of: applied as far as that goes, and said."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from seeding.errors import MigrationError
from seeding.migrations.eased import with_ranges
from seeding.migrations.history import bring_up_to_date

SEARCH = """
begin;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists btree_gist with schema extensions;
create table public.posts (id int primary key, title text, slug text);
create index if not exists posts_title_idx on public.posts using gin (title gin_trgm_ops);
create index posts_slug_idx on public.posts (slug);
create table public.bookings (
    id int primary key, room_id uuid not null, during tstzrange not null,
    constraint no_two exclude using gist (room_id with =, during with &&) where (id > 0)
);
commit;
"""


def write(folder: Path, sql: str) -> Path:
    (folder / "20250706090001_search.sql").write_text(sql, encoding="utf-8")
    return folder


@pytest.mark.parametrize("server_url", ["embedded"], indirect=True)
def test_what_is_left_out_is_said(connection: psycopg.Connection, tmp_path: Path) -> None:
    (applied,) = bring_up_to_date(connection, write(tmp_path, SEARCH))
    assert applied.eased == ("without index posts_title_idx", "an exclusion constraint by ranges")
    assert bring_up_to_date(connection, tmp_path) == []
    connection.execute("insert into posts values (1, 'a', 'b')")
    connection.execute("insert into bookings values (1, gen_random_uuid(), '[2025-01-01, 2025-01-02)')")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="no_two"):
        connection.execute("insert into bookings select 2, room_id, during from bookings")
    indexes = connection.execute("select indexname from pg_indexes where tablename = 'posts' order by 1")
    assert [name for (name,) in indexes] == ["posts_pkey", "posts_slug_idx"]


@pytest.mark.parametrize("server_url", ["embedded"], indirect=True)
def test_what_icu_would_sort_is_sorted_by_bytes(connection: psycopg.Connection, tmp_path: Path) -> None:
    sql = """
        create collation public.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create table public.people (name text collate public.any_case, town text collate "de-x-icu");
    """
    (applied,) = bring_up_to_date(connection, write(tmp_path, sql))
    assert applied.eased == ("texts in the order of their bytes, not ICU's",)
    connection.execute("insert into people values ('b', 'Z'), ('A', 'Ä')")
    assert [name for (name,) in connection.execute("select town from people order by town")] == ["Z", "Ä"]


@pytest.mark.parametrize("server_url", ["embedded"], indirect=True)
def test_a_collation_that_nobody_has_is_refused(connection: psycopg.Connection, tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match='collation "de-x-icy"'):
        bring_up_to_date(connection, write(tmp_path, 'create table public.people (town text collate "de-x-icy");'))


@pytest.mark.parametrize("server_url", ["15"], indirect=True)
def test_a_server_that_has_them_gets_them(connection: psycopg.Connection, tmp_path: Path) -> None:
    (applied,) = bring_up_to_date(connection, write(tmp_path, SEARCH))
    assert applied.eased == ()
    found = connection.execute("select indexdef from pg_indexes where indexname = 'posts_title_idx'").fetchone()
    assert found is not None
    assert "gin_trgm_ops" in found[0]


@pytest.mark.parametrize("server_url", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("create table a (p point unique);", r"search.sql:1: data type point has no default operator class"),
        (
            "create table a (t text);\ncreate index on a using gin (t gin_trgm_ops);\nselect 1/0;",
            r"search.sql:3: division by zero",
        ),
        ("create extension postgis;", r'search.sql:1: extension "postgis" is not available\n.*--url'),
    ],
)
def test_what_cannot_be_eased_is_refused(connection: psycopg.Connection, tmp_path: Path, sql: str, said: str) -> None:
    with pytest.raises(MigrationError, match=said):
        bring_up_to_date(connection, write(tmp_path, sql))
    assert connection.execute("select to_regclass('public.a')").fetchone() == (None,)


@pytest.mark.parametrize(
    ("sql", "eased"),
    [
        ("exclude using gist (a with =)", "exclude using gist (gist_same(a) with =)"),
        (
            "EXCLUDE USING gist (\"Room\" gist_uuid_ops WITH =, tstzrange(a, b, '[)') WITH &&) WHERE (x = 1)",
            "EXCLUDE USING gist (gist_same(\"Room\") WITH =, tstzrange(a, b, '[)') WITH &&) WHERE (x = 1)",
        ),
        (
            "exclude using gist (coalesce(a, b) with =, c with <>), check (d = 1)",
            "exclude using gist (gist_same(coalesce(a, b)) with =, c with <>), check (d = 1)",
        ),
        ("exclude using btree (a with =)", "exclude using btree (a with =)"),
        ("create index on a using gist (b)", "create index on a using gist (b)"),
    ],
)
def test_equality_is_that_of_ranges(sql: str, eased: str) -> None:
    assert with_ranges(sql) == eased
