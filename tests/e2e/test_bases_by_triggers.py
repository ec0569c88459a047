"""Base rows that triggers of their subtypes make, and roots that the migrations made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seeding.database import marker
from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]

HARBOUR = """
create domain public.berth_id as text check (length(trim(value)) > 10);
create table public.quay (public_id public.berth_id primary key, name text not null unique);
create table public.vessel (
    public_id public.berth_id primary key, quay_id public.berth_id not null references public.quay,
    call_sign text unique, note text, unique (quay_id, public_id)
);
create table public.ferry (
    public_id public.berth_id primary key, quay_id public.berth_id not null, call_sign text not null,
    seats int not null check (seats > 0),
    foreign key (quay_id, public_id) references public.vessel (quay_id, public_id) on delete cascade
);
create table public.tug (
    public_id public.berth_id primary key, quay_id public.berth_id not null, call_sign text, pull numeric not null,
    foreign key (quay_id, public_id) references public.vessel (quay_id, public_id) on delete cascade
);
create table public.voyage (
    id int generated always as identity primary key, vessel_id public.berth_id not null references public.vessel
);
create function public.make_vessel() returns trigger language plpgsql as $$
begin
    insert into public.vessel (public_id, quay_id, call_sign) values (new.public_id, new.quay_id, new.call_sign);
    return new;
end $$;
create trigger make_vessel before insert on public.ferry for each row execute function public.make_vessel();
create trigger make_vessel before insert on public.tug for each row execute function public.make_vessel();
"""


def test_the_subtype_comes_first_and_its_row_is_the_base_row(fill: Fill, database: Any) -> None:
    result = fill(HARBOUR)
    assert not result.findings
    counts = database.counts()
    assert counts["public.vessel"] == counts["public.ferry"] + counts["public.tug"]
    assert counts["public.ferry"] >= 40
    assert counts["public.tug"] >= 40
    assert database.value("select count(distinct vessel_id) from voyage") > 1
    # Whoever refers to a vessel refers to one that is a ferry or a tug.
    assert not database.rows(
        "select from voyage v where not exists (select from ferry f where f.public_id = v.vessel_id)"
        " and not exists (select from tug t where t.public_id = v.vessel_id)"
    )
    assert database.value("select count(note) from vessel") > 0  # what no trigger passes on is planned for


def test_a_method_names_one_of_its_configurations_that_a_subtype_makes(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.lock (id text primary key, current_setting_id text not null);
        create table public.lock_setting (
            id text primary key, lock_id text not null references public.lock deferrable initially deferred,
            unique (lock_id, id)
        );
        alter table public.lock add foreign key (id, current_setting_id)
            references public.lock_setting (lock_id, id) deferrable initially deferred;
        create table public.dial_setting (
            id text primary key references public.lock_setting, lock_id text not null, steps int not null,
            foreign key (lock_id, id) references public.lock_setting (lock_id, id) deferrable initially deferred
        );
        create function public.make_setting() returns trigger language plpgsql as $$
        begin
            insert into public.lock_setting (id, lock_id) values (new.id, new.lock_id);
            return new;
        end $$;
        create trigger make_setting before insert on public.dial_setting
            for each row execute function public.make_setting();
        """
    )
    assert not result.findings
    assert set(database.counts().values()) == {40}


REALMS = """
create domain public.realm_id as text check (length(trim(value)) > 10 or value = 'world');
create table public.realm_kind (name text primary key check (name in ('world', 'land', 'town')));
insert into public.realm_kind values ('world'), ('land'), ('town');
create table public.realm (
    id public.realm_id primary key, kind text not null references public.realm_kind,
    parent_id text references public.realm (id), title text,
    constraint below check (
        (kind = 'world' and parent_id is null) or (kind = 'land' and parent_id = 'world')
        or (kind = 'town' and parent_id is not null and parent_id != 'world')
    )
);
create table public.the_world (realm_id public.realm_id primary key references public.realm check (realm_id = 'world'));
insert into public.realm values ('world', 'world', null, 'All there is');
insert into public.the_world values ('world');
create table public.citizen (
    id uuid primary key, nickname text not null, realm_id public.realm_id not null references public.realm
);
"""


def test_the_rest_of_a_tree_grows_below_the_root_that_was_there(fill: Fill, database: Any) -> None:
    with database.connect() as connection:
        connection.execute(REALMS)
        marker.stamp(connection, "local")
    result = fill(count=30)
    assert {f.where for f in result.findings} == {"public.realm_kind", "public.the_world"}
    assert database.value("select count(*) from realm") == 31
    found = database.rows("select r.kind, p.kind from realm r left join realm p on p.id = r.parent_id")
    assert set(found) == {("world", None), ("land", "world"), ("town", "land")}
    assert fill(count=30).unchanged


KINDS = """
create table public.land (realm_id public.realm_id primary key references public.realm, title text unique);
create table public.town (
    realm_id public.realm_id primary key references public.realm,
    land_id public.realm_id not null references public.land
);
create function public.sort_out() returns trigger language plpgsql as $$
begin
    if new.kind = 'land' then
        insert into public.land (realm_id, title) values (new.id, new.title);
    end if;
    if new.kind = 'town' then
        insert into public.town (realm_id, land_id) values (new.id, new.parent_id);
    end if;
    return new;
end $$;
create trigger sort_out after insert on public.realm for each row execute function public.sort_out();
create table public.mayor (id uuid primary key, realm_id public.realm_id not null references public.realm);
create function public.of_a_town() returns trigger language plpgsql as $$
declare
    its_kind text;
begin
    select r.kind from public.realm r where r.id = new.realm_id into its_kind;
    if its_kind = 'town' then
        return new;
    end if;
    raise exception 'no mayor of a %', its_kind;
end $$;
create trigger of_a_town before insert on public.mayor for each row execute function public.of_a_town();
create table public.duke (id uuid primary key, realm_id public.realm_id not null references public.realm);
create function public.of_a_land() returns trigger language plpgsql as $$
begin
    perform from public.realm where id = new.realm_id and kind in ('land', 'world');
    if not found then
        raise exception 'no duke of that';
    end if;
    return new;
end $$;
create trigger of_a_land before insert on public.duke for each row execute function public.of_a_land();
"""


def test_what_triggers_make_of_a_kind_and_whom_they_want_is_known_before(fill: Fill, database: Any) -> None:
    with database.connect() as connection:
        connection.execute(REALMS + KINDS)
        marker.stamp(connection, "local")
    result = fill(count=30)
    assert {f.where for f in result.findings} == {"public.realm_kind", "public.the_world"}
    kinds = dict(database.rows("select kind, count(*)::int from realm group by kind"))
    counts = database.counts()
    assert (counts["public.land"], counts["public.town"]) == (kinds["land"], kinds["town"])
    assert {k for (k,) in database.rows("select kind from mayor m join realm r on r.id = m.realm_id")} == {"town"}
    assert {k for (k,) in database.rows("select kind from duke d join realm r on r.id = d.realm_id")} == {"land"}
