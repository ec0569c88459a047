"""Tables that depend on each other in ways that break generators: each schema fills with no configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seeding import pipeline
from seeding.errors import LoadError, ProfileError
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


@pytest.fixture
def count() -> int:
    """Fewer rows: some of these schemas have a dozen tables."""
    return 20


def shortfalls(result: SeedResult) -> list[str]:
    return [f"{f.where}: {f.message}" for f in result.findings]


# --- 1: circles ------------------------------------------------------------------------------------

OMOP = """
create table public.concept (
    concept_id integer primary key, concept_name varchar(255) not null,
    domain_id varchar(20) not null, vocabulary_id varchar(20) not null
);
create table public.domain (
    domain_id varchar(20) primary key, domain_name varchar(255) not null,
    domain_concept_id integer not null references public.concept
);
create table public.vocabulary (
    vocabulary_id varchar(20) primary key, vocabulary_name varchar(255) not null,
    vocabulary_concept_id integer not null references public.concept
);
create table public.person (
    person_id integer primary key, gender_concept_id integer not null references public.concept
);
alter table public.concept add foreign key (domain_id) references public.domain;
alter table public.concept add foreign key (vocabulary_id) references public.vocabulary;
"""


def test_a_circle_of_not_null_keys_goes_in_with_one_statement(fill: Fill, database: Any) -> None:
    result = fill(OMOP)
    assert shortfalls(result) == []
    assert min(database.counts().values()) >= 20
    assert fill().unchanged
    pipeline.clean("local", url=database.url, root=Path("/nonexistent"), environ={})
    assert set(database.counts().values()) == {0}


def test_nullable_circles_are_closed_afterwards(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.teams (
            id bigint generated always as identity primary key, name text not null, lead_id uuid
        );
        create table public.members (
            id uuid primary key default gen_random_uuid(), team_id bigint not null references public.teams
        );
        alter table public.teams add foreign key (lead_id) references public.members;
        """
    )
    assert shortfalls(result) == []
    assert 0 < database.value("select count(lead_id) from public.teams") < 20


@pytest.mark.parametrize("when", ["", "deferrable initially deferred", "deferrable"])
def test_mandatory_pairs(fill: Fill, database: Any, when: str) -> None:
    result = fill(
        f"""
        create table public.person (id serial primary key, badge_id integer not null unique);
        create table public.badge (
            id serial primary key, person_id integer not null unique references public.person {when}
        );
        alter table public.person add foreign key (badge_id) references public.badge {when};
        """
    )
    assert shortfalls(result) == []
    assert database.counts() == {"public.person": 20, "public.badge": 20}


def test_a_pair_that_shares_its_key(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.item (id integer primary key, name text not null);
        create table public.item_detail (id integer primary key references public.item, note text);
        alter table public.item add foreign key (id) references public.item_detail deferrable initially deferred;
        """
    )
    assert shortfalls(result) == []
    assert database.counts() == {"public.item": 20, "public.item_detail": 20}


def test_trees(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.category (id serial primary key, parent_id integer not null references public.category);
        create table public.folder (
            tenant integer not null, id integer not null, parent_id integer not null, primary key (tenant, id),
            foreign key (tenant, parent_id) references public.folder
        );
        create table public.comment (id serial primary key, reply_to integer references public.comment);
        """
    )
    assert shortfalls(result) == []
    assert set(database.counts().values()) == {20}
    assert database.value("select count(*) from public.category where parent_id <> id") > 5
    assert database.value("select count(reply_to) from public.comment") > 5


# --- 2, 3: rows that triggers make -----------------------------------------------------------------


def test_a_parent_made_by_its_childs_trigger(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.party (id integer primary key, kind text not null default 'none', note text);
        create table public.person (id integer primary key references public.party, full_name text not null);
        create function public.make_party() returns trigger language plpgsql as $$
        begin insert into public.party (id, kind) values (new.id, 'person'); return new; end $$;
        create trigger make_party before insert on public.person for each row execute function public.make_party();
        """
    )
    assert database.value("select count(*) from public.person") >= 10, shortfalls(result)
    assert database.value("select count(*) from public.party") == 20
    pipeline.clean("local", url=database.url, root=Path("/nonexistent"), environ={})
    assert set(database.counts().values()) == {0}


@pytest.mark.parametrize(
    "profile",
    [
        "id integer primary key references public.account, nick text",
        "id serial primary key, account_id integer not null unique references public.account, nick text",
        "id integer generated always as identity primary key, account_id integer unique references public.account, "
        "nick text",
    ],
)
def test_rows_that_a_parents_trigger_made_are_adopted(fill: Fill, database: Any, profile: str) -> None:
    column = "account_id" if "account_id" in profile else "id"
    result = fill(
        f"""
        create table public.account (id serial primary key, email text not null);
        create table public.profile ({profile});
        create table public.post (id serial primary key, profile_id integer not null references public.profile);
        create function public.make_profile() returns trigger language plpgsql as $$
        begin insert into public.profile ({column}) values (new.id); return new; end $$;
        create trigger make_profile after insert on public.account
            for each row execute function public.make_profile();
        """
    )
    assert shortfalls(result) == []
    assert database.value("select count(*) from public.account") == 20
    assert database.value("select count(*) from public.profile") == 20
    assert database.value("select count(nick) from public.profile") >= 12
    assert database.value("select count(*) from public.post") > 0
    assert fill().unchanged
    pipeline.clean("local", url=database.url, root=Path("/nonexistent"), environ={})
    assert set(database.counts().values()) == {0}


# --- triggers and constraints that refuse ----------------------------------------------------------

RAISING = """
create table public.customer (id serial primary key, name text not null);
create table public.frozen (id serial primary key, customer_id integer not null references public.customer);
create table public.frozen_line (id serial primary key, frozen_id integer not null references public.frozen);
create table public.note (id serial primary key, frozen_id integer references public.frozen, body text);
create function public.refuse() returns trigger language plpgsql as $$
begin raise exception 'frozen is closed for the season'; end $$;
create trigger refuse before insert on public.frozen for each row execute function public.refuse();
"""


def test_a_trigger_that_raises_costs_its_table_and_what_needs_it(fill: Fill, database: Any) -> None:
    result = fill(RAISING)
    assert database.counts() == {"public.customer": 20, "public.frozen": 0, "public.frozen_line": 0, "public.note": 20}
    told = {f.where: f for f in result.findings}
    assert set(told) == {"public.frozen", "public.frozen_line", "public.note"} - {"public.note"}
    assert "refuse() says: frozen is closed for the season" in told["public.frozen"].message
    assert all(f.hint for f in result.findings)
    again = fill()
    assert again.unchanged
    assert {f.where for f in again.findings} == set(told)
    before = database.counts()
    assert {f.where for f in fill(mode="top-up").findings} == set(told)
    assert database.counts() == before


def test_strict_writes_nothing(fill: Fill, database: Any) -> None:
    with pytest.raises(LoadError, match="frozen is closed"):
        fill(RAISING, strict=True)
    assert set(database.counts().values()) == {0}


def test_rows_that_a_trigger_refuses_are_left_out(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.pair (id integer primary key, name text);
        create function public.even_only() returns trigger language plpgsql as $$
        declare
            number int := new.id;
        begin
            if number % 2 = 1 then
                raise exception 'pair % is odd', new.id;
            end if;
            return new;
        end $$;
        create trigger even_only before insert on public.pair for each row execute function public.even_only();
        create table public.shoe (id serial primary key, pair_id integer not null references public.pair);
        """
    )
    assert database.value("select count(*) from public.pair") == 10
    assert database.value("select count(*) from public.shoe") > 10, shortfalls(result)
    assert any("10 of 20 rows" in f for f in shortfalls(result))


def test_a_foreign_key_that_a_trigger_enforces(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.store (id integer primary key, name text not null);
        create table public.sale (id serial primary key, store_id integer not null, amount numeric(8, 2));
        create function public.store_exists() returns trigger language plpgsql as $$
        begin
            if not exists (select from public.store s where s.id = new.store_id) then
                raise exception 'store % does not exist', new.store_id;
            end if;
            return new;
        end $$;
        create trigger store_exists before insert on public.sale
            for each row execute function public.store_exists();
        """
    )
    assert database.value("select count(*) from public.store") == 20
    assert database.value("select count(*) from public.sale") > 0, shortfalls(result)


# --- 8: what is looked at when all is there --------------------------------------------------------


def test_at_least_one_child_a_parent_at_commit(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.invoice (id serial primary key, number text not null);
        create table public.invoice_line (id serial primary key, invoice_id integer not null references public.invoice);
        create function public.has_line() returns trigger language plpgsql as $$
        begin
            if not exists (select from public.invoice_line l where l.invoice_id = new.id) then
                raise exception 'invoice % has no line', new.id;
            end if;
            return null;
        end $$;
        create constraint trigger has_line after insert on public.invoice deferrable initially deferred
            for each row execute function public.has_line();
        """
    )
    assert shortfalls(result) == []
    assert database.value("select count(*) from public.invoice") == 20


def test_a_constraint_trigger_that_is_never_content(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.vault (id serial primary key, name text);
        create table public.coin (id serial primary key, vault_id integer references public.vault);
        create function public.never() returns trigger language plpgsql as $$
        begin raise exception 'the vault stays empty'; end $$;
        create constraint trigger never after insert on public.vault deferrable initially deferred
            for each row execute function public.never();
        """
    )
    assert database.counts() == {"public.vault": 0, "public.coin": 20}
    assert ["never() says: the vault stays empty" in f for f in shortfalls(result)] == [True]


def test_tables_that_must_agree_cost_the_one_that_fewest_others_need(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.venue (id serial primary key, name text not null);
        create table public.ticket (id serial primary key, venue_id integer not null references public.venue);
        create table public.pause (id serial primary key, minutes integer not null);
        create table public.slot (
            id serial primary key, venue_id integer not null references public.venue,
            pause_id integer references public.pause, kind integer not null check (kind in (1, 2))
        );
        create function public.agrees() returns trigger language plpgsql as $$
        declare the_venue integer;
        begin
            if tg_argv[0] = 'pause' then
                select s.venue_id into strict the_venue from public.slot s where s.pause_id = new.id and s.kind = 9;
            else
                the_venue := new.id;
            end if;
            if exists (select from public.slot s where s.venue_id = the_venue) then
                raise exception 'slots do not agree';
            end if;
            return null;
        end $$;
        create constraint trigger agrees after insert on public.venue deferrable initially deferred
            for each row execute function public.agrees('venue');
        create constraint trigger agrees after insert on public.pause deferrable initially deferred
            for each row execute function public.agrees('pause');
        """
    )
    assert database.counts() == {"public.venue": 20, "public.ticket": 40, "public.pause": 0, "public.slot": 0}
    assert shortfalls(result) == [
        "public.pause: is left out: agrees() fails: query returned no rows",
        "public.slot: is left out: agrees() fails: query returned no rows",
    ]


def test_rows_that_refer_to_each_other_and_pass_with_another_parent(fill: Fill, database: Any) -> None:
    result = fill(
        "create table public.part (id serial primary key, parent_id integer references public.part,"
        " check (parent_id % 3 <> 0), check ((parent_id is null) <> (id % 2 = 0)))"
    )
    assert database.value("select count(*) from public.part") == 20
    (found,) = result.findings
    assert found.rule == "plan-constraint"
    assert found.message.startswith("rows that do not pass take other values, or are left out")


# --- 5, 6, 7: defaults and generated columns -------------------------------------------------------


def test_a_default_that_reads_the_keys_sequence(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.document (
            id serial primary key, title text not null,
            number text not null default 'D-' || currval('public.document_id_seq')
        );
        """
    )
    assert shortfalls(result) == []
    assert database.value("select count(distinct number) from public.document") == 20


def test_a_generated_column_inside_a_foreign_key(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.owner (kind text not null, id integer not null, primary key (kind, id));
        create table public.asset (
            id serial primary key, owner_id integer not null,
            owner_kind text not null generated always as ('team') stored,
            foreign key (owner_kind, owner_id) references public.owner
        );
        """
    )
    assert database.value("select count(*) from public.owner") > 0
    assert database.value("select count(*) from public.asset") > 0, shortfalls(result)


def test_two_tables_whose_keys_are_made_of_each_other(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.locks (
            name text not null, key text not null, shared boolean not null, token text not null, holder text not null,
            unique (name, key, token)
        );
        create table public.lock_modes (
            name text not null, key text not null, shared boolean not null, token text not null,
            unique (name, key), unique (name, key, shared)
        );
        alter table public.locks add foreign key (name, key, shared) references public.lock_modes (name, key, shared);
        alter table public.lock_modes add foreign key (name, key, token) references public.locks (name, key, token)
            deferrable initially deferred;
        """
    )
    assert shortfalls(result) == []
    assert database.counts() == {"public.locks": 20, "public.lock_modes": 20}


SETTINGS = """
create table public.ticket (
    id serial primary key, tenant integer not null default current_setting('app.current_tenant')::int,
    actor uuid, title text not null
);
create function public.stamp() returns trigger language plpgsql as $$
begin new.actor := current_setting('app.actor')::uuid; return new; end $$;
create trigger stamp before insert on public.ticket for each row execute function public.stamp();
"""


def test_defaults_and_triggers_that_read_settings(fill: Fill, database: Any) -> None:
    assert shortfalls(fill(SETTINGS)) == []
    assert database.value("select count(*) from public.ticket where tenant = 1 and actor is not null") == 20


COMPARED = """
create domain public.since_opening as date check (value >= current_setting('app.opened')::date);
create table public.clerk (
    id serial primary key, hired date not null check (hired >= current_setting('app.opened')::date),
    left_on public.since_opening, region text not null check (region = current_setting('app.region'))
);
"""


def test_checks_that_read_settings(fill: Fill, database: Any) -> None:
    assert shortfalls(fill(COMPARED)) == []
    assert database.value("select count(*) from public.clerk where hired >= '2000-01-01' and region = 'region'") == 20


def test_a_setting_that_the_database_has_stays(fill: Fill, database: Any) -> None:
    set_once = """
    do $$ begin execute format('alter database %I set app.region = %L', current_database(), 'north'); end $$;
    """
    assert shortfalls(fill(COMPARED + set_once)) == []
    assert database.value("select count(*) from public.clerk where region = 'north'") == 20


WRAPPED = """
create table public.revisions (id serial primary key, note text);
create table public.changes (
    id serial primary key, what text not null, revision_id int not null references public.revisions
);
create function public.setting(wanted text) returns text language plpgsql as
    'begin return current_setting(wanted); exception when others then return null; end';
create function public.setting_number(wanted text) returns bigint language sql as
    'select coalesce(public.setting($1)::bigint, 0)';
create function public.setting_switch(wanted text) returns boolean language sql as
    'select coalesce(public.setting($1)::boolean, false)';
create function public.log_change(what text) returns void language plpgsql as $$
begin
    if not public.setting_switch('app.quiet') then
        insert into public.changes (what, revision_id) values (what, public.setting_number('app.revision_id'));
    end if;
end $$;
create function public.on_task() returns trigger language plpgsql as
    'begin perform public.log_change(new.title); return new; end';
create table public.tasks (id serial primary key, title text not null);
create trigger on_task after insert on public.tasks for each row execute function public.on_task();
"""


def test_settings_that_are_read_on_a_triggers_behalf(fill: Fill, database: Any) -> None:
    """Through a function of functions; a switch stays as it is: nothing is switched off."""
    assert shortfalls(fill(WRAPPED)) == []
    assert database.value("select count(*) from public.changes c join public.tasks t on t.title = c.what") >= 20


TENANTS = """
create schema north; create schema south;
create table north.notes (id serial primary key, what text); create table south.notes (like north.notes including all);
create table north.tasks (id serial primary key, title text); create table south.tasks (like north.tasks including all);
create function north.note() returns trigger language plpgsql as
    'begin insert into notes (what) values (new.title); return new; end';
create trigger note after insert on north.tasks for each row execute function north.note();
create trigger note after insert on south.tasks for each row execute function north.note();
"""


def test_functions_that_name_tables_as_the_application_does(fill: Fill, database: Any) -> None:
    """Its search_path is not ours: a table without a schema is the one beside the table that is written."""
    assert shortfalls(fill(TENANTS)) == []
    for schema in ("north", "south"):
        noted = f"select count(*) from {schema}.tasks t where exists (select from {schema}.notes n where what = title)"
        assert database.value(noted) == 20


ACTING = """
create table public.users (id uuid primary key default gen_random_uuid(), name text not null);
create table public.activity (
    id bigserial primary key, actor uuid not null references public.users, what text not null
);
create table public.audit (id bigserial primary key, changed_by int not null, what jsonb);
create function public.log_activity() returns trigger language plpgsql as $$
begin
    insert into public.activity (actor, what)
    values (nullif(current_setting('app.user_id', true), '')::uuid, new.title);
    return new;
end $$;
create function public.log_audit() returns trigger language plpgsql as $$
declare who int := current_setting('audit.user_id', true)::int;
begin insert into audit (changed_by, what) values (who, to_jsonb(new)); return new; end $$;
create function public.stamp_owner() returns trigger language plpgsql as $$
begin new.owner := current_setting('request.user', true); return new; end $$;
create table public.documents (id serial primary key, title text not null);
create trigger log_activity after insert on public.documents for each row execute function public.log_activity();
create table public.orders (id serial primary key, total numeric(10, 2) not null);
create trigger log_audit after insert on public.orders for each row execute function public.log_audit();
create table public.tickets (id serial primary key, title text not null, owner text not null);
create trigger stamp_owner before insert on public.tickets for each row execute function public.stamp_owner();
"""


def test_triggers_that_must_know_who_is_acting(fill: Fill, database: Any) -> None:
    """A setting that may be unset, and a log that does not take NULL: one of those it may refer to is acting."""
    assert shortfalls(fill(ACTING)) == []
    counts = database.counts()
    assert [counts[f"public.{table}"] for table in ("documents", "orders", "tickets")] == [20, 20, 20]
    assert database.value("select count(*) from public.activity a join public.documents d on d.title = a.what") >= 20


INSISTING = """
create table public.tenants (id uuid primary key default gen_random_uuid(), name text not null);
create function public.tenant_now() returns uuid language sql stable as
    $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;
create function public.needs_tenant() returns trigger language plpgsql as $$
begin
    if public.tenant_now() is null then raise exception 'no tenant'; end if;
    return new;
end $$;
create function public.needs_caller() returns trigger language plpgsql as $$
declare caller text;
begin
    caller := current_setting('trail.caller', true);
    if caller is null or current_setting('trail.application', true) = '' then
        raise exception 'say who is calling';
    end if;
    if current_setting('trail.frozen', true) is not null then raise exception 'frozen'; end if;
    return new;
end $$;
create table public.papers (
    id serial primary key, tenant_id uuid not null references public.tenants, title text not null
);
create trigger needs_tenant before insert on public.papers for each row execute function public.needs_tenant();
create table public.calls (id serial primary key, title text not null);
create trigger needs_caller before insert on public.calls for each row execute function public.needs_caller();
"""


def test_triggers_that_insist_on_a_setting(fill: Fill, database: Any) -> None:
    """Read as one that may be unset, and asked for by the function itself; what must be unset stays so."""
    assert shortfalls(fill(INSISTING)) == []
    counts = database.counts()
    assert counts["public.papers"] >= 20
    assert counts["public.calls"] == 20


INVOICES = """
create sequence public.numbers;
create table public.invoices (
    id int primary key default nextval('public.numbers'), number text unique default nextval('public.numbers'),
    reference text not null unique default 'R-' || nextval('public.numbers')
);
"""


def test_a_sequence_behind_a_text(fill: Fill, database: Any) -> None:
    assert shortfalls(fill(INVOICES)) == []
    assert database.value("select count(distinct reference) from public.invoices") == 20
    assert database.value("select nextval('public.numbers') > max(id) from public.invoices")


def test_the_profile_names_settings(fill: Fill, database: Any, tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "local.toml").write_text(
        'environment = "local"\n[session]\n"app.current_tenant" = 7\n'
        'app.actor = "5eed0000-0000-4000-8000-000000000001"\n'
    )
    assert shortfalls(fill(SETTINGS)) == []
    assert database.rows("select distinct tenant, actor::text from public.ticket") == [
        (7, "5eed0000-0000-4000-8000-000000000001")
    ]


@pytest.mark.parametrize("name", ["search_path", "role", "Session_Authorization", "row_security"])
def test_settings_that_the_guard_relies_on_are_refused(fill: Fill, database: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "local.toml").write_text(f'environment = "local"\n[session]\n{name} = "other"\n')
    with pytest.raises(ProfileError, match=name):
        fill(SETTINGS)
    assert database.counts() == {"public.ticket": 0}


def test_each_kind_of_a_party_is_one_of_its_parties(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.party (id serial primary key, kind text not null, name text not null, unique (id, kind));
        create table public.person (
            id integer primary key, kind text not null generated always as ('person') stored, born date,
            foreign key (id, kind) references public.party (id, kind)
        );
        create table public.company (
            id integer primary key, kind text not null generated always as ('company') stored, vat text,
            foreign key (id, kind) references public.party (id, kind)
        );
        """
    )
    people, companies = (database.value(f"select count(*) from public.{t}") for t in ("person", "company"))
    assert people > 5 and companies > 5, shortfalls(result)


LATE_TENANT = """
create table public.tenants (id uuid primary key, name text not null);
create table public.apples (id serial primary key, tenant_id uuid not null, note text);
"""


def test_a_column_named_after_a_table_refers_to_it(fill: Fill, database: Any) -> None:
    assert shortfalls(fill(LATE_TENANT)) == []
    joined = "select count(*) from public.apples a join public.tenants t on t.id = a.tenant_id"
    assert database.value(joined) == database.value("select count(*) from public.apples")


def test_files_leave_a_circle_open(fill: Fill, database: Any, tmp_path: Path) -> None:
    fill(
        """
        create table public.teams (id serial primary key, lead_id integer);
        create table public.members (id serial primary key, team_id integer not null references public.teams);
        alter table public.teams add foreign key (lead_id) references public.members;
        """
    )
    pipeline.clean("local", url=database.url, root=tmp_path, environ={})
    exported = pipeline.export("local", url=database.url, root=tmp_path, environ={}, count=20)
    with database.connect() as connection:
        for path in exported.paths:
            connection.execute(path.read_text(encoding="utf-8").encode())
    assert database.value("select count(*) from public.teams") == 20
    assert database.value("select count(*) from public.members") == 40
    assert database.value("select count(lead_id) from public.teams") == 0


def test_an_abstract_table_takes_no_rows_and_says_so(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.paper (id serial primary key, title text not null, check (false) no inherit);
        create table public.letter (primary key (id), stamp text) inherits (public.paper);
        """,
        strict=True,
    )
    assert shortfalls(result) == [
        "public.paper: takes no rows of its own (paper_check): its rows are those of the tables that inherit from it"
    ]
    assert database.value("select count(*) from public.paper") == 20
