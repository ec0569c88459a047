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
            id serial primary key, language text not null,
            role_name name not null unique default current_user check (public.is_there(role_name))
        )
        """
    )
    assert not result.findings
    assert database.rows("select role_name::text from language_of") == [("postgres",)]


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


def test_what_tells_rows_apart_is_not_a_word_of_three(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.reading (
            taken_at timestamptz, tag varchar check (tag ~* '^(level|min|max)$'), value int not null,
            primary key (taken_at, tag)
        )
        """
    )
    assert database.counts()["public.reading"] == 40


def test_documents_have_what_generated_columns_read(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.shelf (
            key bigint generated always as identity primary key, content jsonb not null,
            id text not null unique generated always as (content ->> 'id') stored,
            title text generated always as (content -> 'about' ->> 'title') stored
        );
        create table public.book (
            id serial primary key, shelf text not null references public.shelf (id), payload jsonb not null,
            bay text not null generated always as (payload ->> 'bay') stored references public.shelf (id)
        )
        """
    )
    assert not result.findings
    assert database.value("select count(title) = count(*) from shelf")
    assert database.counts()["public.book"] == 80


def test_a_key_that_is_computed_from_a_default(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.search (
            hash text primary key generated always as (md5((query - '{page}'::text[])::text || about::text)) stored,
            query jsonb not null, about jsonb not null default '{}'
        )
        """
    )
    assert not result.findings
    assert database.counts()["public.search"] == 40


def test_rows_of_one_column_that_a_trigger_looks_at(fill: Fill, database: Any) -> None:
    fill(
        """
        create table public.note (body text not null);
        create function public.refuse_some() returns trigger language plpgsql as $$
        begin
            if length(new.body) % 2 = 1 then raise exception 'odd'; end if;
            return new;
        end $$;
        create trigger refuse_some before insert on public.note for each row execute function public.refuse_some()
        """
    )
    assert database.counts()["public.note"] == 40


def test_a_reference_that_some_rows_have_and_a_key_of_two(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.ward (id serial primary key, name text not null);
        create table public.issue (id serial primary key, title text not null);
        create function public.is_said(text) returns boolean language plpgsql immutable as
            $$ begin return $1 is null or trim($1) <> ''; end $$;
        create table public.care (
            id serial primary key, ward_id int not null references public.ward, issue_id int references public.issue,
            issue text check (public.is_said(issue) is true), unique (issue_id, ward_id),
            check ((issue_id is null and issue is not null) or (issue_id is not null and issue is null))
        )
        """
    )
    assert not result.findings
    assert database.counts()["public.care"] == 80
    assert database.value("select count(issue_id) > 0 and count(issue) > 0 from care")


def test_a_day_some_years_after_another(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.driver (
            id serial primary key, born date not null, licence_since date not null,
            check (licence_since >= born + interval '17 years')
        );
        """
    )
    assert not result.findings
    assert database.counts()["public.driver"] == 40


def test_addresses_in_short_columns(fill: Fill, database: Any) -> None:
    result = fill(
        """
        create table public.guest (
            id serial primary key, full_name text not null, email varchar(32) not null unique,
            other_email varchar(25) not null unique, work_email varchar(20) not null unique, e_mail varchar(16) not null
        )
        """
    )
    assert not result.findings
    assert database.value(
        "select bool_and(e ~ '^[a-z0-9][a-z0-9._]*@example[.](com|org|net)$')"
        " from guest, unnest(array[email, other_email, work_email, e_mail]) e"
    )
    assert database.value("select count(*) > 20 from guest where other_email ~ '^[a-z]'")


def test_days_between_today_and_in_two_months(fill: Fill, database: Any) -> None:
    """Whatever the plan takes for its present: what depends on the day follows, and lies as far apart as it would."""
    fill(
        """
        create table public.flight (
            id serial primary key, leaves date not null, lands date not null, sold_until timestamptz not null,
            check (leaves >= current_date), check (leaves <= current_date + interval '2 months'),
            check (lands >= leaves),
            check (sold_until between now() - interval '1 day' and now() + interval '90 days')
        )
        """
    )
    # One row and another may be of yesterday where midnight comes between the plan and the load.
    assert database.counts()["public.flight"] >= 20
    assert database.value("select count(distinct leaves) > 10 and bool_and(lands >= leaves) from flight")
