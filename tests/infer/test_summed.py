"""What others of the row make up: totals, what is left, what there is after a change, quotients."""

from __future__ import annotations

import pytest

from tests.infer.test_neighbours import table


def rows(made, *names: str):
    return zip(*(made[name] for name in names), strict=True)


@pytest.mark.parametrize(
    ("columns", "holds"),
    [
        (
            ("input_tokens int", "output_tokens int", "total_tokens int"),
            lambda input_tokens, output_tokens, total_tokens: input_tokens + output_tokens == total_tokens,
        ),
        (
            ("days_0_30 numeric(10,2)", "days_31_60 numeric(10,2)", "days_61_90 numeric(10,2)", "total numeric(10,2)"),
            lambda a, b, c, total: a + b + c == total,
        ),
        (
            ("total numeric(18,8)", "locked numeric(18,8)", "available numeric(18,8)"),
            lambda total, locked, available: total - locked == available and locked <= total,
        ),
        (
            ("total_amount numeric(18,2)", "available_amount numeric(18,2)"),
            lambda total, available: available <= total,
        ),
        (
            ("balance numeric(18,2)", "locked_balance numeric(18,2)"),
            lambda balance, locked: locked <= balance,
        ),
        (
            ("quantity int", "quantity_before int", "quantity_after int"),
            lambda quantity, before, after: before + quantity == after,
        ),
        (
            ("total numeric(12,2)", "amount_received numeric(12,2)", "change_amount numeric(12,2)"),
            lambda total, received, change: max(0, received - total) == change,
        ),
        (
            ("stake numeric(18,2)", "total_odds numeric(10,4)", "potential_win numeric(18,2)"),
            lambda stake, odds, win: abs(stake * odds - win) < 1,
        ),
        (
            ("subtotal numeric(12,2)", "tax_rate numeric(5,2) default 0", "tax_amount numeric(12,2)"),
            lambda subtotal, rate, tax: abs(float(subtotal * rate) / 100 - float(tax)) < 0.011,
        ),
        (
            ("spend numeric(10,2)", "leads int", "cpl numeric(10,2)"),
            lambda spend, leads, cpl: not leads or abs(float(spend) / leads - float(cpl)) < 0.011,
        ),
        (
            ("rate_low numeric(10,2)", "rate_high numeric(10,2)", "average_rate numeric(10,2)"),
            lambda low, high, mean: low <= mean <= high,
        ),
        (
            ("monthly_rent numeric(10,2)", "deposit numeric(10,2)"),
            lambda rent, deposit: rent <= deposit <= 2 * rent and rent > 50,
        ),
        (
            ("purchase_price numeric(12,2)", "sale_price numeric(12,2)"),
            lambda purchase, sale: purchase <= sale,
        ),
        (
            ("quantity int", "unit_price numeric(9,2)", "discount_amount numeric(9,2)", "line_total numeric(9,2)"),
            lambda quantity, price, off, total: max(0, quantity * price - off) == total,
        ),
        (('"count" int', '"limit" int'), lambda count, limit: count <= limit),
    ],
)
def test_it_adds_up(guess, columns, holds) -> None:
    columns = tuple(column.replace('"', "") for column in columns)
    made = table(guess(*columns))
    names = [column.split()[0] for column in columns]
    assert all(holds(*row) for row in rows(made, *names))


def test_what_goes_out_is_taken_away(fill, connection) -> None:
    fill(
        """create table movements (id int primary key,
            type text not null check (type in ('purchase', 'sale', 'return')), quantity int not null,
            stock_before int not null, stock_after int not null)""",
        count=200,
    )
    query = """select count(*) filter (where stock_after <>
        stock_before + case when type = 'sale' then -quantity else quantity end), count(distinct type) from movements"""
    assert connection.execute(query).fetchone() == (0, 3)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (("net_amount numeric", "tax_amount numeric", "total_amount numeric"), "total_amount"),
        (("max_users int", "active_users int", "total_users int"), "total_users"),
        (("available boolean", "total int"), "available"),
        (("first_win_at date", "stake numeric"), "stake"),
    ],
)
def test_other_numbers_are_left_to_others(guess, columns, name) -> None:
    assert ", from " not in guess(*columns)[name].reason


def test_a_lease_costs_what_the_flat_does(fill, connection) -> None:
    fill(
        """create table flats (id int primary key, monthly_rent numeric(10, 2) not null);
        create table leases (id int primary key, flat_id int not null references flats,
            monthly_rent numeric(10, 2) not null)""",
        count=100,
    )
    query = "select count(*) from leases l join flats f on f.id = l.flat_id where l.monthly_rent <> f.monthly_rent"
    assert connection.execute(query).fetchone() == (0,)


def test_nobody_is_further_than_the_goal(guess) -> None:
    made = table(guess("start_value numeric", "target_value numeric", "current_value numeric"))
    assert all(start <= at <= goal for start, at, goal in rows(made, "start_value", "current_value", "target_value"))
