"""A pattern file and keys of several columns: every column follows its shares, and no two rows are alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seeding import pipeline

SCHEMA = """
create table tags (id int primary key, name text not null);
create table players (id serial primary key, name text not null, debut int not null, cost numeric(8, 2));
create table clubs (id serial primary key, name text not null);
create table seasons (
    player_id int references players, year int, goals int, fee numeric(8, 2), price numeric(8, 2),
    primary key (player_id, year)
);
create table player_tags (
    player_id int references players, tag_id int references tags, primary key (player_id, tag_id)
);
create table members (
    player_id int references players, club_id int references clubs, primary key (club_id, player_id)
);
"""

PATTERNS = """
version = 1
learned = 2026-06-30
as_of = 2026-06-30T00:00:00Z

[reference."public.tags"]
columns = ["id", "name"]
rows = [[1, "fast"], [2, "tall"], [3, "calm"], [4, "loud"], [5, "late"], [6, "rare"]]

[tables."public.players"]
rows = 1000
[tables."public.players".columns.debut]
kind = "number"
step = 1
bins = [[1990, 2000, 0.5], [2000, 2010, 0.5]]
[tables."public.players".columns.cost]
kind = "number"
step = 0.01
bins = [[1, 10, 0.5], [10, 100, 0.5]]

[tables."public.clubs"]
rows = 40

[tables."public.seasons"]
rows = 4000
[tables."public.seasons".references.player_id]
to = "public.players"
children = [[0, 0, 0.2], [1, 3, 0.3], [4, 8, 0.5]]
[tables."public.seasons".columns.year]
kind = "number"
step = 1
bins = [[1990, 2000, 0.5], [2000, 2010, 0.5]]
[tables."public.seasons".columns.goals]
kind = "number"
step = 1
bins = [[0, 0, 0.6], [1, 20, 0.4]]
[tables."public.seasons".columns.fee]
kind = "number"
step = 0.01
bins = [[1, 10, 0.5], [10, 100, 0.5]]
nulls = 0.1
[tables."public.seasons".columns.price]
kind = "number"
step = 0.01
bins = [[1, 10, 0.5], [10, 100, 0.5]]
[[tables."public.seasons".dependencies]]
column = "year"
on = { through = "player_id", column = "debut" }
given = [[0.8, 0.2], [0, 1]]
[[tables."public.seasons".dependencies]]
column = "fee"
on = { through = "player_id", column = "cost" }
given = [[0.6, 0.3, 0.1], [0.3, 0.6, 0.1]]
same = 0.75
[[tables."public.seasons".dependencies]]
column = "price"
on = { column = "fee" }
given = [[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]
order = ">="

[tables."public.player_tags"]
rows = 2000
[tables."public.player_tags".references.player_id]
to = "public.players"
children = [[0, 0, 0.3], [1, 1, 0.2], [2, 4, 0.3], [5, 5, 0.2]]
[tables."public.player_tags".columns.tag_id]
kind = "category"
values = [1, 2, 3, 4, 5, 6]
shares = [0.25, 0.2, 0.2, 0.15, 0.1, 0.1]

[tables."public.members"]
rows = 3000
[tables."public.members".references.player_id]
to = "public.players"
children = [[1, 1, 0.2], [2, 2, 0.3], [3, 3, 0.2], [4, 6, 0.3]]
[tables."public.members".references.club_id]
to = "public.clubs"
children = [[10, 40, 0.5], [60, 160, 0.5]]
"""


@pytest.fixture
def filled(database: Any, tmp_path: Path) -> Any:
    """The database, filled by the file."""
    with database.connect() as connection:
        connection.execute(SCHEMA)
    (tmp_path / "production.toml").write_text(PATTERNS)
    given = {"count": 1000, "patterns": tmp_path / "production.toml", "root": tmp_path, "environ": {}}
    result = pipeline.seed("local", url=database.url, **given)
    assert not result.findings
    assert database.counts() == {
        "public.tags": 6,
        "public.players": 1000,
        "public.clubs": 40,
        "public.seasons": 4000,
        "public.player_tags": 2000,
        "public.members": 3000,
    }
    return database


def shares(database: Any, statement: str) -> dict[Any, float]:
    return {row[0]: float(row[1]) for row in database.rows(statement)}


def test_a_part_of_the_key_follows_its_bins_and_what_it_depends_on(filled: Any) -> None:
    years = shares(filled, "select year >= 2000, count(*) / 4000.0 from seasons group by 1")
    assert years[True] == pytest.approx(0.6, abs=0.05)
    early = filled.value(
        "select avg((year < 2000)::int) from seasons join players on id = player_id where debut < 2000"
    )
    assert float(early) == pytest.approx(0.8, abs=0.05)
    without = "select count(*) from players where id not in (select player_id from seasons)"
    assert filled.value(without) == 200


def test_a_join_table_follows_both_sides(filled: Any) -> None:
    tags = shares(filled, "select tag_id, count(*) / 2000.0 from player_tags group by 1")
    # Who has five of six tags has nearly all of them: the rare ones come a little more often, as nothing else is left.
    assert tags[1] == pytest.approx(0.22, abs=0.03)
    assert tags[6] == pytest.approx(0.12, abs=0.03)
    counts = shares(
        filled, "select n, count(*) from (select count(*) n from player_tags group by player_id) x group by n"
    )
    assert counts[5] == 200
    clubs = shares(filled, "select n, count(*) from (select count(*) n from members group by player_id) x group by n")
    assert {n: clubs[n] for n in range(1, 7)} == pytest.approx({1: 200, 2: 300, 3: 200, 4: 100, 5: 100, 6: 100}, abs=70)
    assert filled.value("select count(distinct club_id) from members") == 40


def test_values_that_are_another_ones_or_on_its_right_side(filled: Any) -> None:
    same = filled.value("select avg((fee = cost)::int) from seasons join players on id = player_id")
    assert float(same) == pytest.approx(0.75, abs=0.03)
    assert filled.value("select count(*) from seasons where fee is null") == pytest.approx(400, abs=80)
    assert filled.value("select count(*) from seasons where price < fee") == 0
    assert filled.value("select count(*) from seasons where price = fee") < 40


SEATS = """
create table shows (id serial primary key, name text not null);
create table bookings (id serial primary key, show_id int not null references shows);
create table tickets (
    show_id int not null references shows, seat int not null, booking_id int not null references bookings,
    primary key (show_id, seat)
);
"""

SOLD = """
version = 1
learned = 2026-06-30
as_of = 2026-06-30T00:00:00Z

[tables."public.shows"]
rows = 40
[tables."public.bookings"]
rows = 400
[tables."public.bookings".references.show_id]
to = "public.shows"
children = [[10, 10, 1]]
[tables."public.tickets"]
rows = 800
[tables."public.tickets".columns.seat]
kind = "number"
step = 1
bins = [[1, 20, 0.5], [20, 60, 0.3], [60, 120, 0.2]]
[tables."public.tickets".references.booking_id]
to = "public.bookings"
children = [[2, 2, 1]]
[tables."public.tickets".references.show_id]
to = "public.shows"
children = [[20, 20, 1]]
"""


def test_a_number_beside_the_parents_own_key_follows_its_bins(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(SEATS)
    (tmp_path / "production.toml").write_text(SOLD)
    result = pipeline.seed(
        "local", url=database.url, count=40, patterns=tmp_path / "production.toml", root=tmp_path, environ={}
    )
    assert not result.findings
    assert database.value("select count(*) from tickets") == 800
    assert database.value("select max(seat) from tickets") < 120
    assert float(database.value("select avg((seat < 20)::int) from tickets")) == pytest.approx(0.5, abs=0.08)
    other = "select count(*) from tickets t join bookings b on b.id = t.booking_id where b.show_id <> t.show_id"
    assert database.value(other) == 0


LINES = """
create table orders (id serial primary key, note text);
create table lines (order_id int not null references orders, line int not null, amount int not null,
    primary key (order_id, line));
"""

COUNTED = """
version = 1
learned = 2026-06-30
as_of = 2026-06-30T00:00:00Z

[tables."public.orders"]
rows = 100
[tables."public.lines"]
rows = 250
[tables."public.lines".columns.line]
kind = "number"
step = 1
bins = [[1, 1, 0.4], [2, 2, 0.3], [3, 3, 0.2], [4, 4, 0.1]]
[tables."public.lines".columns.amount]
kind = "number"
step = 1
bins = [[1, 100, 1]]
[tables."public.lines".references.order_id]
to = "public.orders"
children = [[1, 1, 0.25], [2, 2, 0.25], [3, 3, 0.25], [4, 4, 0.25]]
"""


def test_numbers_that_count_a_parents_rows_have_no_gaps(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(LINES)
    (tmp_path / "production.toml").write_text(COUNTED)
    result = pipeline.seed(
        "local", url=database.url, count=100, patterns=tmp_path / "production.toml", root=tmp_path, environ={}
    )
    assert not result.findings
    gaps = "select count(*) from (select 1 from lines group by order_id having max(line) <> count(*)) x"
    assert database.value(gaps) == 0
    assert shares(database, "select line, count(*) from lines group by 1") == {1: 100, 2: 75, 3: 50, 4: 25}
