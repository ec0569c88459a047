"""However few rows there are: each policy finds one to show and one to hide, and two people have some."""

from __future__ import annotations

from typing import Any

import pytest

from seeding import pipeline
from seeding.findings import Severity

SCHEMA = """
create schema auth;
create function auth.uid() returns uuid language sql stable as
    $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
grant usage on schema auth to public;
create type state as enum ('draft', 'published', 'archived');
create table members (id uuid primary key, email text not null);
create table posts (
    id uuid primary key, author_id uuid not null references members, title text not null, state state not null,
    is_public boolean not null, removed_at timestamptz
);
create table pages (
    id int generated always as identity primary key, title text not null, visible boolean not null,
    kind text not null check (kind in ('a', 'b', 'c')), published_at timestamptz,
    constraint dated check (not visible or published_at is not null)
);
create table gadgets (id serial primary key, owner_id uuid not null references members, name text not null);
create table shelves (id serial primary key, open boolean not null default true, name text not null);
alter table members enable row level security;
alter table posts enable row level security;
alter table pages enable row level security;
alter table gadgets enable row level security;
alter table shelves enable row level security;
create policy own on members for select using (id = auth.uid());
create policy published on posts for select using (state = 'published' and is_public and removed_at is null);
create policy own on posts using (author_id = (select auth.uid()));
create policy visible on pages for select using (visible);
create policy kinds on pages for select using (
    kind = 'b' or exists (select from members m where m.id = auth.uid() and m.email = pages.title)
);
create policy own on gadgets using (owner_id = auth.uid());
create policy open on shelves for select using (open);
"""
SEEN = """
select
    (select count(*) filter (where state = 'published' and is_public and removed_at is null) > 0
        and count(*) filter (where not (state = 'published' and is_public and removed_at is null)) > 0 from posts),
    (select count(distinct author_id) > 1 from posts),
    (select bool_or(visible) and not bool_and(visible) from pages),
    (select bool_or(kind = 'b') and not bool_and(kind = 'b') from pages),
    (select count(distinct owner_id) > 1 from gadgets),
    (select bool_or(open) and not bool_and(open) from shelves)
"""


@pytest.mark.parametrize("seed", range(8))
def test_each_policy_has_a_row_to_show_and_one_to_hide(fill: Any, database: Any, seed: int) -> None:
    result = fill(SCHEMA, count=3, seed=seed)
    assert not [f for f in result.findings if f.severity is not Severity.NOTE]
    assert database.rows(SEEN) == [(True,) * 6]


def test_the_same_rows_every_time(fill: Any, database: Any) -> None:
    fill(SCHEMA, count=3)
    first = database.snapshot()
    assert fill(count=3).unchanged
    fill(count=4)
    fill(count=3)
    now = database.snapshot()
    assert {n: s for n, s in now.items() if n.startswith("public.")} == {
        n: s for n, s in first.items() if n.startswith("public.")
    }


def test_the_plan_says_so(database: Any, tmp_path: Any) -> None:
    with database.connect() as connection:
        connection.execute(SCHEMA)
    told = []
    for seed in range(4):
        made = pipeline.plan("local", url=database.url, root=tmp_path, environ={}, count=3, seed=seed).plan
        told += [c.reason for t in made.tables for c in t.columns if c.name in t.settled]
    assert any('for policy "' in reason and (" to show" in reason or " to hide" in reason) for reason in told), told
