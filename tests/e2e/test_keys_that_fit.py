"""Keys that their children can hold: narrower columns, and checks of the children's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


def test_keys_are_as_short_as_what_refers_to_them(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.condition (name varchar(255) primary key, description text);
        create table public.engine (
            id serial primary key, condition varchar(8) not null references public.condition,
            before char(6) references public.condition
        );
        create table public.account (number bigint primary key, holder text);
        create table public.card (id serial primary key, account smallint not null references public.account)
        """
    )
    assert not result.findings
    assert database.counts()["public.engine"] >= 40
    assert database.value("select max(length(name)) <= 6 from condition")
    assert database.value("select max(number) < 32768 from account")


def test_a_parent_has_the_words_its_children_must_say(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.level (code text primary key, note text);
        create table public.ticket (
            id serial primary key, level text not null references public.level check (level in ('low', 'high'))
        );
        create table public.mood (label text primary key);
        create table public.day (
            id serial primary key, mood text not null references public.mood check (mood ~ '^[A-Z]{3}-[0-9]{4}$')
        )
        """
    )
    assert {finding.place for finding in result.findings} <= {"public.level"}, result.findings
    assert database.rows("select code from level order by 1") == [("high",), ("low",)]
    assert database.counts()["public.ticket"] == 40
    assert database.value("select bool_and(label ~ '^[A-Z]{3}-[0-9]{4}$') from mood")


def test_parents_none_of_which_say_where_they_belong(fill: Fill, database: Any) -> None:
    fill(
        """
        create table event (id int primary key);
        create table design (
            id int primary key, event_id int references event, paper text not null, check (event_id is null)
        );
        create table form (
            id int primary key, event_id int not null references event, design_id int references design
        );
        """,
    )
    assert database.counts()["public.form"] > 0


def test_what_nothing_can_be_made_of_stays_null_where_it_may(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table hall (area text not null check (area in ('n', 's')), id int not null, primary key (area, id));
        create table yard (area text not null check (area in ('e', 'w')), id int not null, primary key (area, id));
        create table fair (
            id int primary key, area text, hall_id int, yard_id int,
            foreign key (area, hall_id) references hall, foreign key (area, yard_id) references yard
        );
        """,
    )
    assert database.rows("select count(*) > 0, count(area) from fair") == [(True, 0)]
    said = [str(finding) for finding in result.plan.findings if finding.where == "public.fair"]
    assert any("stays NULL: no value can be made for area" in one for one in said)
