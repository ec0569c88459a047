"""What triggers on the users read of `raw_user_meta_data` is in it."""

from __future__ import annotations

import psycopg
import pytest

from seeding.infer.rules.signup import passed_along
from seeding.schema import Name, introspect

USERS = """
create schema auth;
create table auth.users (id uuid primary key, raw_user_meta_data jsonb);
create type public.part as enum ('pupil', 'tutor');
create table public.member (
    id uuid primary key references auth.users, company text not null, part public.part not null,
    plan text not null check (plan in ('free', 'paid')), school_id int
);
create table public.homework (id serial primary key, of_member uuid references public.member);
create function public.joined() returns trigger language plpgsql as $$
declare
    consent jsonb := new.raw_user_meta_data -> 'consent';
begin
    {body}
    return new;
end $$;
create trigger joined after insert on auth.users for each row execute function public.joined()
"""


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("perform new.raw_user_meta_data ->> 'company';", {"company"}),
        ("perform NEW.raw_user_meta_data->>'firstName', consent->>'version';", {"firstName", "consent"}),
        ("perform (new.raw_user_meta_data ->> 'part')::public.part;", {"part"}),
        ("perform coalesce(new.raw_user_meta_data ->> 'company', 'none');", set()),
        ("if coalesce(consent ->> 'version', '') = '' then raise exception 'no'; end if;", {"consent"}),
        ("perform (new.raw_user_meta_data ->> 'school_id')::int;", set()),
        ("perform new.id;", set()),
    ],
)
def test_keys_that_have_no_default(connection: psycopg.Connection, body: str, keys: set[str]) -> None:
    connection.execute(USERS.replace("{body}", body))
    schema = introspect(connection, schemas=["public", "auth"])
    table = schema.tables[Name("auth", "users")]
    assert set(passed_along(table, schema)) == keys
