"""What things cost depends on what they are: a house, a loan, a dish."""

from __future__ import annotations

from statistics import median

import pytest


@pytest.mark.parametrize(
    ("table", "column", "low", "high"),
    [
        ("properties", "price numeric(12,2)", 150_000, 500_000),
        ("property_listings", "asking_price bigint", 150_000, 500_000),
        ("loans", "amount numeric(14,2)", 9_000, 36_000),
        ("deals", "value double", 6_000, 24_000),
        ("invoices", "total_amount numeric(12,2)", 200, 900),
        ("dishes", "price numeric(8,2)", 6, 24),
        ("drinks", "price numeric(8,2)", 2, 9),
        ("tour_packages", "price numeric(10,2)", 300, 1_300),
        ("tournaments", "prize_pool numeric(12,2)", 2_500, 10_000),
        ("gadgets", "price numeric(10,2)", 10, 120),
    ],
)
def test_amounts_are_usual_for_the_thing(guess, rows_of, table: str, column: str, low: float, high: float) -> None:
    name = column.split(maxsplit=1)[0]
    found = rows_of({name: guess(column.replace("double", "float"), name=table)[name].generator}, name, 400)
    assert low <= median(float(str(value)) for value in found) <= high


def test_a_house_to_let_costs_a_month(guess, rows_of) -> None:
    found = guess("price numeric(10,2)", "monthly_deposit numeric(10,2)", name="apartments")
    prices = [float(str(value)) for value in rows_of({"price": found["price"].generator}, "price", 400)]
    assert 600 <= median(prices) <= 2_300


def test_what_a_column_can_hold_comes_first(guess, rows_of) -> None:
    found = rows_of({"price": guess("price numeric(5,2)", name="houses")["price"].generator}, "price", 400)
    assert max(float(str(value)) for value in found) < 1000


@pytest.mark.parametrize("column", ["discount numeric(10,2)", "tax_amount numeric(10,2)", "late_fee numeric(10,2)"])
def test_parts_of_a_price_are_no_price(guess, rows_of, column: str) -> None:
    name = column.split(maxsplit=1)[0]
    found = rows_of({name: guess(column, name="houses")[name].generator}, name, 400)
    assert median(float(str(value)) for value in found) < 5_000


def test_prices_of_houses_are_round(guess, rows_of) -> None:
    found = rows_of({"price": guess("price numeric(12,2)", name="houses")["price"].generator}, "price")
    assert all(float(str(value)).is_integer() for value in found)


def test_names_of_tenants_are_of_firms_where_columns_say_so(guess) -> None:
    assert "Company" in repr(guess("name text", "subdomain text", name="tenants")["name"].generator)
    assert "PersonName" in repr(guess("name text", "birth_date date", "plan text", name="tenants")["name"].generator)
    assert "PersonName" in repr(guess("name text", "phone text", name="customers")["name"].generator)


def test_a_suppliers_pages_are_named_after_the_supplier(guess) -> None:
    found = guess("name text", "contact_name text", "website text", name="suppliers")["website"].generator
    assert "'name'" in repr(found) and "contact_name" not in repr(found)
