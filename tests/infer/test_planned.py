"""What people come to: agreed on before, by day, for some hours, with as many as there is room for."""

from __future__ import annotations

import pytest

EVENTS = """
create table {table} (id int primary key, title text not null, event_type text, location text,
    {start} timestamptz not null, {end} timestamptz not null, capacity int not null, tickets_sold int,
    created_at timestamptz default now())
"""


@pytest.mark.parametrize(
    ("table", "start", "end", "hours"),
    [
        ("events", "start_time", "end_time", 8),
        ("appointments", "starts_at", "ends_at", 2),
        ("markets", "start_at", "end_at", 8),
    ],
)
def test_it_is_agreed_on_before_and_lasts_some_hours(fill, connection, table, start, end, hours) -> None:
    fill(EVENTS.format(table=table, start=start, end=end), count=200)
    (told,) = connection.execute(
        f"""select count(*) from {table} where {start} > created_at
            and extract(hour from {start} at time zone 'utc') between 8 and 19
            and extract(minute from {start})::int % 15 = 0
            and {end} - {start} between interval '30 minutes' and interval '{hours} hours'"""
    ).fetchone()
    assert told == 200


def test_no_more_are_sold_than_there_is_room_for(fill, connection) -> None:
    fill(EVENTS.format(table="events", start="start_time", end="end_time"), count=200)
    wrong = "select count(*) filter (where tickets_sold > capacity), max(capacity) > 60 from events"
    assert connection.execute(wrong).fetchone() == (0, True)


def test_an_event_is_no_entry_of_a_log(guess) -> None:
    planned = guess("event_type text", "location text", "start_date date", name="markets")["event_type"]
    logged = guess("event_type text", "created_at timestamptz", name="audit_events")["event_type"]
    assert "'workshop'" in repr(planned.generator)
    assert "'created'" in repr(logged.generator)


def test_nobody_likes_what_nobody_saw(fill, connection) -> None:
    fill(
        "create table posts (id int primary key, likes_count int default 0, comments_count int default 0,"
        " views_count int default 0)",
        count=200,
    )
    query = "select count(*) from posts where likes_count > views_count or comments_count > views_count"
    assert connection.execute(query).fetchone() == (0,)


def test_fewer_are_put_by_than_there_are(fill, connection) -> None:
    fill("create table stock (id int primary key, stock_count int not null, reserved_count int not null)", count=200)
    assert connection.execute("select count(*) from stock where reserved_count > stock_count").fetchone() == (0,)


@pytest.mark.parametrize("type_", ["int", "numeric(5, 2)", "float8"])
def test_what_is_completed_stands_at_a_hundred(fill, connection, type_) -> None:
    fill(
        "create table enrollments (id int primary key, status text not null check (status in"
        f" ('enrolled', 'in_progress', 'completed')), progress_percentage {type_} not null default 0)",
        count=200,
    )
    query = """select count(*) from enrollments where (status = 'completed') <> (progress_percentage = 100)
        or (status = 'enrolled' and progress_percentage > 5)"""
    assert connection.execute(query).fetchone() == (0,)
