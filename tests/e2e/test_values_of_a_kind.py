"""Values that only a cast, a default or a regular expression tells the kind of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seeding.report.result import SeedResult

Fill = Callable[..., SeedResult]


def test_arrays_and_spans_that_were_tried(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.course (
            id serial primary key, members uuid[] not null check (members <> '{}'), others uuid[],
            least interval not null check (least >= '00:00:01' and least <= '150 years'),
            most interval not null default '01:32:35',
            check ((most >= least and most <= '150 years') or most = '01:32:35')
        )
        """
    )
    assert not result.findings
    assert database.value("select bool_and(cardinality(members) > 0) from course")


def test_a_check_that_takes_the_default(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create function public.is_there(name) returns boolean language plpgsql as $$
        begin
            perform 1 from pg_roles where rolname = $1;
            return found;
        end $$;
        create table public.language_of (
            id serial primary key, role_name name not null default current_user check (public.is_there(role_name)),
            language text not null
        )
        """
    )
    assert not result.findings
    assert database.rows("select distinct role_name::text from language_of") == [("postgres",)]


def test_a_text_search_configuration_that_each_row_names(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.statement (
            id serial primary key, language text not null, settings text not null, content text not null
        );
        create function public.to_tsvector(text, text) returns tsvector language sql strict immutable as
            $$ select to_tsvector($1::regconfig, $2) $$;
        create index on public.statement using gin (to_tsvector(settings, content))
        """
    )
    assert not result.findings
    assert database.value("select bool_and(settings = 'simple') from statement")


def test_telephone_numbers_of_nine_digits(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create domain public.telephone as text check (value ~ '^[0-9]{9}$');
        create table public.contact (id serial primary key, phone public.telephone not null)
        """
    )
    assert not result.findings
    assert database.value("select bool_and(phone like '00999%') from contact")


def test_an_address_inside_a_document(fill: Fill, database: Any) -> None:
    result = fill(
        r"""
        create domain public.picture as jsonb
            check (value ?& array['url', 'mime'] and value ->> 'url' ~ '^(https?)://[^\s/$.?#].[^\s]*$');
        create table public.page (id serial primary key, preview public.picture not null)
        """
    )
    assert not result.findings
    assert database.value("select bool_and(preview ->> 'url' like 'https://example.com%') from page")


def test_users_of_a_stand_in_that_leaves_columns_out(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create schema auth;
        create table auth.users (
            instance_id uuid, id uuid primary key, aud varchar(255), email varchar(255),
            encrypted_password varchar(255), created_at timestamptz, updated_at timestamptz
        );
        create table public.profile (id uuid primary key references auth.users, full_name text)
        """
    )
    assert not result.findings
    assert database.value("select bool_and(created_at <= updated_at) from auth.users")
