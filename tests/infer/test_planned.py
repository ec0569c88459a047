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


@pytest.mark.parametrize(
    ("column", "labels"),
    [
        ("started_on date not null", "'planned', 'active', 'completed'"),
        ("starts_at timestamptz", "'scheduled', 'completed', 'cancelled'"),
        ("start_date date", "'upcoming', 'ongoing', 'finished'"),
    ],
)
def test_what_is_planned_lies_ahead(fill, connection, column, labels) -> None:
    first = labels.split(",")[0]
    fill(
        f"create table lessons (id int primary key, status text not null check (status in ({labels})), {column},"
        " created_at timestamptz not null default now())",
        count=200,
    )
    name = column.split()[0]
    # The rows' present is the plan's, which the tables here are made without: the first planned one tells it.
    query = f"""select min({name}) filter (where status = {first}) > max({name}) filter (where status <> {first})
        - interval '2 days', count(*) filter (where status = {first}) > 5 from lessons"""
    assert connection.execute(query).fetchone() == (True, True)


def test_an_item_of_a_budget_is_no_goods(guess) -> None:
    columns = ("id int", "category text", "description text")
    budget = guess(*columns, name="budget_items")["category"]
    order = guess(*columns, name="order_items")["category"]
    assert "'Groceries'" in repr(budget.generator)
    assert "'Kitchen'" in repr(order.generator)


def test_yen_have_no_hundredths(fill, connection) -> None:
    fill(
        "create table payments (id int primary key, amount numeric(12, 2) not null,"
        " currency text not null check (currency in ('USD', 'EUR', 'JPY')));"
        "create table counters (id int primary key, amount int not null,"
        " currency text not null check (currency in ('USD', 'EUR', 'JPY')))",
        count=200,
    )
    yen = """select (select count(*) from payments where currency = 'JPY'),
        (select count(*) > 0 from counters where currency = 'JPY')"""
    assert connection.execute(yen).fetchone() == (0, True)


def test_categories_of_income_and_expense_are_of_money(guess) -> None:
    column = "type text"
    found = guess("name text", column, name="categories", checks={"(type in ('income', 'expense'))": "type"})["name"]
    assert repr(found.generator).startswith("Terms('money_category'")


def test_few_buy_seventy_of_anything(guess, rows_of) -> None:
    found = {name: made.generator for name, made in guess("id int", "quantity int", name="orders").items()}
    assert max(rows_of(found, "quantity", 500)) <= 20


@pytest.mark.parametrize("column", ["stall_number text", "seat_number varchar(8)", "booth text"])
def test_places_are_found_by_letters(guess, rows_of, column) -> None:
    found = {name: made.generator for name, made in guess("id int", column, name="bookings").items()}
    assert all(len(value) <= 3 and value[0].isalpha() for value in rows_of(found, column.split()[0]))


def test_lists_of_pictures_are_not_empty(guess, rows_of) -> None:
    found = {
        name: m.generator for name, m in guess("id int", "images text[] default '{}'::text[]", name="products").items()
    }
    values = rows_of(found, "images")
    assert any(values)
    assert all(url.endswith(".jpg") for urls in values for url in urls or ())
