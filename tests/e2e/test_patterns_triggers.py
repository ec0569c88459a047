"""A pattern file for tables whose triggers make rows of others, or refuse some: what does not fit is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seeding import pipeline

SCHEMA = """
create table orgs (id int generated always as identity primary key, name text not null, seats int not null);
create table settings (org_id int primary key references orgs, plan text not null, seats int);
create function greet() returns trigger language plpgsql as $$
begin
    insert into settings (org_id, plan) values (new.id, 'free');
    return new;
end $$;
create trigger greet after insert on orgs for each row execute function greet();
create table visits (id int generated always as identity primary key, length int not null, guests int not null);
create function few() returns trigger language plpgsql as $$
begin
    if (select count(*) from visits) >= 5 then
        raise exception 'no room for guests';
    end if;
    return new;
end $$;
create trigger few before insert on visits for each row execute function few();
"""

PATTERNS = """
version = 1
learned = 2026-06-30
as_of = 2026-06-30T00:00:00Z

[tables."public.orgs"]
rows = 200
[tables."public.orgs".columns.seats]
kind = "number"
step = 1
bins = [[1, 10, 0.5], [10, 100, 0.5]]

[tables."public.settings"]
rows = 200
[tables."public.settings".columns.plan]
kind = "category"
values = ["free", "team"]
shares = [0.7, 0.3]
[tables."public.settings".references.org_id]
to = "public.orgs"
children = [[1, 1, 1]]

[tables."public.visits"]
rows = 100
[tables."public.visits".columns.length]
kind = "number"
step = 1
bins = [[1, 10, 1]]
[tables."public.visits".columns.guests]
kind = "number"
step = 1
bins = [[1, 2, 0.5], [8, 200, 0.5]]
"""


def test_what_triggers_make_or_refuse_is_no_end_of_the_run(database: Any, tmp_path: Path) -> None:
    database.rows(SCHEMA)
    (tmp_path / "production.toml").write_text(PATTERNS, encoding="utf-8")
    done = pipeline.seed("local", url=database.url, root=tmp_path, environ={}, patterns=tmp_path / "production.toml")
    orgs, settings = database.value("select count(*) from orgs"), database.value("select count(*) from settings")
    assert orgs == settings == 25
    kept = database.value("select count(*) from visits")
    assert kept == 5 < next(t for t in done.plan.tables if str(t.name) == "public.visits").rows
    (said,) = [f for f in done.findings if f.where == "public.visits"]
    assert "no room for" in said.message
