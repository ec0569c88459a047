"""A shop whose people have something to hide, and the command that learns from it."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from seeding.cli import main
from seeding.patterns import Patterns, read_patterns

SHOP = """
select setseed(0.3);
create table countries (code char(2) primary key, name text not null);
insert into countries values ('DE', 'Germany'), ('FR', 'France'), ('IN', 'India'), ('US', 'United States');
create type plan as enum ('free', 'pro', 'team');
create table users (
    id int generated always as identity primary key, email text unique not null, full_name text not null,
    country char(2) not null references countries, plan plan not null, age int, nickname text,
    is_active boolean not null, created_at timestamptz not null
);
insert into users (email, full_name, country, plan, age, nickname, is_active, created_at)
select 'u' || i || '@example.com', 'Name ' || i, c,
    (case when c = 'US' then case when random() < 0.5 then 'team' else 'pro' end
          else case when random() < 0.7 then 'free' else 'pro' end end)::plan,
    case when random() < 0.1 then null else 18 + (random() * random() * 60)::int end,
    case when i % 3 = 0 then 'Ace' end, random() < 0.8,
    timestamptz '2023-01-01' + (sqrt(random()) * 900) * interval '1 day'
from (select i, (array['DE', 'FR', 'IN', 'US'])[1 + (random() * random() * 3.99)::int % 4] c
      from generate_series(1, 1500) i) s;
create table orders (
    id bigint generated always as identity primary key, user_id int not null references users,
    status text not null, amount numeric(12, 2) not null, note text, tags text[], meta jsonb,
    created_at timestamptz not null, paid_at timestamptz, updated_at timestamptz not null
);
insert into orders (user_id, status, amount, note, tags, meta, created_at, paid_at, updated_at)
select u.id, s, case when u.plan = 'team' then 100 else 1 end * round(exp(random() * 4)::numeric, 2),
    case when random() < 0.3 then 'Note about order ' || (random() * 1e6)::int || ' please ring' end,
    array(select (array['new', 'gift', 'sale', 'bulk'])[1 + (random() * 3)::int]
          from generate_series(1, (random() * 3 + 0 * u.id)::int)),
    jsonb_build_object('channel', (array['web', 'app', 'shop'])[1 + (random() * 2)::int],
        'items', (random() * 10)::int, 'ship', jsonb_build_object('express', random() < 0.2)),
    c, case when s <> 'open' then c + random() * interval '2 days' end, c + random() * interval '3 days'
from (select u.*, case when random() < 0.1 then 'open' when random() < 0.2 then 'cancelled' else 'paid' end s,
             u.created_at + random() * random() * interval '300 days' c
      from users u, generate_series(1, (-3 * ln(1 - random()) + 0 * u.id)::int) g) u;
"""


@dataclass(frozen=True)
class Done:
    """How one command line ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Production:
    """A database to learn from."""

    url: str
    folder: Path

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """As its owner."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def seed(self, *arguments: str) -> Done:
        """`seed learn …`."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["learn", *arguments])
        return Done(code, out.getvalue(), err.getvalue())

    def learn(self, *arguments: str) -> Patterns:
        """The patterns of this database, by way of the file."""
        path = self.folder / f"{uuid4().hex}.toml"
        done = self.seed("--url", self.url, "--out", str(path), "--quiet", *arguments)
        assert (done.code, done.err) == (0, "")
        return read_patterns(path)
