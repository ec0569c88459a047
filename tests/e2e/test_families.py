"""Parents and children that a trigger only takes together, at the end of the transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]

DEPOTS = """
create table public.depot (id serial primary key, name text not null);
create table public.bay (
    id serial primary key, depot_id int not null references public.depot, label text not null,
    kind text not null check (kind in ('main', 'receiving', 'damaged', 'transit'))
);
create unique index one_main_bay on public.bay (depot_id) where kind = 'main';
create function public.has_a_main_bay() returns trigger language plpgsql as $$
begin
    if not exists (select from public.bay where depot_id = new.id and kind = 'main') then
        raise exception 'depot % has no main bay', new.id;
    end if;
    return null;
end $$;
create constraint trigger main_bay after insert on public.depot deferrable initially deferred
    for each row execute function public.has_a_main_bay();
"""


def test_each_parent_has_a_child_of_the_kind_that_it_needs(fill: Fill, database: Any) -> None:
    result = fill(DEPOTS)
    counts = database.counts()
    assert counts["public.depot"] >= 36
    assert counts["public.bay"] >= counts["public.depot"]
    assert not [f for f in result.findings if f.rule == "load-left-out"]
    assert database.rows(
        "select count(*) from depot d where not exists (select from bay b where b.depot_id = d.id and b.kind = 'main')"
    ) == [(0,)]


BILLS = """
create table public.client (id serial primary key, name text not null);
create table public.bill (
    id serial primary key, client_id int not null references public.client,
    total numeric(12, 2) not null check (total >= 0)
);
create table public.product (id serial primary key, label text not null, price numeric(10, 2) not null);
create table public.bill_line (
    id serial primary key, bill_id int not null references public.bill,
    product_id int not null references public.product, {line}
);
create function public.total_is_the_sum() returns trigger language plpgsql as $$
declare the_bill int := case when tg_table_name = 'bill' then (to_jsonb(new) ->> 'id')::int
    else (to_jsonb(new) ->> 'bill_id')::int end;
begin
    if (select total from public.bill where id = the_bill)
        <> (select coalesce(sum({sum}), 0) from public.bill_line where bill_id = the_bill) then
        raise exception 'the total of bill % is not the sum of its lines', the_bill;
    end if;
    if not exists (select from public.bill_line where bill_id = the_bill) then
        raise exception 'bill % has no lines', the_bill;
    end if;
    return null;
end $$;
create constraint trigger bill_adds_up after insert or update on public.bill deferrable initially deferred
    for each row execute function public.total_is_the_sum();
create constraint trigger line_adds_up after insert or update or delete on public.bill_line
    deferrable initially deferred for each row execute function public.total_is_the_sum();
"""


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("amount numeric(12, 2) not null check (amount > 0)", "amount"),
        (
            "pieces int not null check (pieces between 1 and 9), price numeric(10, 2) not null check (price > 0)",
            "pieces * price",
        ),
    ],
)
def test_totals_that_are_sums_asked_for_on_both_sides(fill: Fill, database: Any, line: str, total: str) -> None:
    """The parents go in last: their lines name products, which come after them in the plan."""
    fill(BILLS.replace("{line}", line).replace("{sum}", total))
    counts = database.counts()
    assert counts["public.bill"] >= 36
    assert counts["public.bill_line"] >= counts["public.bill"]
    assert database.rows(
        f"select count(*) from bill b where total <> (select sum({total}) from bill_line l where l.bill_id = b.id)"
    ) == [(0,)]


def test_children_that_name_their_parent_twice(fill: Fill, database: Any) -> None:
    """By a plain key, and by one with the tenant in it."""
    fill(
        """
        create table public.firm (id serial primary key, name text not null);
        create table public.slip (
            id serial primary key, firm_id int not null references public.firm, total int not null check (total >= 0),
            unique (firm_id, id)
        );
        create table public.slip_item (
            id serial primary key, firm_id int not null references public.firm,
            slip_id int not null references public.slip, points int not null check (points > 0),
            foreign key (firm_id, slip_id) references public.slip (firm_id, id)
        );
        create function public.slip_adds_up() returns trigger language plpgsql as $$
        begin
            if (select total from public.slip where id = new.id) is distinct from
                (select sum(points) from public.slip_item where slip_id = new.id) then
                raise exception 'slip % does not add up', new.id;
            end if;
            return null;
        end $$;
        create constraint trigger adds_up after insert or update on public.slip deferrable initially deferred
            for each row execute function public.slip_adds_up();
        """
    )
    counts = database.counts()
    assert counts["public.slip"] >= 20
    assert counts["public.slip_item"] >= counts["public.slip"]
    assert database.rows(
        "select count(*) from slip s where total <> (select sum(points) from slip_item where slip_id = s.id)"
    ) == [(0,)]


def test_a_journal_that_is_posted_once_its_lines_balance(fill: Fill, database: Any) -> None:
    """Lines want a draft, the end of the transaction wants it posted."""
    result = fill(
        """
        create table public.account (id serial primary key, label text not null);
        create table public.journal (
            id serial primary key, memo text not null, status text not null default 'draft'
                check (status in ('draft', 'posted', 'void'))
        );
        create table public.journal_line (
            id serial primary key, journal_id int not null references public.journal,
            account_id int not null references public.account,
            debit numeric(12, 2) not null default 0, credit numeric(12, 2) not null default 0,
            check ((debit > 0 and credit = 0) or (credit > 0 and debit = 0))
        );
        create function public.only_into_drafts() returns trigger language plpgsql as $$
        begin
            if (select status from public.journal where id = new.journal_id) <> 'draft' then
                raise exception 'it is posted already';
            end if;
            return new;
        end $$;
        create trigger only_into_drafts before insert on public.journal_line
            for each row execute function public.only_into_drafts();
        create function public.posted_and_balanced() returns trigger language plpgsql as $$
        declare lines int; off numeric;
        begin
            select count(*), coalesce(sum(debit), 0) - coalesce(sum(credit), 0) into lines, off
            from public.journal_line where journal_id = new.id;
            if (select status from public.journal where id = new.id) <> 'posted' or lines < 2 or off <> 0 then
                raise exception 'unbalanced, or not posted';
            end if;
            return null;
        end $$;
        create constraint trigger posted after insert or update on public.journal deferrable initially deferred
            for each row execute function public.posted_and_balanced();
        """
    )
    counts = database.counts()
    assert counts["public.journal"] >= 10
    assert counts["public.journal_line"] >= 2 * counts["public.journal"] - 1
    assert {status for (status,) in database.rows("select status from journal")} == {"posted"}
    assert not [f for f in result.findings if f.rule == "load-left-out"]


def test_a_family_that_nothing_helps_is_said_to_be_refused(fill: Fill, database: Any) -> None:
    result = fill(DEPOTS.replace("kind = 'main') then", "kind = 'nowhere') then"))
    assert {f.where for f in result.findings} >= {"public.depot"}
    assert all("main bay" in f.message or "every row needs" in f.message for f in result.findings)
    assert database.counts()["public.depot"] == 0
