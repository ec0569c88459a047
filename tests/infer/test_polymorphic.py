"""A type and a number that together point at a row of any table: both are of a table that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import psycopg
import pytest

from seeding.infer.inferred import Inferred

Fill = Callable[..., Mapping[str, Mapping[str, Inferred]]]

TABLES = """
create table people (id bigserial primary key, name text not null);
create table teams (id bigserial primary key, name text not null, lead_id bigint references people);
create table forum_posts (id serial primary key, title text, author_id bigint not null references people);
create table photos (id serial primary key, caption text, owner_id bigint not null references people);
create table audit_logs (id serial primary key, message text);
create table currencies (code text primary key);
"""
DANGLING = """
select count(*) from {table} n where not (
    "{type}" = 'ForumPost' and exists (select from forum_posts p where p.id = n."{id}")
    or "{type}" = 'Photo' and exists (select from photos p where p.id = n."{id}")
)
"""


@pytest.mark.parametrize(
    ("type_", "row"),
    [
        ("commentable_type", "commentable_id"),
        ("likeableType", "likeableId"),
        ("main_taggable_type", "main_taggable_id"),
    ],
)
def test_rows_are_of_the_table_that_is_named(fill: Fill, connection: psycopg.Connection, type_: str, row: str) -> None:
    fill(
        f'{TABLES} create table notes (id serial primary key, "{type_}" varchar(20) not null, "{row}" bigint not null)'
    )
    found = connection.execute(f'select distinct "{type_}" from notes order by 1').fetchall()
    assert found == [("ForumPost",), ("Photo",)]
    assert connection.execute(DANGLING.format(table="notes", type=type_, id=row)).fetchone() == (0,)


def test_somebody_is_a_person_or_a_team(fill: Fill, connection: psycopg.Connection) -> None:
    fill(f"{TABLES} create table keys (id serial primary key, owner_type text not null, owner_id bigint not null)")
    assert connection.execute("select distinct owner_type from keys order by 1").fetchall() == [("Person",), ("Team",)]


def test_a_row_is_there_where_its_table_is_named(fill: Fill, connection: psycopg.Connection) -> None:
    fill(f"{TABLES} create table files (id serial primary key, attachable_type text, attachable_id int)")
    wrong = "select count(*) from files where (attachable_type is null) <> (attachable_id is null)"
    assert connection.execute(wrong).fetchone() == (0,)


def test_labels_that_a_check_or_an_enum_lists_are_read(fill: Fill, connection: psycopg.Connection) -> None:
    fill(
        f"""{TABLES}
        create type kind as enum ('forum_post', 'App\\Models\\Photo', 'robot');
        create table flags (id serial primary key, target_type kind not null, target_id bigint not null);
        """,
        count=200,
    )
    found = connection.execute(
        """
        select target_type::text, bool_and(case target_type
            when 'forum_post' then exists (select from forum_posts p where p.id = target_id)
            when 'App\\Models\\Photo' then exists (select from photos p where p.id = target_id)
        end) from flags group by 1 order by 1
        """
    ).fetchall()
    assert found == [("App\\Models\\Photo", True), ("forum_post", True), ("robot", None)]


def test_each_once_still_names_tables(fill: Fill, connection: psycopg.Connection) -> None:
    fill(
        f"""{TABLES}
        create table likes (id serial primary key, person_id bigint not null references people,
            subject_type text not null, subject_id bigint not null, unique (person_id, subject_type, subject_id));
        """
    )
    found = connection.execute("select distinct subject_type from likes").fetchall()
    assert {name for (name,) in found} <= {"Person", "Team", "ForumPost", "Photo"}


@pytest.mark.parametrize(
    "columns",
    [
        "document_type text not null, document_id text not null",  # a passport
        "people_type text not null, people_id bigint not null",  # a kind of person, and who
        "source_type text not null default 'card', source_id bigint not null",
        "target_type text not null check (length(target_type) = 3), target_id bigint not null",
    ],
)
def test_what_only_looks_like_one_is_left_to_the_other_rules(fill: Fill, columns: str) -> None:
    filled = fill(f"{TABLES} create table notes (id serial primary key, {columns})")["public.notes"]
    assert not [name for name, found in filled.items() if "a row of any table" in found.reason]
