"""Triggers that only a value which no planned row has can please."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seeding import pipeline
from seeding.findings import Severity
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


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


def test_parts_that_add_up_to_the_whole_at_commit(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.receipt (id serial primary key, shop text not null, paid int not null check (paid > 0));
        create table public.share (
            id serial primary key, receipt_id int not null references public.receipt, payer text not null,
            paid int not null
        );
        create function public.adds_up() returns trigger language plpgsql as $$
        begin
            if (select sum(paid) from public.share where receipt_id = new.receipt_id)
                <> (select paid from public.receipt where id = new.receipt_id) then
                raise exception 'the shares are not the whole';
            end if;
            return null;
        end $$;
        create constraint trigger adds_up after insert or update on public.share deferrable initially deferred
            for each row execute function public.adds_up();
        """
    )
    assert database.counts()["public.share"] >= 20
    assert not database.rows(
        "select from receipt r join share s on s.receipt_id = r.id group by r.id having sum(s.paid) <> r.paid"
    )


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


def test_children_of_a_row_that_may_have_none(fill: Fill, database: Any) -> None:
    """Rows of one tree: another parent, or none, where the function does not like the first."""
    fill(
        """
        create table public.shelf (
            id serial primary key, label text not null, closed_at timestamptz,
            above_id int references public.shelf
        );
        create function public.stands_on_an_open_one() returns trigger language plpgsql as $$
        begin
            if new.above_id is not null
                and not exists (select from public.shelf where id = new.above_id and closed_at is null) then
                raise exception 'the shelf above is closed, or there is none';
            end if;
            return new;
        end $$;
        create trigger stands before insert on public.shelf
            for each row execute function public.stands_on_an_open_one();
        """
    )
    assert database.counts()["public.shelf"] == 40
    assert (1,) in database.rows("select 1 from shelf where above_id is not null")


def test_a_key_that_the_trigger_draws_for_its_parent(fill: Fill, database: Any) -> None:
    """The function makes the parent itself, of a number it draws where it is given none."""
    fill(
        """
        create sequence public.thing_numbers start 500;
        create table public.thing (number int primary key, kind text not null);
        create table public.knot (
            number int primary key references public.thing, one int not null references public.thing
        );
        create function public.knot_is_a_thing() returns trigger language plpgsql as $$
        begin
            new.number := coalesce(new.number, nextval('public.thing_numbers'));
            insert into public.thing (number, kind) values (new.number, 'knot');
            return new;
        end $$;
        create trigger knot_is_a_thing before insert on public.knot
            for each row execute function public.knot_is_a_thing();
        """
    )
    assert database.counts()["public.knot"] >= 30


def test_columns_that_a_trigger_is_made_with(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.season (id serial primary key, opens timestamptz not null);
        create table public.catch (
            id serial primary key, season_id int not null references public.season, landed timestamptz not null,
            weight numeric
        );
        create function public.not_before() returns trigger language plpgsql as $$
        declare
            earliest timestamptz;
        begin
            execute format('select opens from public.season where id = %s', to_jsonb(new) ->> tg_argv[1]) into earliest;
            if (to_jsonb(new) ->> tg_argv[0])::timestamptz < earliest then
                raise exception '% is too early', tg_argv[0];
            end if;
            return new;
        end $$;
        create trigger not_before before insert on public.catch
            for each row execute function public.not_before('landed', 'season_id');
        """
    )
    assert database.counts()["public.catch"] == 80
    assert not result.findings


NEVER = """
create table public.gate (id serial primary key, opened_by text not null, width int not null);
create function public.shut() returns trigger language plpgsql as $$
begin
    if length(new.width::text) < 20 then
        raise exception 'too narrow';
    end if;
    return new;
end $$;
create trigger shut before insert on public.gate for each row execute function public.shut();
create table public.path (id serial primary key, name text not null);
"""


def test_the_hint_names_the_columns_and_a_changed_function_is_noticed(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(NEVER)
    (found,) = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=10).findings
    assert found.hint.startswith("its function looks at width: run seed new factory public.gate and give it values")
    assert pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=10).unchanged
    with database.connect() as connection:
        connection.execute(
            "create or replace function public.shut() returns trigger language plpgsql as 'begin return new; end'"
        )
    assert not pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=10).findings
    assert database.counts()["public.gate"] == 10


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "insert into public.tally (gate_id) values (new.gate_id) "
            "on conflict (gate_id) do update set passed = passed + 1",
            'column reference "passed" is ambiguous',
        ),
        ("insert into public.tally (gate_no) values (new.gate_id)", 'column "gate_no"'),
    ],
)
def test_a_function_that_no_row_can_please_is_to_be_mended(fill: Fill, statement: str, said: str) -> None:
    (found,) = fill(
        f"""
        create table public.tally (gate_id int primary key, passed int not null default 1);
        create table public.passage (id serial primary key, gate_id int not null);
        create function public.count_them() returns trigger language plpgsql as $$
        begin
            {statement};
            return new;
        end $$;
        create trigger count_them before insert on public.passage
            for each row execute function public.count_them();
        """
    ).findings
    assert said in found.message
    assert found.hint.startswith("the function itself is wrong")


def test_the_shape_that_a_trigger_wants_of_those_a_check_allows(fill: Fill, database: Any) -> None:
    """One column after the other never gets there: they change together, as another row has them."""
    result = fill(
        """
        create table public.notice (
            id serial primary key, title text not null,
            state text not null check (state in ('sketch', 'sent', 'shelved')),
            sent_by text, sent_at timestamptz, shelved_by text, shelved_at timestamptz, shelved_why text,
            check (
                state = 'sketch' and num_nonnulls(sent_by, sent_at, shelved_by, shelved_at, shelved_why) = 0
                or state = 'sent' and num_nonnulls(sent_by, sent_at) = 2
                    and num_nonnulls(shelved_by, shelved_at, shelved_why) = 0
                or state = 'shelved' and num_nonnulls(sent_by, sent_at, shelved_by, shelved_at, shelved_why) = 5
            )
        );
        create function public.begins_as_a_sketch() returns trigger language plpgsql as $$
        begin
            if new.state <> 'sketch' or new.sent_by is not null or new.shelved_why is not null then
                raise exception 'it begins as a sketch';
            end if;
            return new;
        end $$;
        create trigger begins before insert on public.notice
            for each row execute function public.begins_as_a_sketch();
        """
    )
    assert database.counts()["public.notice"] >= 36
    assert len(result.findings) <= 1


def test_what_a_trigger_computes_and_a_check_refuses(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.shift (
            id serial primary key, hours int not null check (hours between 1 and 300), rate int not null
                check (rate between 1 and 20), pay int, constraint affordable check (pay <= 100)
        );
        create function public.pays() returns trigger language plpgsql as $$
        begin
            new.pay := new.hours * new.rate;
            return new;
        end $$;
        create trigger pays before insert on public.shift for each row execute function public.pays();
        """
    )
    assert database.counts()["public.shift"] >= 36
    assert len(result.findings) <= 1


def test_a_function_that_builds_statements_is_not_said_to_be_wrong(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.field (id serial primary key, label text not null check (length(label) > 20));
        create function public.viewed() returns trigger language plpgsql as $$
        begin
            execute 'create or replace view public.fields as select 1 as ' || new.label || ' from (';
            return new;
        end $$;
        create trigger viewed after insert on public.field for each row execute function public.viewed()
        """
    )
    (found,) = result.findings
    assert found.hint.startswith("it runs a statement that it puts together from the row's texts")


def test_rows_that_a_trigger_lets_vanish_are_told_of(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.stall (id serial primary key, name text not null);
        create table public.offer (id serial primary key, stall_id int not null references public.stall);
        create function public.checked() returns trigger language plpgsql as $$ begin return null; end $$;
        create trigger checked before insert on public.offer for each row execute function public.checked();
        create table public.visit (id int not null, day date not null);
        create table public.visit_of_old () inherits (public.visit);
        create function public.moved() returns trigger language plpgsql as $$
        begin
            insert into public.visit_of_old values (new.*);
            return null;
        end $$;
        create trigger moved before insert on public.visit for each row execute function public.moved()
        """
    )
    (found,) = [finding for finding in result.findings if finding.where == "public.offer"]
    assert found.message == ("is left out: checked returns NULL for them, which leaves them out without an error")
    assert database.counts()["public.offer"] == 0
    assert database.value("select count(*) > 0 from visit")


def test_a_rule_that_takes_the_rows_is_named(fill: Fill) -> None:
    (found,) = fill(
        """
        create table public.entry (id serial primary key, n int not null);
        create function public.refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
        create trigger refuse before insert on public.entry for each row execute function public.refuse();
        create rule sent_away as on insert to public.entry do instead select 1
        """
    ).findings
    assert "CREATE RULE" in found.message
    assert "skip = true" in found.hint


def test_what_a_trigger_makes_null_is_said_with_what_it_looks_at(fill: Fill) -> None:
    (found,) = fill(
        """
        create table public.entry (id serial primary key, kind text not null, label text not null);
        create function public.named() returns trigger language plpgsql as $$
        begin
            new.label := (select 'x' where new.kind = 'of a kind that nobody thinks of' || random());
            return new;
        end $$;
        create trigger named before insert on public.entry for each row execute function public.named()
        """
    ).findings
    assert 'null value in column "label"' in found.message
    assert found.hint.startswith("its function looks at kind, label")


def test_rows_that_triggers_made_count_where_others_are_refused(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.person (id serial primary key, name text not null);
        create table public.invite (id serial primary key, person_id int not null references public.person);
        create table public.notice (
            id serial primary key, person_id int not null references public.person,
            invite_id int references public.invite, words text
        );
        create function public.note_invite() returns trigger language plpgsql as $$
        begin
            insert into public.notice (person_id, invite_id, words) values (new.person_id, new.id, 'invited');
            return new;
        end $$;
        create trigger note_invite after insert on public.invite for each row execute function public.note_invite();
        create function public.not_odd() returns trigger language plpgsql as $$
        begin
            if new.invite_id is not null and new.words is null then raise exception 'say something'; end if;
            return new;
        end $$;
        create trigger not_odd before insert or update on public.notice
            for each row execute function public.not_odd()
        """
    )
    assert not result.findings
    assert database.counts()["public.notice"] >= 80


def test_who_is_connected_is_one_of_the_people(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.clerk (id serial primary key, login text not null unique, name text not null);
        create table public.voucher (id serial primary key, paid numeric(10, 2) not null);
        create table public.trail (
            id bigserial primary key, voucher_id int not null, clerk_id int not null references public.clerk
        );
        create function public.my_clerk() returns int language sql stable as $$
            select c.id from public.clerk c where c.login = session_user
        $$;
        create function public.keep_trail() returns trigger language plpgsql as $$
        begin
            insert into public.trail (voucher_id, clerk_id) values (new.id, public.my_clerk());
            return null;
        end $$;
        create trigger keep_trail after insert on public.voucher for each row execute function public.keep_trail();
        """
    )
    assert database.counts()["public.voucher"] >= 20
    assert database.value("select count(*) from clerk where login = session_user") == 1
    assert database.value("select count(*) from trail t join clerk c on c.id = t.clerk_id where c.login = session_user")


def test_who_is_connected_is_somebody_whom_the_log_may_name(fill: Fill, database: Any) -> None:
    """Half of those with a login are firms, and the log wants a person; the first of them is a firm."""
    result = fill(
        """
        create table public.party (id serial primary key, label text not null);
        create table public.person (party_id int primary key references public.party check (party_id > 20));
        create table public.account (
            id serial primary key, login text not null unique, party_id int not null references public.party
        );
        create table public.voucher (id serial primary key, paid numeric(10, 2) not null);
        create table public.trail (
            id bigserial primary key, voucher_id int not null,
            person_id int not null references public.person (party_id)
        );
        create function public.me() returns int language sql stable as $$
            select party_id from public.account where login = session_user
        $$;
        create function public.keep_trail() returns trigger language plpgsql as $$
        begin
            insert into public.trail (voucher_id, person_id) values (new.id, public.me());
            return null;
        end $$;
        create trigger keep_trail after insert on public.voucher for each row execute function public.keep_trail();
        """
    )
    assert not [f for f in result.findings if f.where in ("public.voucher", "public.trail")]
    assert database.counts()["public.voucher"] == 40
    assert database.value("select bool_and(t.person_id > 20) from trail t")


def test_a_register_whose_rows_are_made_by_the_documents(fill: Fill, database: Any) -> None:
    """Each kind of document enters itself before it goes in, and no two of them have a number in common."""
    result = fill(
        """
        create table public.entry (id int primary key, kind text, entered timestamptz default now());
        create table public.bill (id int primary key references public.entry, total numeric(10, 2) not null);
        create table public.memo (id int primary key references public.entry, words text not null);
        create table public.order_form (id int primary key references public.entry, town text not null);
        create function public.enter() returns trigger language plpgsql as $$
        begin
            insert into public.entry (id, kind) values (new.id, tg_relname);
            return new;
        end $$;
        create trigger enter before insert on public.bill for each row execute function public.enter();
        create trigger enter before insert on public.memo for each row execute function public.enter();
        create trigger enter before insert on public.order_form for each row execute function public.enter();
        """
    )
    counts = database.counts()
    assert all(counts[f"public.{name}"] >= 5 for name in ("bill", "memo", "order_form"))
    assert not [f for f in result.findings if f.where in ("public.bill", "public.memo", "public.order_form")]
