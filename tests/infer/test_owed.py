"""A payment is of what is owed, however many references away that stands."""

from __future__ import annotations

import pytest

FILMS = """
create table film (id int primary key, rental_rate numeric(4, 2) not null, replacement_cost numeric(5, 2) not null);
create table inventory (id int primary key, film_id int not null references film);
create table staff (id int primary key, hourly_rate numeric(6, 2));
create table rental (id int primary key, inventory_id int not null references inventory);
create table payment (id int primary key, staff_id int not null references staff,
    rental_id int not null references rental, amount numeric(5, 2) not null);
"""
ORDERS = """
create table orders (id int primary key, total_amount numeric(10, 2) not null, shipping_fee numeric(8, 2));
create table payments (id int primary key, order_id int not null references orders, amount numeric(10, 2) not null);
"""
LEASES = """
create table leases (id int primary key, monthly_rent numeric(10, 2) not null);
create table payments (id int primary key, lease_id int not null references leases, amount numeric(10, 2) not null);
"""


@pytest.mark.parametrize(
    ("schema", "owed"),
    [
        (FILMS, "payment p join rental r on r.id = rental_id join inventory i on i.id = inventory_id"
                " join film f on f.id = film_id where amount = rental_rate"),
        (ORDERS, "payments p join orders o on o.id = order_id where amount = total_amount"),
        (LEASES, "payments p join leases l on l.id = lease_id where amount = monthly_rent"),
    ],
)  # fmt: skip
def test_it_is_paid(fill, connection, schema, owed) -> None:
    fill(schema, count=100)
    table = owed.split()[0]
    query = f"select (select count(*) from {owed}) = (select count(*) from {table})"
    assert connection.execute(query).fetchone() == (True,)


@pytest.mark.parametrize(
    ("schema", "table"),
    [
        (ORDERS.replace("order_id int not null", "order_id int"), "payments"),
        (ORDERS.replace("amount numeric(10, 2) not null)", "amount int not null)"), "payments"),
        (ORDERS.replace("table payments", "table refunds"), "refunds"),
    ],
)
def test_other_amounts_are_their_own(fill, connection, schema, table) -> None:
    fill(schema, count=100)
    query = f"select count(*) < 50 from {table} p join orders o on o.id = order_id where amount = total_amount"
    assert connection.execute(query).fetchone() == (True,)
