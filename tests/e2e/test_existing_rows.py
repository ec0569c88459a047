"""Rows that are there before: reference data is kept and referred to, and only what is asked for is filled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from seeding import pipeline
from seeding.database import marker
from seeding.errors import UsageError
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]

SHOP = """
create table public.country (code char(2) primary key, name text not null);
create table public.plan (id serial primary key, name text not null unique, price numeric(8, 2) not null);
create table public.customer (
    id uuid primary key default gen_random_uuid(), email text not null, country_code char(2) not null
    references public.country, plan_id integer references public.plan
);
create table public.purchase (id serial primary key, customer_id uuid not null references public.customer, note text);
create table public.review (id serial primary key, purchase_id integer not null references public.purchase);
"""


@pytest.fixture
def fill(database: Any, tmp_path: Path) -> Fill:
    """Seed the database, marked local, in an empty folder."""
    with database.connect() as connection:
        connection.execute(SHOP)
    pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=1)
    pipeline.clean("local", url=database.url, root=tmp_path, environ={})

    def run(**options: Any) -> SeedResult:
        return pipeline.seed("local", url=database.url, root=tmp_path, environ={}, **{"count": 20, **options})

    return run


def test_reference_data_is_kept_and_referred_to(fill: Fill, database: Any) -> None:
    database.rows("insert into public.country values ('XA', 'Atlantis'), ('XB', 'Bensalem'), ('XC', 'Cockaigne')")
    database.rows("insert into public.plan (name, price) values ('free', 0), ('team', 10)")
    result = fill()
    counts = database.counts()
    assert (counts["public.country"], counts["public.plan"], counts["public.customer"]) == (3, 2, 20)
    assert {f.where for f in result.findings} == {"public.country", "public.plan"}
    assert database.value("select count(distinct country_code) from public.customer") > 1
    assert database.value("select count(distinct plan_id) from public.customer") == 2
    assert fill().unchanged


def test_people_made_by_hand_are_examples_not_a_list(fill: Fill, database: Any) -> None:
    database.rows("insert into public.country values ('XA', 'Atlantis')")
    database.rows("insert into public.customer (email, country_code) values ('hand@example.com', 'XA')")
    fill()
    assert database.value("select count(*) from public.customer") == 21


def test_a_table_that_is_asked_for_is_added_to(fill: Fill, database: Any) -> None:
    database.rows("insert into public.plan (name, price) values ('free', 0)")
    fill(only=["plan"], count=5)
    assert {t: n for t, n in database.counts().items() if n} == {"public.plan": 6}


def test_only_brings_what_it_cannot_do_without(fill: Fill, database: Any) -> None:
    fill(only=["public.purchase"])
    filled = {name for name, rows in database.counts().items() if rows}
    assert filled == {"public.country", "public.customer", "public.purchase"}
    assert database.value("select count(plan_id) from public.customer") == 0


def test_skip_leaves_out_a_table_and_what_needs_it(fill: Fill, database: Any) -> None:
    result = fill(skip=["purchase"])
    assert {name for name, rows in database.counts().items() if not rows} == {"public.purchase", "public.review"}
    assert [f.where for f in result.findings] == ["public.review"]


def test_a_skipped_tables_rows_are_referred_to(fill: Fill, database: Any) -> None:
    fill(only=["customer"])
    customers = database.snapshot()["public.customer"]
    fill(skip=["customer"])
    assert database.snapshot()["public.customer"] == customers
    assert database.value("select count(*) from public.purchase") > 0


def test_schemas(fill: Fill, database: Any) -> None:
    database.rows("create schema other")
    database.rows("create table other.thing (id serial primary key, plan_id integer references public.plan)")
    fill(schemas=["other"])
    assert database.value("select count(*) from other.thing") == 20
    assert database.counts()["public.customer"] == 0


@pytest.mark.parametrize("options", [{"only": ["purchases"]}, {"skip": ["public.purchases"]}])
def test_a_table_that_does_not_exist(fill: Fill, database: Any, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"did you mean (public\.)?purchase\?"):
        fill(**options)
    assert set(database.counts().values()) == {0}


def test_a_schema_that_does_not_exist(fill: Fill) -> None:
    with pytest.raises(UsageError, match="no table in a schema of that name\nleave out --schema"):
        fill(schemas=["nowhere"])


PARTITIONED = """
create table public.event (id bigint not null, at date not null, region text not null, primary key (id, at, region))
    partition by range (at);
create table public.bucket (id uuid primary key) partition by hash (id);
create table public.kind (code text not null, n integer not null, primary key (code, n)) partition by list (code);
"""


def test_tables_without_partitions_are_reported(database: Any, tmp_path: Path) -> None:
    database.rows(PARTITIONED + "create table public.plain (id serial primary key);")
    result = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=20)
    assert {f.where for f in result.findings} == {"public.bucket", "public.event", "public.kind"}
    assert database.value("select count(*) from public.plain") == 20


def test_partitions_are_made_where_it_is_asked_for(database: Any, tmp_path: Path) -> None:
    database.rows(PARTITIONED)
    result = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=20, create_partitions=True)
    assert result.findings == ()
    for table in ("event", "bucket", "kind"):
        assert database.value(f"select count(*) from public.{table}") == 20


def test_rows_land_in_partitions_of_partitions(database: Any, tmp_path: Path) -> None:
    database.rows(
        """
        create table public.event (id bigint not null, at date not null, region text not null)
            partition by range (at);
        create table public.event_2025 partition of public.event for values from ('2025-01-01') to ('2026-01-01')
            partition by list (region);
        create table public.event_2025_north partition of public.event_2025 for values in ('north', 'arctic');
        create table public.event_2025_south partition of public.event_2025 for values in ('south');
        create table public.event_2026 partition of public.event for values from ('2026-01-01') to ('2027-01-01')
            partition by hash (id);
        create table public.event_2026_even partition of public.event_2026 for values with (modulus 2, remainder 0);
        create table public.event_2026_odd partition of public.event_2026 for values with (modulus 2, remainder 1);
        """
    )
    result = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=40)
    assert result.findings == ()
    assert database.value("select count(*) from public.event") == 40


def test_what_the_role_may_not_do_is_left_to_others(database: Any, tmp_path: Path) -> None:
    role = f"weak_{uuid4().hex[:12]}"
    database.rows(
        f"""
        create table public.closed (id serial primary key);
        create table public.partly (id integer primary key, name text not null, secret text default 'x', owner text);
        create table public.locked (id integer primary key, secret text not null);
        create role {role} login;
        grant create on database {database.url.rsplit("/", 1)[1]} to {role};
        grant select, delete on public.closed, public.partly, public.locked to {role};
        grant insert (id, name) on public.partly to {role};
        grant insert (id) on public.locked to {role};
        """
    )
    try:
        url = database.url.replace("://postgres@", f"://{role}@").replace("://postgres:", f"://{role}:")
        result = pipeline.seed("local", url=url, root=tmp_path, environ={}, count=20)
        assert {f.where: f.rule for f in result.findings} == dict.fromkeys(
            ("public.closed", "public.locked"), "plan-privilege"
        )
        assert database.rows("select count(*), count(owner), min(secret) from public.partly") == [(20, 0, "x")]
    finally:
        database.rows(f"drop owned by {role} cascade; drop role {role}")


def test_what_no_row_can_be_added_to_is_kept(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(
            """
            create table public.epoch (id int primary key, name text not null, email text);
            create table public.era (id int primary key, epoch_id int not null references public.epoch);
            insert into public.epoch values (7, 'the first', null), (8, 'the last', null);
            create function public.sealed() returns trigger language plpgsql as $$
            declare
                word text := 'sealed';
            begin
                raise exception '% is %', tg_table_name, word;
            end $$;
            create trigger sealed before insert or update or delete on public.epoch
                for each row execute function public.sealed();
            """
        )
        marker.stamp(connection, "local")
    result = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=10)
    assert {(f.rule, f.where) for f in result.findings} == {("plan-kept", "public.epoch")}
    assert database.value("select count(*) from epoch") == 2
    assert database.value("select count(*) from era") > 0
