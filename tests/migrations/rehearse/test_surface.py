"""What breaks an application, and what it does not notice."""

from __future__ import annotations

import psycopg
import pytest

from seeding.migrations.rehearse.model import Kind
from seeding.migrations.rehearse.surface import kind_of, surface

# The catalog is the same on every server, as far as this goes.
pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True, scope="session")

ADDITIVE = """
alter table owners add column a int
alter table owners add column a int not null default 1
create table more (id int primary key)
create index on pets (owner_id)
alter table owners alter column name drop not null
alter table pets alter column weight set default 0
alter table pets add check (weight >= 0)
update pets set weight = 1
alter type mood add value 'so so'
create or replace function twice(i int) returns int language sql as 'select i + i'
create function thrice(i int) returns int language sql as 'select 3 * i'
create policy mine on pets using (true)
"""
BREAKING = """
alter table owners drop column nick
alter table owners rename column nick to alias
alter table owners rename to people
alter table owners alter column age type bigint
alter table owners alter column age set not null
alter table owners add column token uuid not null
alter table pets alter column id drop default
drop table pets
drop view names
drop function twice
alter function twice(int) rename to double
alter type mood rename value 'sad' to 'blue'
"""
SCHEMA = """
create table owners (id bigint primary key, name text not null, nick text, age int);
create table pets (id int not null default 7, owner_id bigint, weight numeric not null);
create view names as select name from owners;
create type mood as enum ('sad', 'glad');
create function twice(i int) returns int language sql as 'select 2 * i';
"""
CASES = [
    *((sql, Kind.ADDITIVE) for sql in ADDITIVE.strip().splitlines()),
    *((sql, Kind.BREAKING) for sql in BREAKING.strip().splitlines()),
]


@pytest.mark.parametrize(("sql", "kind"), CASES, ids=[sql for sql, _ in CASES])
def test_what_breaks_an_application(connection: psycopg.Connection, sql: str, kind: Kind) -> None:
    connection.execute(SCHEMA)
    before = surface(connection)
    assert kind_of(before, surface(connection)) is Kind.ADDITIVE
    connection.execute(sql)
    assert kind_of(before, surface(connection)) is kind
