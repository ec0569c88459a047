"""Triggers that only a value which no planned row has can please."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seeding import pipeline
from seeding.findings import Severity
from seeding.report.result import SeedResult

Fill = Callable[[str], SeedResult]


@pytest.fixture
def fill(database: Any, tmp_path: Path) -> Fill:
    """Apply a schema to the empty database, then seed it in an empty folder."""

    def run(ddl: str) -> SeedResult:
        with database.connect() as connection:
            connection.execute(ddl)
        return pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=40)

    return run


def test_a_reply_to_nothing_has_the_default_that_says_so(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.topic (id serial primary key, subject text not null);
        create table public.remark (
            id serial primary key, topic_id int not null references public.topic, body text not null,
            answers int not null default 0
        );
        create function public.within_the_topic() returns trigger language plpgsql as $$
        begin
            if new.answers <> coalesce(
                (select id from public.remark where id = new.answers and topic_id = new.topic_id), 0
            ) then
                raise exception 'it answers a remark of another topic';
            end if;
            return new;
        end $$;
        create trigger within before insert on public.remark
            for each row execute function public.within_the_topic();
        """
    )
    assert not result.findings
    assert (0,) in database.rows("select answers from remark")


def test_a_word_that_only_the_function_knows(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.parcel (id serial primary key, stage text not null, weight numeric not null);
        create function public.begins_somewhere() returns trigger language plpgsql as $$
        begin
            if new.stage not in ('picked up', 'at the depot') then
                raise exception 'a parcel does not begin as %', new.stage;
            end if;
            return new;
        end $$;
        create trigger begins before insert on public.parcel
            for each row execute function public.begins_somewhere();
        """
    )
    assert database.counts()["public.parcel"] == 40
    assert {stage for (stage,) in database.rows("select stage from parcel")} == {"picked up", "at the depot"}


def test_what_the_trigger_gives_is_not_given_and_what_it_makes_is_not_missed(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.deed (id serial primary key, filed_at timestamptz not null, subject text not null);
        create function public.files_itself() returns trigger language plpgsql as $$
        begin
            if new.filed_at is not null then
                raise exception 'the registry says when';
            end if;
            new.filed_at := now();
            return new;
        end $$;
        create trigger files before insert on public.deed for each row execute function public.files_itself();
        create table public.deed_history (
            deed_id int not null references public.deed, step int not null, primary key (deed_id, step)
        );
        create function public.only_by_deeds() returns trigger language plpgsql as $$
        begin
            if pg_trigger_depth() < 2 then
                raise exception 'the history writes itself';
            end if;
            return null;
        end $$;
        create trigger only_by_deeds before insert on public.deed_history
            for each statement execute function public.only_by_deeds();
        create function public.remembers() returns trigger language plpgsql as $$
        begin
            insert into public.deed_history values (new.id, 1);
            return null;
        end $$;
        create trigger remembers after insert on public.deed for each row execute function public.remembers();
        """
    )
    assert database.counts()["public.deed"] == 40
    assert database.counts()["public.deed_history"] == 40
    (found,) = result.findings
    assert (found.where, found.severity) == ("public.deed_history", Severity.NOTE)
    assert found.message.startswith("holds 40 rows that triggers made")


def test_the_value_that_the_parent_has(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.account (id serial primary key, unit text not null, opened date not null);
        create table public.posting (
            id serial primary key, account_id int not null references public.account, unit text not null,
            amount numeric not null
        );
        create function public.in_its_unit() returns trigger language plpgsql as $$
        begin
            if not exists (select from public.account a where a.id = new.account_id and a.unit = new.unit) then
                raise exception 'the account is kept in another unit';
            end if;
            return new;
        end $$;
        create trigger in_its_unit before insert on public.posting
            for each row execute function public.in_its_unit();
        """
    )
    assert database.counts()["public.posting"] == 80


def test_parents_that_take_no_update_are_given_none(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.book (id int primary key, title text not null);
        create function public.never() returns trigger language plpgsql as $$
        begin
            raise exception '% is not allowed', tg_op;
        end $$;
        create trigger never before update or delete on public.book for each statement execute function public.never();
        create table public.entry (
            id serial primary key, book_id int not null references public.book, page int not null
        );
        create function public.even_pages() returns trigger language plpgsql as $$
        begin
            if new.page % 2 = 1 then
                raise exception 'odd pages stay empty';
            end if;
            return new;
        end $$;
        create trigger even before insert on public.entry for each row execute function public.even_pages();
        """
    )
    assert database.counts()["public.entry"] == 80
    assert not result.findings
