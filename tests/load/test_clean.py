"""Exactly what was seeded goes; what was made by hand stays, or is the reason to refuse."""

from __future__ import annotations

import psycopg
import pyarrow as pa
import pytest

from seeding.columns.key import Key, Serial
from seeding.errors import GuardError, LoadError
from seeding.load.clean import clean
from seeding.load.fill import fill

SCHEMA = """
create table public.users (id uuid primary key, email text not null unique);
create table public.posts (id serial primary key, author uuid not null references public.users (id) on delete cascade);
create table public.tags (name text primary key);
create table public.notes (body text);
create table public.empty (id int primary key);
create table public.log (id bigserial primary key, email text);
create function public.note() returns trigger language plpgsql as
    'begin insert into public.log (email) values (new.email); return new; end';
create trigger note after insert on public.users for each row execute function public.note();
"""


class Author(Key):
    def values(self, rows):
        return rows.at("public.users", rows.indices).column("id")


@pytest.fixture
def seeded(by_hand, planning, connection, clearance):
    """A filled database; its schema."""
    by_hand.execute(SCHEMA)
    schema = planning.schema_of(by_hand)
    emails = planning.Listed([f"p{n}@example.com" for n in range(30)])
    plan = planning.plan_of(
        schema,
        {
            "public.users": (30, {"id": Key(), "email": emails}),
            "public.posts": (20, {"id": Serial(1), "author": Author()}),
            "public.tags": (4, {"name": planning.Listed(["a", "b", "c", "d"])}),
            "public.notes": (5, {"body": planning.Listed(pa.array(["x", "y", None]))}),
        },
    )
    fill(connection, clearance, plan, planning.cleared(plan))
    return schema


def counts(connection: psycopg.Connection) -> dict[str, int]:
    tables = ("users", "posts", "tags", "notes", "log")
    return {t: connection.execute(f"select count(*) from public.{t}").fetchone()[0] for t in tables}


def test_everything_seeded_goes(seeded, connection, clearance, by_hand):
    result = clean(connection, clearance, seeded)
    assert dict(result.removed) == {
        "public.users": 30, "public.posts": 20, "public.tags": 4, "public.notes": 5, "public.log": 30,
    }  # fmt: skip
    assert dict(result.kept) == {}
    assert set(counts(by_hand).values()) == {0}
    assert by_hand.execute("select count(*) from _seed.runs").fetchone() == (0,)
    assert by_hand.execute("select count(*) from _seed.rows").fetchone() == (0,)
    assert by_hand.execute("select nextval('public.posts_id_seq')").fetchone() == (21,)  # sequences stay
    assert dict(clean(connection, clearance, seeded).removed) == {}


def test_rows_made_by_hand_stay(seeded, connection, clearance, by_hand):
    by_hand.execute(
        """
        with me as (insert into public.users values (gen_random_uuid(), 'me@example.com') returning id)
        insert into public.posts (author) select id from me;
        insert into public.tags values ('e'); insert into public.notes values ('z');
        """
    )
    result = clean(connection, clearance, seeded)
    assert sum(result.removed.values()) == 89
    assert dict(result.kept) == {
        "public.users": 1, "public.posts": 1, "public.tags": 1, "public.notes": 1, "public.log": 1,
    }  # fmt: skip


def test_rows_made_by_hand_that_refer_to_seeded_ones_are_a_refusal(seeded, connection, clearance, by_hand):
    by_hand.execute("insert into public.posts (author) select id from public.users limit 3")
    before = counts(by_hand)
    with pytest.raises(LoadError, match=r"made by hand refer to seeded rows.*: 3 of public.users; nothing was removed"):
        clean(connection, clearance, seeded)
    assert counts(by_hand) == before


def test_the_guard_is_asked_again(seeded, connection, clearance, by_hand):
    by_hand.execute("update _seed.marker set environment = 'production'")
    with pytest.raises(GuardError, match="production"):
        clean(connection, clearance, seeded)
    assert counts(by_hand)["users"] == 30


def test_rows_of_the_sql_files_are_known_by_their_mark(by_hand, connection, clearance, planning):
    """No ledger tells of them, but a generated uuid speaks for itself."""
    by_hand.execute("create table public.users (id uuid primary key, email text)")
    schema = planning.schema_of(by_hand)
    plan = planning.plan_of(schema, {"public.users": (3, {"id": Key(), "email": planning.Listed(["a@example.com"])})})
    fill(connection, clearance, plan, planning.cleared(plan))
    by_hand.execute("truncate _seed.runs, _seed.rows")
    assert dict(clean(connection, clearance, schema).removed) == {"public.users": 3}
