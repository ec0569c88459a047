"""Triggers that look up whether the parents of a row have to do with one another, however they do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]

FERRIES = """
create table public.line (id uuid primary key, name text not null);
create table public.pier (id uuid primary key, name text not null);
create table public.captain (id uuid primary key, full_name text not null);
create table public.licence (id uuid primary key, captain_id uuid not null references public.captain);
create table public.stamp (id uuid primary key, licence_id uuid not null references public.licence);
create table public.line_pier (line_id uuid references public.line, pier_id uuid references public.pier,
    primary key (line_id, pier_id));
create table public.season (id uuid primary key, label text not null);
create table public.season_line (season_id uuid references public.season, line_id uuid references public.line,
    primary key (season_id, line_id));
create table public.crossing (
    id uuid primary key, pier_id uuid not null references public.pier, line_id uuid not null references public.line,
    season_id uuid not null references public.season, captain_id uuid not null references public.captain,
    stamp_id uuid not null references public.stamp
);
create table public.crossing_fact (
    crossing_id uuid primary key references public.crossing, pier_name text not null, captain text not null
);
create view public.served as
    select p.id as pier_id, l.line_id, s.season_id, p.name
    from public.pier p join public.line_pier l on l.pier_id = p.id join public.season_line s on s.line_id = l.line_id;
create view public.holder as
    select s.id as stamp_id, c.id as captain_id, c.full_name
    from public.stamp s join public.licence l on l.id = s.licence_id join public.captain c on c.id = l.captain_id;
create function public.pier_of(p_pier uuid, p_line uuid, p_season uuid) returns text language plpgsql as $$
declare found_name text;
begin
    select v.name into found_name from public.served v
    where v.pier_id = p_pier and v.line_id = p_line and v.season_id = p_season;
    return found_name;
end $$;
create function public.captain_of(p_captain uuid, p_stamp uuid) returns text language sql as $$
    select h.full_name from public.holder h where h.captain_id = p_captain and h.stamp_id = p_stamp
$$;
create function public.note_crossing() returns trigger language plpgsql as $$
begin
    insert into public.crossing_fact (crossing_id, pier_name, captain)
    select new.id, public.pier_of(new.pier_id, new.line_id, new.season_id),
        public.captain_of(new.captain_id, new.stamp_id);
    return null;
end $$;
create trigger note_crossing after insert on public.crossing for each row execute function public.note_crossing();
"""


def test_link_tables_and_the_parents_of_parents_say_who_belongs_together(fill: Fill, database: Any) -> None:
    result = fill(FERRIES)
    assert "public.crossing" not in {f.where for f in result.findings}
    assert database.value("select count(*) from crossing") >= 40
    assert database.value("select count(*) from crossing") == database.value("select count(*) from crossing_fact")
    assert not database.rows(
        "select from crossing c where not exists (select from served s where s.pier_id = c.pier_id"
        " and s.line_id = c.line_id and s.season_id = c.season_id)"
    )
