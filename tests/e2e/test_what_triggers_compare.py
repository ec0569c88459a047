"""Triggers whose function says what it wants by what it compares: hours of a shift, a sum, a parent of some kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]

GUARD = """
create function public.guard() returns trigger language plpgsql as $$ {body} $$;
create trigger guard before insert on public.{table} for each row execute function public.guard();
"""


def test_a_visit_within_the_weekly_hours(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.guide (id serial primary key, name text not null, active boolean not null);
        create table public.opening (
            id serial primary key, guide_id int not null references public.guide,
            weekday smallint not null check (weekday between 0 and 6),
            opens time not null, closes time not null, check (closes > opens)
        );
        create table public.visit (
            id serial primary key, guide_id int not null references public.guide, day date not null,
            begins time not null, ends time not null, check (ends > begins)
        );
        """
        + GUARD.format(
            table="visit",
            body="""
            declare
                v_active boolean;
                fits boolean;
            begin
                select active into v_active from public.guide where id = new.guide_id;
                if v_active is not true then raise exception 'no such guide'; end if;
                if new.day + new.begins < now() then raise exception 'that is over'; end if;
                select exists (
                    select 1 from public.opening o where o.guide_id = new.guide_id
                        and o.weekday = extract(dow from new.day)::smallint
                        and o.opens <= new.begins and o.closes >= new.ends
                ) into fits;
                if not fits then raise exception 'nobody is there then'; end if;
                if exists (
                    select 1 from public.visit v where v.guide_id = new.guide_id and v.day = new.day
                        and new.begins < v.ends and new.ends > v.begins
                ) then raise exception 'taken'; end if;
                return new;
            end""",
        )
    )
    assert database.counts()["public.visit"] >= 36
    assert max(database.rows("select extract(year from day) from visit"))[0] < 2040


def test_what_is_paid_is_the_sum_of_what_was_bought(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.bill (id serial primary key, opened date not null);
        create table public.position (
            id serial primary key, bill_id int not null references public.bill, pieces int not null check (pieces > 0),
            price numeric(10, 2) not null
        );
        create table public.payment (
            id serial primary key, bill_id int not null references public.bill, amount numeric(12, 2) not null
        );
        """
        + GUARD.format(
            table="payment",
            body="""
            declare v_sum numeric;
            begin
                select coalesce(sum(pieces * price), 0) into v_sum from public.position where bill_id = new.bill_id;
                if new.amount <> v_sum then raise exception 'it comes to %', v_sum; end if;
                return new;
            end""",
        )
    )
    assert not result.findings
    assert database.counts()["public.payment"] > 30


def test_parents_that_have_something_in_common(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.form (id serial primary key, letter text not null);
        create table public.pupil (id serial primary key, form_id int not null references public.form, name text);
        create table public.lesson (id serial primary key, form_id int not null references public.form, topic text);
        create table public.mark (
            id serial primary key, pupil_id int not null references public.pupil,
            lesson_id int not null references public.lesson, given int not null check (given between 1 and 6)
        );
        """
        + GUARD.format(
            table="mark",
            body="""
            declare
                of_pupil int;
                of_lesson int;
            begin
                select form_id into of_pupil from public.pupil where id = new.pupil_id;
                select form_id into of_lesson from public.lesson where id = new.lesson_id;
                if of_pupil <> of_lesson then raise exception 'not in this form'; end if;
                return new;
            end""",
        )
    )
    assert not result.findings
    assert database.counts()["public.mark"] > 30


def test_a_row_that_another_query_has_to_find(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.member (id serial primary key, name text not null);
        create table public.title (id serial primary key, name text not null);
        create table public.loan (id serial primary key, member_id int not null references public.member);
        create table public.loaned (
            loan_id int not null references public.loan, title_id int not null references public.title,
            primary key (loan_id, title_id)
        );
        create table public.opinion (
            id serial primary key, member_id int not null references public.member,
            title_id int not null references public.title, words text
        );
        """
        + GUARD.format(
            table="opinion",
            body="""
            begin
                if not exists (
                    select 1 from public.loan l join public.loaned d on d.loan_id = l.id
                    where l.member_id = new.member_id and d.title_id = new.title_id
                ) then raise exception 'not read'; end if;
                return new;
            end""",
        )
    )
    assert not result.findings
    assert database.counts()["public.opinion"] > 30


def test_a_query_that_is_not_understood_costs_nothing(fill: Fill, database: Any) -> None:
    fill(
        """
        create schema shelf;
        create table public.crate (id serial primary key, kind text not null check (kind in ('wood', 'steel')));
        create view shelf.wooden as select * from public.crate where kind = 'wood';
        create table public.nail (id serial primary key, crate_id int not null references public.crate);
        """
        + GUARD.format(
            table="nail",
            body="""
            begin
                if not exists (select 1 from wooden w where w.id = new.crate_id) then
                    raise exception 'not into that one';
                end if;
                return new;
            end""",
        )
        + "alter function public.guard() set search_path = shelf;"
    )
    assert database.counts()["public.nail"] > 30
