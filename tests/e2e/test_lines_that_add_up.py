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
