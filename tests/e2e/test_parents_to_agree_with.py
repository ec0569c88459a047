"""What children ask of their parents beside the key: a kind that a check fixes, a row that a trigger makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from seeding import pipeline
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


def test_a_kind_that_only_the_childs_check_names(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.party (id serial, kind varchar(40) not null, primary key (id, kind));
        create table public.charity (
            party_id int primary key, party_kind varchar(40) not null default 'charity' check (party_kind = 'charity'),
            foreign key (party_id, party_kind) references public.party (id, kind)
        );
        create table public.guild (
            party_id int primary key, party_kind varchar(40) not null check (party_kind in ('guild')),
            foreign key (party_id, party_kind) references public.party (id, kind)
        );
        """
    )
    assert not [found for found in result.findings if found.rule.startswith("load-")]
    kinds = dict(database.rows("select kind, count(*)::int from party group by kind"))
    assert kinds == {"charity": database.counts()["public.charity"], "guild": database.counts()["public.guild"]}


def test_a_check_that_looks_at_the_parent(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.account (
            id serial primary key, plan text not null check (plan in ('free', 'basic', 'team', 'firm'))
        );
        create function public.is_on(given int, variadic wanted text[]) returns boolean language plpgsql as $$
        begin
            return (select plan from public.account where id = given) = any (wanted);
        end $$;
        create table public.seat_of_an_account_whose_plan_has_seats_for_more (
            id serial primary key, account_id int not null references public.account,
            invited_by int not null references public.account, label text not null,
            constraint has_seats check (public.is_on(account_id, 'team', 'firm'))
        );
        create function public.notes() returns trigger language plpgsql as $$ begin return new; end $$;
        create trigger notes before insert on public.seat_of_an_account_whose_plan_has_seats_for_more
            for each row execute function public.notes();
        """
    )
    # Without other parents, the half of them that fall on plans without seats would be missing.
    assert database.counts()["public.seat_of_an_account_whose_plan_has_seats_for_more"] > 30


def test_tables_whose_triggers_make_their_rows_in_one_registry(fill: Fill, database: Any) -> None:
    kinds = ("bridge", "canal", "lock", "weir")
    tables = "".join(
        f"""
        create table public.{kind} (oid uuid primary key references public.registry, label text not null);
        create trigger registers before insert on public.{kind}
            for each row execute function public.registers();
        create table public.{kind}_visit (id serial primary key, {kind} uuid not null references public.{kind});
        """
        for kind in kinds
    )
    result = fill(
        f"""
        create table public.registry (oid uuid primary key default gen_random_uuid());
        create function public.registers() returns trigger language plpgsql as $$
        begin
            if new.oid is not null then
                insert into public.registry values (new.oid);
            else
                insert into public.registry default values returning oid into new.oid;
            end if;
            return new;
        end $$;
        {tables}
        """
    )
    counts = database.counts()
    assert not result.findings
    assert all(counts[f"public.{kind}"] == 40 and counts[f"public.{kind}_visit"] for kind in kinds)
    assert counts["public.registry"] == 40 * len(kinds)  # none that is of nothing


def test_too_few_parents_that_a_check_accepts(fill: Fill, database: Any) -> None:
    (found,) = fill(
        """
        create table public.room (id serial primary key, floor int not null check (floor between 1 and 4));
        create function public.is_high(given int) returns boolean language sql as
            'select floor = 4 from public.room where id = given';
        create table public.view (
            room_id int primary key references public.room, label text not null,
            constraint from_above check (public.is_high(room_id))
        );
        """
    ).findings[-1:]
    high = database.value("select count(*) from public.room where floor = 4")
    assert 0 < database.counts()["public.view"] <= high
    assert found.where == "public.view"
    assert "have more rows in public.room that it accepts" in found.hint


def test_what_each_parent_has_one_of_is_as_many_as_they_are(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.jar (id serial primary key, label text not null);
        create function public.few() returns trigger language plpgsql as $$
        begin
            if (select count(*) from public.jar) = 17 then
                raise exception 'the shelf is full';
            end if;
            return new;
        end $$;
        create trigger few before insert on public.jar for each row execute function public.few();
        create table public.lid (jar_id int primary key references public.jar, label text not null);
        """
    )
    assert database.counts() == {"public.jar": 17, "public.lid": 17}
    said = {found.where: found for found in result.findings}
    assert "the shelf is full" in said["public.jar"].message
    assert said["public.lid"].message.endswith("public.jar has 17 rows, and each may have one here")
    assert said["public.lid"].hint == "see what is said of public.jar"


def test_what_a_trigger_removes_is_removed(fill: Fill, database: Any, tmp_path: Path) -> None:
    fill(
        """
        create table public.registry (oid uuid primary key default gen_random_uuid());
        create function public.registers() returns trigger language plpgsql as $$
        begin
            insert into public.registry values (new.oid);
            return new;
        end $$;
        create function public.leaves() returns trigger language plpgsql as $$
        begin
            delete from public.registry where oid = old.oid;
            return null;
        end $$;
        create table public.quay (oid uuid primary key references public.registry, label text not null);
        create trigger registers before insert on public.quay for each row execute function public.registers();
        create trigger leaves after delete on public.quay for each row execute function public.leaves();
        """
    )
    pipeline.clean("local", url=database.url, root=tmp_path, environ={})
    assert set(database.counts().values()) == {0}
