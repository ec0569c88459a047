"""Tenants and owners that no table lists, and days whose hours may not meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


@pytest.mark.parametrize("kind", ["uuid", "int"])
def test_parents_of_one_owner_are_found(fill: Fill, database: Any, kind: str) -> None:
    result = fill(
        f"""
        create table public.course (id serial primary key, owner_id {kind} not null, unique (id, owner_id));
        create table public.pupil (id serial primary key, tenant {kind} not null, unique (id, tenant));
        create table public.lesson (
            id serial primary key, owner_id {kind} not null, course_id int not null, unique (id, owner_id),
            foreign key (course_id, owner_id) references public.course (id, owner_id)
        );
        create table public.attendance (
            owner_id {kind} not null, lesson_id int not null, pupil_id int not null, primary key (lesson_id, pupil_id),
            foreign key (lesson_id, owner_id) references public.lesson (id, owner_id),
            foreign key (pupil_id, owner_id) references public.pupil (id, tenant)
        )
        """
    )
    assert not [f for f in result.findings if f.rule == "load-left-out"]
    assert database.counts()["public.attendance"] > 20
    owners = "select owner_id from course union select tenant from pupil union select owner_id from attendance"
    assert 1 < database.value(f"select count(*) from ({owners}) o") <= 8


def test_a_day_with_hours_that_may_not_meet(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.court (id serial primary key, name text not null);
        create table public.booking (
            id serial primary key, court_id int not null references public.court, day date not null,
            starts time not null, ends time not null, status text not null check (status in ('held', 'cancelled')),
            exclude using gist (tsrange((day + starts)::timestamp, (day + ends)::timestamp, '[)') with &&)
                where (status <> 'cancelled')
        );
        create unique index on public.booking (court_id, day, starts) where status <> 'cancelled'
        """
    )
    assert not result.findings
    assert database.counts()["public.booking"] == 80
    assert database.value("select bool_and(starts < ends) from booking")


def test_a_generated_stretch_that_may_not_meet_another(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.visit (
            id serial primary key, day date not null, starts time not null, ends time not null,
            taken tsrange generated always as
                (tsrange((day + starts)::timestamp, (day + ends)::timestamp + interval '30 minutes')) stored,
            exclude using gist (taken with &&)
        );
        create table public.shift (
            id serial primary key, starts_at timestamp not null, ends_at timestamp not null,
            taken tsrange generated always as (tsrange(starts_at, ends_at)) stored, exclude using gist (taken with &&)
        )
        """
    )
    assert not result.findings
    assert database.counts() == {"public.visit": 40, "public.shift": 40}
