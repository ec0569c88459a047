"""Tables whose rows triggers take away again are not said to be filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seeding.findings import Severity
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]

WORKED_OFF = """
create table public.letter (id serial primary key, subject text not null);
create table public.letter_pending (
    id serial primary key, letter_id int not null references public.letter, noted timestamptz not null default now()
);
create function public.work_off() returns trigger language plpgsql as $$
begin
    {what}
    return null;
end $$;
create constraint trigger work_off after insert on public.letter_pending
    deferrable initially {when} for each row execute function public.work_off();
"""


def test_a_queue_that_is_worked_off_at_the_end(fill: Fill, database: Any) -> None:
    result = fill(WORKED_OFF.format(what="delete from letter_pending where id = new.id;", when="deferred"))
    assert database.counts()["public.letter_pending"] == 0
    (found,) = result.findings
    assert (found.rule, found.where, found.severity) == ("load-emptied", "public.letter_pending", Severity.NOTE)
    assert found.message.startswith("is empty: 80 were written, and work_off on public.letter_pending took them away")
    assert result.rows == database.counts()["public.letter"] == 40


def test_some_are_left(fill: Fill, database: Any) -> None:
    result = fill(
        WORKED_OFF.format(
            what="if new.id % 2 = 0 then delete from public.letter_pending where id = new.id; end if;", when="immediate"
        )
    )
    assert database.counts()["public.letter_pending"] == 40
    (found,) = result.findings
    assert found.message.startswith("has 40 rows: 80 were written")


def test_nothing_is_said_where_nothing_goes(fill: Fill, database: Any) -> None:
    result = fill(
        WORKED_OFF.format(what="update letter set subject = subject where id = new.letter_id;", when="deferred")
    )
    assert not result.findings
    assert database.counts()["public.letter_pending"] == 80


def test_it_is_gone_with_the_rest(fill: Fill, database: Any) -> None:
    fill(WORKED_OFF.format(what="delete from letter_pending where id % 2 = 0;", when="deferred"))
    again = fill(seed=7)
    assert database.counts()["public.letter_pending"] == 40
    assert [found.rule for found in again.findings] == ["load-emptied"]
