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


def test_kinds_that_a_trigger_is_made_with(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.party (id serial primary key, name text not null, kind text not null);
        create table public.buyer (party_id int primary key references public.party, terms text);
        create table public.maker (party_id int primary key references public.party, plant text);
        create function public.is_a() returns trigger language plpgsql as $$
        begin
            if (select kind from public.party where id = new.party_id) is distinct from tg_argv[0] then
                raise exception '% is no %', new.party_id, tg_argv[0];
            end if;
            if tg_table_name = 'maker' and exists (select 1 from public.buyer b where b.party_id = new.party_id) then
                raise exception 'a buyer already';
            end if;
            return new;
        end $$;
        create trigger is_a before insert on public.buyer for each row execute function public.is_a('buyer');
        create trigger is_a before insert on public.maker for each row execute function public.is_a('maker');
        """
    )
    counts = database.counts()
    assert counts["public.buyer"] > 5
    assert counts["public.maker"] > 5


def test_a_day_within_the_parents_days(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.tour (
            id serial primary key, starts date not null, ends date not null, check (ends >= starts)
        );
        create table public.stop (
            id serial primary key, tour_id int not null references public.tour, day date not null, place text
        );
        """
        + GUARD.format(
            table="stop",
            body="""
            declare t public.tour%rowtype;
            begin
                select * into t from public.tour where id = new.tour_id;
                if new.day not between t.starts and t.ends then raise exception 'not on tour'; end if;
                return new;
            end""",
        )
    )
    assert not result.findings
    days = database.rows("select s.day - t.starts from stop s join tour t on t.id = s.tour_id where t.ends > t.starts")
    assert len({day for (day,) in days}) > 5


def test_somebody_of_the_same_crew(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.sailor (id serial primary key, name text not null);
        create table public.crew (id serial primary key, name text not null);
        create table public.crew_sailor (
            crew_id int not null references public.crew, sailor_id int not null references public.sailor,
            primary key (crew_id, sailor_id)
        );
        create table public.trip (id serial primary key, crew_id int not null references public.crew, title text);
        create table public.watch (
            trip_id int not null references public.trip, sailor_id int not null references public.sailor,
            hour int not null check (hour between 0 and 23), primary key (trip_id, sailor_id, hour)
        );
        """
        + GUARD.format(
            table="watch",
            body="""
            declare v_crew int;
            begin
                select crew_id into v_crew from public.trip where id = new.trip_id;
                if not exists (
                    select 1 from public.crew_sailor c where c.crew_id = v_crew and c.sailor_id = new.sailor_id
                ) then raise exception 'not of this crew'; end if;
                return new;
            end""",
        )
    )
    assert not result.findings
    assert database.counts()["public.watch"] > 20


def test_who_is_in_a_list_of_those_that_may(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create type public.rank as enum ('guest', 'member', 'manager');
        create table public.club (id serial primary key, name text not null);
        create table public.person (id serial primary key, name text not null);
        create table public.membership (
            person_id int references public.person, club_id int references public.club, rank public.rank not null,
            primary key (person_id, club_id)
        );
        create table public.job (
            id serial primary key, title text not null, club_id int references public.club,
            made_by int references public.person
        );
        create table public.letter (
            id serial primary key, sender int not null references public.person,
            receiver int not null references public.person, words text not null
        );
        create table public.doing (person_id int, job_id int, primary key (person_id, job_id));
        create function public.job_ok() returns trigger language plpgsql as $$
        begin
            if new.made_by in (select person_id from public.membership where club_id = new.club_id) then
                if 'manager' in (select rank from public.membership
                                 where person_id = new.made_by and club_id = new.club_id limit 1)
                then return new;
                else raise exception 'not a manager';
                end if;
            else
                raise exception 'not of the club';
            end if;
        end $$;
        create trigger job_ok before insert on public.job for each row execute function public.job_ok();
        create function public.letter_ok() returns trigger language plpgsql as $$
        begin
            if new.receiver in (select person_id from public.membership where club_id in
                                (select club_id from public.membership where person_id = new.sender))
            then return new;
            end if;
            raise exception 'strangers';
        end $$;
        create trigger letter_ok before insert on public.letter for each row execute function public.letter_ok();
        create function public.doing_ok() returns trigger language plpgsql as $$
        begin
            if new.person_id not in (select m.person_id from public.job j
                    join public.membership m on m.club_id = j.club_id where j.id = new.job_id) then
                raise exception 'not theirs';
            end if;
            return new;
        end $$;
        create trigger doing_ok before insert on public.doing for each row execute function public.doing_ok()
        """
    )
    assert not result.findings
    assert database.counts()["public.job"] == 40
    assert database.counts()["public.letter"] == 80
    assert database.counts()["public.doing"] == 40


def test_no_more_than_so_many_of_a_parent(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.pupil (id serial primary key, name text not null);
        create table public.contact (id serial primary key, pupil_id int not null references public.pupil, phone text);
        create function public.two_at_most() returns trigger language plpgsql as $$
        begin
            if (select count(*) from public.contact where pupil_id = new.pupil_id) >= 3 then
                raise exception 'three at most';
            end if;
            return new;
        end $$;
        create trigger two_at_most before insert on public.contact
            for each row execute function public.two_at_most()
        """
    )
    assert not result.findings
    assert database.value("select max(c) from (select count(*) c from contact group by pupil_id) x") == 3


def test_a_number_of_its_own_that_a_trigger_refuses_stays_empty(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.citizen (id serial primary key, name text not null, ledger_no char(6) unique);
        create function public.adds_up(n text) returns boolean language plpgsql as $$
        begin
            return left(n, 1)::int + right(n, 1)::int = 9;
        end $$;
        """
        + GUARD.format(
            table="citizen",
            body="""
            begin
                if new.ledger_no is null or length(new.ledger_no) <> 6 then return new; end if;
                if public.adds_up(new.ledger_no) = false then raise exception 'no such number'; end if;
                return new;
            end""",
        )
    )
    assert database.counts()["public.citizen"] >= 20


def test_somebody_whom_a_function_of_the_row_knows_to_be_there(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.porter (id serial primary key, name text not null);
        create table public.duty (
            porter_id int not null references public.porter, floor int not null check (floor between 1 and 12),
            primary key (porter_id, floor)
        );
        create table public.bell (
            id serial primary key, porter_id int not null references public.porter,
            floor int not null check (floor between 1 and 12), steps int not null check (steps between 0 and 3)
        );
        create function public.is_there(who int, low int, high int) returns boolean language plpgsql as $$
        declare many int;
        begin
            many := (select count(*) from public.duty where porter_id = who and floor between low and high);
            return many > 0;
        end $$;
        """
        + GUARD.format(
            table="bell",
            body="""
            begin
                if public.is_there(new.porter_id, new.floor, new.floor + new.steps) = false then
                    raise exception 'nobody comes';
                end if;
                return new;
            end""",
        )
    )
    assert database.counts()["public.bell"] >= 40


def test_a_check_that_only_somebodys_mailbox_passes_is_named(fill: Fill, database: Any) -> None:
    result = fill("create table public.pupil (email varchar(60) primary key check (email like '%@pupils.unimi.it'))")
    assert database.counts()["public.pupil"] == 0
    (said,) = [finding for finding in result.findings if finding.rule == "load-left-out"]
    assert "pupil_email_check lets no other pass" in said.hint
