"""Who did something and why is told where it was done; whoever something is paid by need not be somebody."""

from __future__ import annotations

import pytest

SALES = """
create table staff (id int primary key, name text, created_at timestamptz not null default now());
create table sales (id int primary key, voided_at timestamptz, voided_by int references staff, void_reason text,
    refund_note text, refunded_on date, status text check (status in ('draft', 'approved', 'paid')), approved_by text,
    is_locked boolean not null default false, locked_by text, created_by int references staff, created_at timestamptz)
"""


@pytest.mark.parametrize(
    "together",
    [
        "(voided_at is null) = (voided_by is null)",
        "(voided_at is null) = (void_reason is null)",
        "(refunded_on is null) = (refund_note is null)",
        "(status in ('approved', 'paid')) = (approved_by is not null)",
        "is_locked = (locked_by is not null)",
    ],
)
def test_it_is_told_where_it_was_done(fill, connection, together) -> None:
    fill(SALES, count=200)
    query = f"select count(*) filter (where not ({together})), count(voided_by), count(created_by) from sales"
    wrong, voided, created = connection.execute(query).fetchone()
    assert wrong == 0
    assert 0 < voided < 200
    assert created > voided


def test_nobody_opens_what_was_not_sent(fill, connection) -> None:
    fill(
        "create table mails (id int primary key, sent_at timestamptz, opened_at timestamptz, clicked_at timestamptz)",
        count=200,
    )
    query = """select count(*) filter (where opened_at < sent_at or clicked_at < opened_at
        or (opened_at is not null and sent_at is null) or (clicked_at is not null and opened_at is null)),
        count(clicked_at) > 0 from mails"""
    assert connection.execute(query).fetchone() == (0, True)


@pytest.mark.parametrize(
    ("column", "somebody"),
    [
        ("shipped_by", True),
        ("paid_by", True),
        ("pays_by", False),
        ("travels_by", False),
        ("contact_by", False),
        ("sorted_by", False),
        ("superseded_by", False),
        ("rsvp_by", False),
    ],
)
def test_somebody_is_who_did_something(guess, column, somebody) -> None:
    assert ("Username(" in repr(guess(f"{column} text")[column].generator)) is somebody


def test_nothing_is_won_where_nothing_was(fill, connection) -> None:
    fill(
        """create table bets (id int primary key, stake numeric(10, 2) not null, win_amount numeric(10, 2),
            settled_at timestamptz, status text not null check (status in ('pending', 'won', 'lost')))""",
        count=200,
    )
    query = """select count(*) filter (where (status = 'won') <> (win_amount is not null)
        or (status = 'pending') <> (settled_at is null)), count(win_amount) > 0 from bets"""
    assert connection.execute(query).fetchone() == (0, True)


@pytest.mark.parametrize("null", ["", "?"])
def test_what_comes_back_was_taken_before(guess, rows_of, null: str) -> None:
    made = guess(f"borrowed_at timestamptz{null}", "due_at timestamptz?", "returned_at timestamptz?", name="borrowings")
    columns = {name: found.generator for name, found in made.items()}
    taken, due, back = (rows_of(columns, name) for name in ("borrowed_at", "due_at", "returned_at"))
    assert sum(later is not None for later in back) > 20
    for first, until, later in zip(taken, due, back, strict=True):
        assert later is None or (first is not None and first <= later)
        assert until is None or first is None or 0 <= (until - first).days <= 31


def test_who_arrives_departed_some_hours_before(guess, rows_of) -> None:
    made = guess("departure_time timestamptz", "arrival_time timestamptz", name="trips")
    columns = {name: found.generator for name, found in made.items()}
    for left, there in zip(rows_of(columns, "departure_time"), rows_of(columns, "arrival_time"), strict=True):
        assert 20 <= (there - left).total_seconds() / 60 <= 600
