"""A database as a list of things: nothing that makes a difference is missing from it."""

from __future__ import annotations

import psycopg
import pytest

from seeding.migrations.described import described, differences

SCHEMA = """
create schema shop;
create type shop.mood as enum ('sad', 'glad');
create domain shop.short as text check (length(value) < 9);
create table shop.people (
    id bigint generated always as identity primary key,
    name text not null default 'nobody',
    feels shop.mood,
    nick shop.short,
    loud text generated always as (upper(name)) stored,
    check (name <> '')
);
create table shop.things (id int primary key, owner bigint references shop.people);
create index things_owner on shop.things (owner);
create view shop.names as select name from shop.people;
create function shop.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touched before update on shop.people for each row execute function shop.touch();
create policy mine on shop.people for select using (true);
create sequence shop.numbers;
create role reader_of_described;
comment on table shop.people is 'who';
"""

CHANGES = {
    "schema": "create schema other",
    "table": "create table shop.more ()",
    "column": "alter table shop.people add column age int",
    "column, its type": "alter table shop.things alter column id type bigint",
    "column, its default": "alter table shop.people alter column name drop default",
    "column, not null": "alter table shop.people alter column name drop not null",
    "constraint": "alter table shop.things add check (id > 0)",
    "constraint, not valid": "alter table shop.things add constraint positive check (id > 0) not valid",
    "index": "drop index shop.things_owner",
    "view": "create or replace view shop.names as select name || '' as name from shop.people",
    "function": "create or replace function shop.touch() returns trigger language plpgsql as 'begin return old; end'",
    "trigger": "alter table shop.people disable trigger touched",
    "policy": "alter policy mine on shop.people using (false)",
    "row level security": "alter table shop.people enable row level security",
    "sequence": "alter sequence shop.numbers increment 2",
    "enum": "alter type shop.mood add value 'so so'",
    "domain": "alter domain shop.short set not null",
    "grant": "grant select on shop.people to reader_of_described",
    "grant on a column": "grant update (name) on shop.people to reader_of_described",
    "grant on a function": "revoke execute on function shop.touch() from public",
    "owner": "alter table shop.people owner to reader_of_described",
    "comment": "comment on table shop.people is 'who else'",
    "rename": "alter table shop.people rename column nick to alias",
}


@pytest.fixture
def shop(connection: psycopg.Connection) -> psycopg.Connection:
    connection.execute(SCHEMA)
    yield connection
    connection.execute("drop owned by reader_of_described cascade; drop role reader_of_described")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_a_difference(shop: psycopg.Connection, change: str) -> None:
    before = described(shop)
    assert differences(before, described(shop)) == []
    shop.execute(change)
    assert differences(before, described(shop))


def test_what_is_made_again_is_the_same(shop: psycopg.Connection) -> None:
    before = described(shop)
    shop.execute("drop schema shop cascade; drop role reader_of_described")
    shop.execute(SCHEMA)
    assert differences(before, described(shop)) == []


def test_a_difference_says_what(shop: psycopg.Connection) -> None:
    before = described(shop)
    shop.execute("alter table shop.things alter column id type bigint, add column n int; drop index shop.things_owner")
    assert [str(one) for one in differences(before, described(shop))] == [
        "column shop.things.id: bigint not null, was integer not null",
        "column shop.things.n is new",
        "index shop.things_owner is gone",
    ]
