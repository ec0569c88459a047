"""With noise: rows of nobody beside people's, and whose children there are more of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from learned import Production

WORKSHOP = """
select setseed(0.4);
create table users (id int generated always as identity primary key, city text not null);
insert into users (city) select 'x' from generate_series(1, 400);
create table tools (id int generated always as identity primary key,
    kind text not null check (kind in ('saw', 'drill', 'lathe')));
insert into tools (kind) select (array['saw', 'drill', 'lathe'])[1 + i % 3] from generate_series(1, 150) i;
-- People have twenty rows each; as many rows are nobody's.
create table uses (id int generated always as identity primary key, user_id int references users,
    tool_id int not null references tools, way text not null check (way in ('web', 'desk')));
insert into uses (user_id, tool_id, way)
select u.id, 3 * (random() * 48)::int + (case when random() < 0.8 then 3 else 1 end), 'web'
from users u, generate_series(1, 20);
insert into uses (user_id, tool_id, way)
select null, 3 * (random() * 48)::int + (case when random() < 0.8 then 3 else 1 end), 'desk'
from generate_series(1, 8000);
"""


def test_rows_of_nobody_weigh_no_more_than_those_of_people_of_whom_few_count(
    production: Callable[[str], Production],
) -> None:
    uses = production(WORKSHOP).learn("--person", "users", "--epsilon", "8").tables["public.uses"]
    ways = uses.columns["way"]
    assert dict(zip(ways.values, ways.shares, strict=True)) == pytest.approx({"web": 0.5, "desk": 0.5}, abs=0.12)
    assert uses.references["user_id"].nulls == pytest.approx(0.5, abs=0.12)


def test_parents_with_more_children_are_told(production: Callable[[str], Production]) -> None:
    tables = production(WORKSHOP).learn("--person", "users", "--epsilon", "8").tables
    kinds = tables["public.tools"].columns["kind"].values
    weights = dict(zip(kinds, tables["public.uses"].references["tool_id"].weights["kind"], strict=True))
    assert weights == pytest.approx({"saw": 0.8, "drill": 0.2, "lathe": 0.0}, abs=0.1)
