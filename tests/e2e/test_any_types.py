"""Tables of types that few generators know: each is filled, or said to be left out, and the others all the same."""

from __future__ import annotations

import shutil

import pytest

TABLES = """
create type mood as enum ('sad', 'it''s "fine", {x}');
create type address as (street text, number int, tags text[], mood mood);
create table lists (
    id uuid primary key default gen_random_uuid(), boxes box[] not null, rows address[] not null,
    ranges int4range[] not null, moods mood[] not null, documents jsonb[] not null, times time[] not null
);
create table by_time (at time primary key, query tsquery not null unique);
create table by_moods (moods mood[] primary key);
create table of_moods (id serial primary key, moods mood[] not null references by_moods);
create table products (
    id serial primary key, sku text not null, code text generated always as (lower(sku)) stored unique
);
create table stock (id serial primary key, code text not null references products (code));
create table by_year (id int not null, day date not null) partition by range (extract(year from day));
create table in_2020 partition of by_year for values from (2020) to (2021);
create table by_case (id int not null, region text not null) partition by list (lower(region));
create table in_eu partition of by_case for values in ('eu', 'us');
create table nested (tenant text not null, at date not null) partition by list (tenant);
create table acme partition of nested for values in ('acme') partition by range (at);
create table acme_2020 partition of acme for values from ('2020-01-01') to ('2020-03-01');
create table pairs (a int not null, b text not null) partition by range (a, b);
create table pair partition of pairs for values from (1, 'm') to (20, 'a');
"""


@pytest.fixture
def alone(project):
    """An empty folder: nothing says more than the database does."""
    for part in list(project.folder.iterdir()):
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    return project


def test_every_table_is_filled(alone, database) -> None:
    with database.connect() as connection:
        connection.execute(TABLES)
    done = alone.seed("local", "--url", database.url, "--count", "50")
    assert done.code == 0, done.err
    counts = database.counts()
    assert {name: rows for name, rows in counts.items() if not rows} == {}
    assert counts["public.by_moods"] == 2
    assert database.value("select count(*) from stock join products using (code)") == counts["public.stock"]


def test_what_no_generator_makes_is_left_out_with_all_below_it_and_said(alone, database) -> None:
    with database.connect() as connection:
        connection.execute(
            "create table trees (id int primary key, tree pg_node_tree not null);"
            "create table leaves (id serial primary key, tree int not null references trees);"
            "create table birds (id serial primary key, tree int references trees, name text not null);"
        )
    done = alone.seed("local", "--url", database.url, "--count", "5", "--format", "json")
    assert done.code == 0, done.err
    assert database.counts() == {"public.birds": 5, "public.leaves": 0, "public.trees": 0}
    found = {(f["rule"], f["where"]): f["message"] for f in done.json["findings"]}
    assert found.keys() == {("plan-values", "public.trees"), ("plan-parent", "public.leaves")}
    assert "no generator makes values for tree (pg_node_tree)" in found["plan-values", "public.trees"]


def test_operators_of_extensions_do_not_get_in_the_way(alone, database) -> None:
    with database.connect() as connection:
        if connection.execute("select from pg_available_extensions where name = 'intarray'").fetchone() is None:
            pytest.skip("the server has no contrib extensions")
        connection.execute("create extension intarray; create extension isn; create extension citext")
        connection.execute("create table books (isbn isbn primary key, title citext not null, pages int[] not null)")
        connection.execute("create table loans (id serial primary key, isbn isbn not null references books)")
    done = alone.seed("local", "--url", database.url, "--count", "50")
    assert done.code == 0, done.err
    assert all(database.counts().values())
