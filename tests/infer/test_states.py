"""A moment is there where the row's flag or state says that it happened, and nowhere else."""

from __future__ import annotations

import pytest

from seeding.columns.when import When


@pytest.mark.parametrize(
    ("columns", "when"),
    [
        ("is_read boolean not null, read_at timestamptz", "is_read"),
        ("deleted boolean not null default false, deleted_on date", "deleted"),
        ("email_verified boolean not null, email_verified_at timestamptz", "email_verified"),
        (
            "status text not null check (status in ('draft', 'published')), published_at timestamptz",
            "status = 'published'",
        ),
        ("state text not null check (state in ('open', 'canceled')), cancelled_at timestamptz", "state = 'canceled'"),
        (
            "status text not null check (status in ('pending', 'paid', 'shipped', 'delivered', 'cancelled')),"
            " paid_at timestamptz",
            "status in ('paid', 'shipped', 'delivered')",
        ),
        (
            "status text not null check (status in ('queued', 'running', 'completed', 'failed')),"
            " started_at timestamptz",
            "status in ('running', 'completed', 'failed')",
        ),
        (
            "status text not null check (status in ('queued', 'running', 'completed', 'failed')),"
            " finished_at timestamptz",
            "status in ('completed', 'failed')",
        ),
        ("status text not null, shipped_at timestamptz", "status in ('shipped', 'delivered')"),
        (
            "status text not null check (status in ('pending', 'in hand', 'on hold')), completed_at timestamptz",
            "status in ('in hand', 'on hold')",
        ),
        (
            "status text not null check (status in ('pendente', 'em andamento')), finalizado_em timestamptz",
            "status = 'em andamento'",
        ),
        (
            "status text not null check (status in ('pending', 'granted', 'refused')), decided_at timestamptz",
            "status in ('granted', 'refused')",
        ),
        ("is_checked_in boolean default false, checked_in_at timestamptz", "is_checked_in"),
        ("email_sent boolean default false, sent_at timestamptz", "email_sent"),
        ("aberto boolean not null, fechado_at timestamptz", "not aberto"),
        ("is_open boolean not null, closed_at timestamptz", "not is_open"),
    ],
)
def test_a_moment_is_there_where_it_happened(fill, connection, columns, when) -> None:
    fill(f"create table orders (id int primary key, created_at timestamptz not null, {columns})", count=200)
    moment = columns.rpartition(",")[2].split()[0]
    query = (
        f"select count(*) filter (where ({when}) <> ({moment} is not null)), count(*) filter (where {when}) from orders"
    )
    wrong, some = connection.execute(query).fetchone()
    assert wrong == 0
    assert 0 < some < 200


@pytest.mark.parametrize(
    "columns",
    [
        "is_read boolean, read_at timestamptz",
        "is_read boolean not null, read_at timestamptz not null",
        "is_read boolean not null, sent_at timestamptz",
        "status text not null check (status in ('open', 'done')), deleted_at timestamptz",
        "is_read boolean not null, read_at timestamptz, check (is_read or read_at is null)",
    ],
)
def test_what_nothing_tells_of_is_left_alone(fill, columns) -> None:
    made = fill(f"create table orders (id int primary key, {columns})")["public.orders"]
    assert not any(isinstance(found.generator, When) and " as status says" in found.reason for found in made.values())
    assert not any(isinstance(found.generator, When) and ", where is_read" in found.reason for found in made.values())


@pytest.mark.parametrize(
    ("columns", "when"),
    [
        ("status text not null check (status in ('paid', 'failed')), error_message text", "status = 'failed'"),
        ("status text not null check (status in ('new', 'rejected')), rejection_reason text", "status = 'rejected'"),
        ("state text not null check (state in ('open', 'canceled')), cancellation_reason text", "state = 'canceled'"),
    ],
)
def test_a_reason_is_given_where_the_state_calls_for_one(fill, connection, columns, when) -> None:
    fill(f"create table requests (id int primary key, {columns})", count=200)
    reason = columns.rpartition(",")[2].split()[0]
    query = f"select count(*) filter (where not ({when}) and {reason} is not null), count({reason}) from requests"
    wrong, given = connection.execute(query).fetchone()
    assert wrong == 0
    assert given > 20


def test_a_truth_called_as_a_state_is_that(fill, connection) -> None:
    fill(
        """create type ticket_status as enum ('PENDING', 'PAID', 'USED', 'EXPIRED');
        create table tickets (id int primary key, status ticket_status not null default 'PENDING',
            used boolean not null default false, is_paid boolean not null, checked boolean not null)""",
        count=200,
    )
    query = """select count(*) filter (where used <> (status = 'USED') or is_paid <> (status = 'PAID')),
        count(*) filter (where used) > 0, count(distinct checked) from tickets"""
    assert connection.execute(query).fetchone() == (0, True, 2)
