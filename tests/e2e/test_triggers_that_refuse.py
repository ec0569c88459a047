"""Triggers that want something of a row: other values are tried on the server until they are content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from seeding.findings import Severity
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


SHOWS = """
create table public.show (
    id serial primary key, title text not null,
    state text not null check (state in ('planned', 'open', 'over', 'cancelled'))
);
create table public.guest (id serial primary key, full_name text not null);
"""


def test_a_parent_in_the_state_that_the_trigger_asks_for(fill: Fill, database: Any) -> None:
    result = fill(
        SHOWS
        + """
        create table public.rating (
            id serial primary key, show_id int not null references public.show,
            guest_id int not null references public.guest, stars int not null check (stars between 1 and 5)
        );
        create function public.only_of_what_is_over() returns trigger language plpgsql as $$
        begin
            if (select state from public.show where id = new.show_id) <> 'over' then
                raise exception 'the show is not over';
            end if;
            return new;
        end $$;
        create trigger over before insert on public.rating
            for each row execute function public.only_of_what_is_over();
        """
    )
    assert database.counts()["public.rating"] == 80
    assert not result.findings
    states = database.rows("select distinct s.state from rating r join show s on s.id = r.show_id")
    assert states == [("over",)]


def test_a_pair_that_another_table_must_have(fill: Fill, database: Any) -> None:
    # `admission` would come before `ticket` by its name.
    fill(
        SHOWS
        + """
        create table public.ticket (
            show_id int references public.show, guest_id int references public.guest, primary key (show_id, guest_id)
        );
        create table public.admission (
            id serial primary key, show_id int not null references public.show,
            guest_id int not null references public.guest, at timestamptz not null
        );
        create function public.has_a_ticket() returns trigger language plpgsql as $$
        begin
            perform from ticket t where t.show_id = new.show_id and t.guest_id = new.guest_id;
            if not found then
                raise exception 'no ticket';
            end if;
            return new;
        end $$;
        create trigger ticket before insert on public.admission for each row execute function public.has_a_ticket();
        """
    )
    assert database.counts()["public.admission"] > 0
    assert database.rows("select count(*) from admission a left join ticket t using (show_id, guest_id) "
                          "where t.show_id is null") == [(0,)]  # fmt: skip


def test_a_row_that_is_only_complete_with_children_is_left_open(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.claim (id serial primary key, approved_at timestamptz, amount int not null);
        create table public.claim_part (
            id serial primary key, claim_id int not null references public.claim, amount int not null
        );
        create function public.adds_up(int) returns void language plpgsql as $$
        begin
            if exists (
                select from claim c where c.id = $1 and c.approved_at is not null
                and c.amount is distinct from (select sum(p.amount) from claim_part p where p.claim_id = c.id)
            ) then
                raise exception 'claim % does not add up', $1;
            end if;
        end $$;
        create function public.claim_adds_up() returns trigger language plpgsql as $$
        begin
            if new.approved_at is not null then perform public.adds_up(new.id); end if;
            return null;
        end $$;
        create function public.part_adds_up() returns trigger language plpgsql as $$
        begin
            perform public.adds_up(new.claim_id);
            return null;
        end $$;
        create constraint trigger whole after insert on public.claim deferrable initially deferred
            for each row execute function public.claim_adds_up();
        create constraint trigger part after insert on public.claim_part deferrable initially deferred
            for each row execute function public.part_adds_up();
        """
    )
    assert database.counts()["public.claim"] == 40
    assert database.counts()["public.claim_part"] > 0
    assert database.rows("select count(approved_at) from claim") == [(0,)]


def test_a_row_elsewhere_that_a_trigger_wants_at_commit(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.person (id serial primary key, full_name text not null);
        create table public.person_part (
            person_id int references public.person, part text check (part in ('author', 'reviewer')),
            primary key (person_id, part)
        );
        create table public.article (
            id serial primary key, title text not null, written_by int not null references public.person
        );
        create function public.by_an_author() returns trigger language plpgsql as $$
        begin
            if not exists (select from person_part p where p.person_id = new.written_by and p.part = 'author') then
                raise exception 'person % is no author', new.written_by;
            end if;
            return null;
        end $$;
        create constraint trigger author after insert on public.article deferrable initially deferred
            for each row execute function public.by_an_author();
        """
    )
    assert database.counts()["public.article"] == 80
    assert not [finding for finding in result.findings if finding.where == "public.article"]


def test_the_same_rows_every_time(fill: Fill, database: Any) -> None:
    ddl = (
        SHOWS
        + """
        create table public.visit (
            id serial primary key, show_id int not null references public.show, seat int
        );
        create function public.open_only() returns trigger language plpgsql as $$
        begin
            if (select state from public.show where id = new.show_id) <> 'open' or new.seat is null then
                raise exception 'no';
            end if;
            return new;
        end $$;
        create trigger open before insert on public.visit for each row execute function public.open_only();
        """
    )
    fill(ddl)
    first = database.rows("select * from visit order by id")
    assert first
    with database.connect() as connection:
        connection.execute("drop schema public cascade; create schema public; drop schema _seed cascade")
    fill(ddl)
    assert database.rows("select * from visit order by id") == first


def test_a_tenant_that_both_rows_must_have(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.tenant (id uuid primary key default gen_random_uuid(), name text not null);
        create table public.line (
            id uuid primary key default gen_random_uuid(), tenant_id uuid not null references public.tenant
        );
        create table public.stop (
            id uuid primary key default gen_random_uuid(), tenant_id uuid not null references public.tenant,
            line_id uuid not null references public.line, city text not null
        );
        create function public.same_tenant() returns trigger language plpgsql as $$
        begin
            if (select tenant_id from public.line where id = new.line_id) is distinct from new.tenant_id then
                raise exception 'line of another tenant';
            end if;
            return new;
        end $$;
        create trigger tenant before insert on public.stop for each row execute function public.same_tenant();
        """
    )
    assert database.counts()["public.stop"] >= 72
    assert database.rows(
        "select count(*) from stop s join line l on l.id = s.line_id and l.tenant_id = s.tenant_id"
    ) == [(database.counts()["public.stop"],)]
    assert all(finding.where == "public.stop" for finding in result.findings)


def test_whoever_the_row_is_about_is_asking(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create schema auth;
        create function auth.uid() returns uuid language sql stable as
            $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
        create table public.member (id uuid primary key default gen_random_uuid(), nickname text not null);
        create table public.post (
            id uuid primary key default gen_random_uuid(), author_id uuid not null references public.member,
            reviewer_id uuid references public.member, body text not null
        );
        create function public.as_oneself() returns trigger language plpgsql as $$
        begin
            if auth.uid() is distinct from new.author_id then
                raise exception 'not as somebody else';
            end if;
            return new;
        end $$;
        create trigger oneself before insert on public.post for each row execute function public.as_oneself();
        create table public.log (id serial primary key, who uuid default auth.uid());
        """
    )
    assert database.counts()["public.post"] == 80
    assert not result.findings


def test_whoever_asks_is_nobody_at_first_and_a_user_where_one_is_wanted(fill: Fill, database: Any) -> None:
    """A log notes who did it: any other uuid of the row would refer to nobody."""
    result = fill(
        """
        create schema auth;
        create table auth.users (id uuid primary key default gen_random_uuid(), email text);
        create function auth.uid() returns uuid language sql stable as
            $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
        create table public.firm (id uuid primary key default gen_random_uuid(), label text not null);
        create table public.log (id serial primary key, who uuid references auth.users, what text not null);
        create table public.holder (
            id uuid primary key default gen_random_uuid(), firm_id uuid not null references public.firm,
            part int not null check (part between 0 and 100)
        );
        create function public.parts_of_a_whole() returns trigger language plpgsql as $$
        begin
            if (select coalesce(sum(part), 0) from public.holder where firm_id = new.firm_id) + new.part > 100 then
                raise exception 'more than the whole';
            end if;
            insert into public.log (who, what) values (auth.uid(), 'holder');
            return new;
        end $$;
        create trigger parts before insert on public.holder for each row execute function public.parts_of_a_whole();
        create table public.memo (
            id uuid primary key default gen_random_uuid(), firm_id uuid not null references public.firm,
            writer uuid not null references auth.users, body text not null
        );
        create function public.signed() returns trigger language plpgsql as $$
        begin
            if auth.uid() is null then
                raise exception 'nobody wrote it';
            end if;
            new.writer := auth.uid();
            return new;
        end $$;
        create trigger signed before insert on public.memo for each row execute function public.signed();
        """
    )
    assert database.counts()["public.holder"] >= 60
    assert database.counts()["public.memo"] == 80
    assert {f.where for f in result.findings if f.severity is not Severity.NOTE} <= {"public.holder"}


@pytest.mark.parametrize("code", ["XX000", "40002", "57000"])
def test_an_error_of_any_class_is_about_the_row_that_met_it(fill: Fill, database: Any, code: str) -> None:
    result = fill(
        f"""
        create table public.shelf (id serial primary key, label text not null);
        create table public.crate (id serial primary key, label text not null);
        create function public.never() returns trigger language plpgsql as $$
        begin
            raise exception 'crates are not taken' using errcode = '{code}';
        end $$;
        create trigger never before insert on public.crate for each row execute function public.never();
        """
    )
    assert database.counts() == {"public.shelf": 40, "public.crate": 0}
    (found,) = result.findings
    assert "crates are not taken" in found.message


def test_a_row_that_the_function_looks_for_by_three_columns(fill: Fill, database: Any) -> None:
    """Of a hundred thousand combinations forty are there: they are taken from where the function looks."""
    result = fill(
        """
        create table public.doctor (id serial primary key, name text not null);
        create table public.clinic (id serial primary key, name text not null);
        create table public.duty (
            doctor_id int not null references public.doctor, clinic_id int not null references public.clinic,
            weekday int not null check (weekday between 0 and 6), primary key (doctor_id, weekday)
        );
        create table public.visit (
            id serial primary key, doctor_id int not null references public.doctor,
            clinic_id int not null references public.clinic, weekday int not null, patient text not null
        );
        create function public.on_duty() returns trigger language plpgsql as $$
        begin
            if not exists (
                select from public.duty d
                where d.doctor_id = new.doctor_id and d.clinic_id = new.clinic_id and d.weekday = new.weekday
            ) then
                raise exception 'the doctor is not there on that day';
            end if;
            return new;
        end $$;
        create trigger on_duty before insert on public.visit for each row execute function public.on_duty();
        """
    )
    assert database.counts()["public.visit"] >= 72
    assert len(result.findings) <= 1


PICTURES = """
create table public.ward (id serial primary key, name text not null);
create table public.nurse (id serial primary key, full_name text not null);
create table public.room (id serial primary key, number int not null);
create table public.drug (code text primary key);
create table public.picture (
    id serial primary key, ward_id int references public.ward, nurse_id int references public.nurse,
    room_id int references public.room, drug_code text references public.drug, url text not null
);
"""


def test_exactly_one_of_many_that_a_trigger_counts(fill: Fill, database: Any) -> None:
    result = fill(
        PICTURES
        + """
        create function public.of_one_thing() returns trigger language plpgsql as $$
        declare
            n int := 0;
        begin
            if new.ward_id is not null then n := n + 1; end if;
            if new.nurse_id is not null then n := n + 1; end if;
            if new.room_id is not null then n := n + 1; end if;
            if new.drug_code is not null then n := n + 1; end if;
            if n = 0 then
                raise exception 'a picture of nothing';
            elsif n > 1 then
                raise exception 'a picture of % things', n;
            end if;
            return new;
        end $$;
        create trigger one before insert or update on public.picture
            for each row execute function public.of_one_thing();
        """
    )
    assert not result.findings
    assert database.counts()["public.picture"] == 40
    each = "select count(ward_id) > 0, count(nurse_id) > 0, count(room_id) > 0, count(drug_code) > 0 from picture"
    assert database.rows(each) == [(True, True, True, True)]


def test_one_at_least_by_a_sum(fill: Fill, database: Any) -> None:
    result = fill(
        PICTURES
        + """
        create function public.of_something() returns trigger language plpgsql as $$
        begin
            if (new.ward_id is not null)::int + (new.room_id is not null)::int < 1 then
                raise exception 'where?';
            end if;
            return new;
        end $$;
        create trigger something before insert on public.picture for each row execute function public.of_something();
        """
    )
    assert not result.findings
    assert database.counts()["public.picture"] == 40


def test_a_row_of_a_list_that_a_trigger_knows_by_name(fill: Fill, database: Any) -> None:
    """The word stands in another table's key: of a department, of a role."""
    result = fill(
        """
        create table public.department (department_name varchar(60) primary key, floor int not null);
        create table public.role (id serial primary key, name text not null unique);
        create table public.nurse (
            id serial primary key, full_name text not null, role_id int not null references public.role,
            department_name varchar(60) not null references public.department
        );
        create table public.triage (
            id serial primary key, nurse_id int not null references public.nurse, level int not null
        );
        create function public.in_emergency() returns trigger language plpgsql as $$
        declare
            found_in varchar(60);
            held text;
        begin
            select department_name into found_in from public.nurse where id = new.nurse_id;
            if found_in <> 'Emergency' then
                raise exception 'works in %', found_in;
            end if;
            select r.name into held from public.nurse n join public.role r on r.id = n.role_id
            where n.id = new.nurse_id;
            if held is distinct from 'TRIAGE' then
                raise exception 'is a %', held;
            end if;
            return new;
        end $$;
        create trigger in_emergency before insert on public.triage
            for each row execute function public.in_emergency();
        """
    )
    assert not result.findings
    counts = database.counts()
    assert counts["public.triage"] >= 40
    assert database.value("select count(*) from public.department where department_name = 'Emergency'") == 1
    assert database.value("select count(*) from public.role where name = 'TRIAGE'") == 1
    assert database.value("select count(distinct role_id) > 3 from public.nurse")


def test_what_a_trigger_says_of_the_row_is_planned_for(fill: Fill, database: Any) -> None:
    """As if checks said it: each row at once, and a unique number in its form."""
    result = fill(
        """
        create table public.device (
            id serial primary key, kind text not null, serial_no text not null unique, share numeric not null,
            attrs jsonb not null default '{}'
        );
        create function public.device_ok() returns trigger language plpgsql as $$
        declare
            parts text[] := '{}';
        begin
            if new.kind not in ('sensor', 'gateway', 'meter') then
                raise exception 'unknown kind %', new.kind;
            end if;
            if new.kind = 'sensor' and not (new.attrs ? 'unit') then
                raise exception 'a sensor has a unit';
            end if;
            if new.serial_no !~ '^[A-Z]{3}-[0-9]{6}$' or new.share not between 0 and 1 then
                raise exception 'malformed';
            end if;
            return new;
        end $$;
        create trigger device_ok before insert or update on public.device
            for each row execute function public.device_ok();
        """
    )
    assert not result.findings
    assert database.counts()["public.device"] == 40
    assert database.value("select count(distinct kind) from public.device") >= 2


def test_what_no_row_can_be_is_left_to_the_server(fill: Fill, database: Any) -> None:
    """A condition that is misread, or holds for no row, keeps nothing out that the server takes."""
    fill(
        """
        create table public.lamp (id serial primary key, watts int not null check (watts between 1 and 100));
        create function public.bright() returns trigger language plpgsql as $$
        begin
            if new.watts < 500 then
                raise exception 'too dark';
            end if;
            return new;
        exception when others then
            return new;
        end $$;
        create trigger bright before insert on public.lamp for each row execute function public.bright();
        """
    )
    assert database.counts()["public.lamp"] == 40


def test_what_a_trigger_wants_to_be_still_to_come_is_planned_so(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.desk (id serial primary key, label text not null);
        create table public.booking (
            id serial primary key, desk_id int not null references public.desk, day date not null,
            remind_at timestamptz
        );
        create function public.not_in_the_past() returns trigger language plpgsql as $$
        begin
            if new.day < current_date then
                raise exception 'no desk can be booked for %, which is over', new.day;
            end if;
            return new;
        end $$;
        create trigger not_in_the_past before insert on public.booking
            for each row execute function public.not_in_the_past();
        """
    )
    assert not result.findings
    assert database.counts()["public.booking"] == 80
    # As the plan has them, and none of them the far day that is tried where nothing is known.
    assert database.value("select count(distinct day) > 20 and max(day) < '2090-01-01' from booking")
