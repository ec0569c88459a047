"""With noise: what is told can be: what a column can hold, as many children as can be told apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from learned import Production

HALLS = """
select setseed(0.2);
create table users (id int generated always as identity primary key, points int not null);
insert into users (points) select (random() * 400)::int from generate_series(1, 2000);
create table halls (id int generated always as identity primary key, seats int not null);
insert into halls (seats) select 100 + i from generate_series(1, 120) i;
-- Each hall has a part A, B, C, and so on: three of them or five.
create table parts (hall_id int not null references halls, code text not null, primary key (hall_id, code));
insert into parts select h, chr(64 + n) from generate_series(1, 120) h, generate_series(1, 3 + 2 * (h % 2)) n;
-- A fee is rare, between 5 and 12; a level has nothing to do with its user's points, and is hardly ever above them.
create table fines (id int generated always as identity primary key, user_id int not null references users,
    fee numeric(5, 2), days smallint check (days between 1 and 90), level int not null);
insert into fines (user_id, fee, days, level)
select u.id, case when random() < 0.03 then 5 + random() * 7 end, case when random() < 0.03 then 30 end,
    (random() * 4)::int
from users u, generate_series(1, 4) g where random() < 0.7;
"""


@pytest.mark.parametrize("epsilon", ["2", "8"])
def test_what_is_told_can_be(production: Callable[[str], Production], epsilon: str) -> None:
    tables = production(HALLS).learn("--person", "users", "--epsilon", epsilon).tables
    fines = tables["public.fines"]
    for name, low, high in (("fee", -1_000.0, 1_000.0), ("days", 0.0, 91.0)):
        for one in getattr(fines.columns[name], "bins", ()):
            assert low <= one.low <= one.high <= high, (name, one)
    # Points that are larger than any level are no limit of it.
    assert not [one for one in fines.dependencies if one.column == "level" and one.order]


def test_parts_that_a_key_tells_apart_are_as_many_as_there_are(production: Callable[[str], Production]) -> None:
    tables = production(HALLS).learn("--person", "users", "--epsilon", "8").tables
    children = tables["public.parts"].references["hall_id"].children
    assert sum((one.low + one.high) / 2 * one.share for one in children) == pytest.approx(4.0, abs=1.0)
    code = tables["public.parts"].columns["code"]
    assert len(code.values) + code.others >= 5


PLANS = """
select setseed(0.3);
create table users (id int generated always as identity primary key, name text not null);
insert into users (name) select 'u' || i from generate_series(1, 1500) i;
-- Most pay for twelve months or for twenty-four; some have stopped earlier, whenever it was.
create table dues (id int generated always as identity primary key, user_id int not null references users);
insert into dues (user_id)
select u.id from users u, generate_series(1, case u.id % 5 when 0 then 1 + u.id % 23 when 1 then 12 else 24 end);
"""


def test_a_number_of_children_that_many_have_stays_what_it_is(production: Callable[[str], Production]) -> None:
    dues = production(PLANS).learn("--person", "users", "--epsilon", "3").tables["public.dues"]
    found = {(one.low, one.high): one.share for one in dues.references["user_id"].children}
    assert found[24, 24] == pytest.approx(0.6, abs=0.06)
    assert found[12, 12] == pytest.approx(0.2, abs=0.06)
