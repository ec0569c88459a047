"""Ledgers whose triggers want every entry to balance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seeding import pipeline

HEAD = """
create table public.entry (id serial primary key, day date not null, memo text);
create table public.account (id serial primary key, label text not null);
"""
TRIGGER = """
create function public.entry_balances() returns trigger language plpgsql as $$
begin
    if (select {sum} from public.line l where l.entry_id = new.entry_id) <> 0 then
        raise exception 'entry % does not balance', new.entry_id;
    end if;
    return null;
end $$;
create {kind} trigger balances after insert on public.line {when}
    for each row execute function public.entry_balances();
"""
LINE = """
create table public.line (
    id serial primary key, entry_id int not null references public.entry,
    account_id int not null references public.account, {columns}
);
"""


@pytest.mark.parametrize(
    ("columns", "total"),
    [
        ("cents bigint not null check (cents <> 0)", "sum(l.cents)"),
        (
            "debit numeric(12, 2) not null default 0, credit numeric(12, 2) not null default 0, "
            "check (debit >= 0 and credit >= 0), check ((debit = 0) <> (credit = 0))",
            "sum(l.debit) - sum(l.credit)",
        ),
        (
            "debit numeric(12, 2) check (debit > 0), credit numeric(12, 2) check (credit > 0), "
            "check (num_nonnulls(debit, credit) = 1)",
            "coalesce(sum(l.debit), 0) - coalesce(sum(l.credit), 0)",
        ),
        (
            "side text not null check (side in ('debit', 'credit')), amount numeric(12, 2) not null check (amount > 0)",
            "sum(case l.side when 'debit' then l.amount else - l.amount end)",
        ),
    ],
)
@pytest.mark.parametrize("when", ["", "deferrable initially deferred"])
def test_every_entry_balances(database: Any, tmp_path: Path, columns: str, total: str, when: str) -> None:
    with database.connect() as connection:
        connection.execute(
            HEAD
            + LINE.replace("{columns}", columns)
            + TRIGGER.format(sum=total, kind="constraint" if when else "", when=when)
        )
    result = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=20)
    assert not result.findings
    assert database.counts()["public.line"] == 40
    assert database.rows(f"select count(*) from (select 1 from line l group by entry_id having {total} <> 0) t") == [
        (0,)
    ]


def test_lines_of_a_movement_that_is_no_table(database: Any, tmp_path: Path) -> None:
    """What binds the lines is a plain uuid, and each of them stands on a side and an account of its own."""
    with database.connect() as connection:
        connection.execute(
            """
            create table public.loan (id uuid primary key, purpose text not null);
            create table public.posting (
                id uuid primary key, movement uuid not null, loan_id uuid not null references public.loan,
                book text not null check (book in ('BANK', 'LENT')), side text not null check (side in ('IN', 'OUT')),
                amount numeric(12, 2) not null check (amount > 0), unique (loan_id, book)
            );
            create function public.movement_adds_up() returns trigger language plpgsql as $$
            declare off numeric;
            begin
                select coalesce(sum(case when side = 'IN' then amount else - amount end), 0) into off
                from public.posting where movement = new.movement;
                if off <> 0 then raise exception 'movement % is off by %', new.movement, off; end if;
                return null;
            end $$;
            create constraint trigger adds_up after insert on public.posting deferrable initially deferred
                for each row execute function public.movement_adds_up();
            """
        )
    pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=20)
    assert database.counts()["public.posting"] >= 10
    assert database.rows("select distinct count(*) from posting group by movement") == [(2,)]


def test_lines_balance_in_a_currency_that_their_account_holds(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(
            """
            create table public.entry (id serial primary key, memo text);
            create table public.account (id serial primary key, label text not null, currencies jsonb not null);
            create table public.line (
                id serial primary key, entry_id int not null references public.entry,
                account_id int not null references public.account, currency varchar(3) not null,
                debit numeric(12, 2) check (debit > 0), credit numeric(12, 2) check (credit > 0)
            );
            create function public.line_balances() returns trigger language plpgsql as $$
            begin
                if new.debit is null and new.credit is null or new.debit is not null and new.credit is not null then
                    raise exception 'debit or credit, and not both';
                end if;
                perform from public.line l where l.entry_id = new.entry_id
                    group by l.currency having sum(coalesce(l.debit, 0) - coalesce(l.credit, 0)) <> 0;
                if found then
                    raise exception 'entry % does not balance', new.entry_id;
                end if;
                return null;
            end $$;
            create constraint trigger balances after insert on public.line deferrable initially deferred
                for each row execute function public.line_balances();
            create function public.line_currency() returns trigger language plpgsql as $$
            begin
                perform from public.account a
                    where a.id = new.account_id and a.currencies @> to_jsonb(array[new.currency]::text[]);
                if not found then
                    raise exception 'account % does not hold %', new.account_id, new.currency;
                end if;
                return null;
            end $$;
            create constraint trigger held after insert on public.line deferrable initially deferred
                for each row execute function public.line_currency();
            """
        )
    pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=20)
    # Pairs whose currency the account has not are left out.
    assert database.counts()["public.line"] >= 8
    assert database.value("select count(*) from account where jsonb_typeof(currencies) = 'array'") == 20
