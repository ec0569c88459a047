"""A table and its heirs keep rows of their own, whatever numbers they share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seeding import pipeline

DDL = """
create table public.person (id serial primary key, nickname text not null);
create table public.bill (id bigserial primary key, person_id int not null, due date);
create table public.fine (amount numeric not null) inherits (public.bill);
alter table public.fine add primary key (id);
alter table public.fine add foreign key (person_id) references public.person deferrable initially deferred;
create table public.fine_log (fine_id bigint not null references public.fine);
create function public.note() returns trigger language plpgsql as $$
begin
    insert into public.fine_log values (new.id);
    return null;
end $$;
create trigger note after insert on public.fine for each row execute function public.note();
"""


def test_rows_of_an_heir_stay_what_they_are(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(DDL)
    result = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=40)
    assert not [finding for finding in result.findings if "fine" in finding.where or "bill" in finding.where]
    own = database.rows("select (select count(*) from only bill), (select count(*) from fine)")
    assert own[0][0] >= 40 <= own[0][1]
    assert not database.rows("select from fine where person_id not in (select id from person)")


def test_cleaning_a_table_leaves_its_heirs_rows(database: Any, tmp_path: Path) -> None:
    with database.connect() as connection:
        connection.execute(DDL + "drop trigger note on public.fine; drop table public.fine_log;")
    pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=40, only=["public.bill"])
    with database.connect() as connection:
        connection.execute("insert into person (id, nickname) values (900, 'by hand')")
        connection.execute("insert into fine (id, person_id, amount) values (1, 900, 5)")
    pipeline.seed("local", url=database.url, root=tmp_path, environ={}, count=20, only=["public.bill"])
    assert database.rows("select person_id, amount from fine") == [(900, 5)]
    assert database.rows("select count(*) from only bill") == [(20,)]
