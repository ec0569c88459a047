"""Users of Supabase who can log in, with the auth schema of today and that of two years ago."""

from __future__ import annotations

import pytest

USERS = """
create schema auth;
create table auth.users (
    instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255),
    encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,
    confirmation_token varchar(255), recovery_token varchar(255), email_change_token_new varchar(255),
    email_change varchar(255), last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb,
    is_super_admin boolean, created_at timestamptz, updated_at timestamptz, phone text unique default null,
    phone_change text default '', phone_change_token varchar(255) default '',
    confirmed_at timestamptz generated always as (least(email_confirmed_at, null::timestamptz)) stored,
    email_change_token_current varchar(255) default '', email_change_confirm_status smallint default 0,
    reauthentication_token varchar(255) default '', is_sso_user boolean not null default false,
    deleted_at timestamptz, is_anonymous boolean not null default false
);
create unique index on auth.users (email) where is_sso_user = false;
create unique index on auth.users (confirmation_token) where confirmation_token !~ '^[0-9 ]*$';
"""
TODAY = """
create table auth.identities (
    provider_id text not null, user_id uuid not null references auth.users on delete cascade,
    identity_data jsonb not null, provider text not null, last_sign_in_at timestamptz, created_at timestamptz,
    updated_at timestamptz, email text generated always as (lower(identity_data ->> 'email')) stored,
    id uuid not null default gen_random_uuid() primary key, unique (provider_id, provider)
);
"""
BEFORE = """
create table auth.identities (
    id text not null, user_id uuid not null references auth.users on delete cascade,
    identity_data jsonb not null, provider text not null, last_sign_in_at timestamptz, created_at timestamptz,
    updated_at timestamptz, email text generated always as (lower(identity_data ->> 'email')) stored,
    primary key (provider, id)
);
"""
APP = """
create schema storage;
create table storage.buckets (id text primary key, name text not null unique, public boolean default false);
create table storage.objects (id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets,
    name text);
insert into storage.buckets values ('avatars', 'avatars', true);
create table auth.sessions (id uuid primary key, user_id uuid not null references auth.users);
create table public.profiles (
    id uuid primary key references auth.users on delete cascade, username text unique, avatar uuid references
    storage.objects
);
"""
TOKENS = (
    "confirmation_token", "recovery_token", "email_change_token_new", "email_change", "phone_change",
    "phone_change_token", "email_change_token_current", "reauthentication_token",
)  # fmt: skip


@pytest.mark.parametrize(("identities", "key"), [(TODAY, "provider_id"), (BEFORE, "id")])
def test_everyone_can_log_in(project, database, identities: str, key: str) -> None:
    database.rows(USERS + identities + APP)
    (project.folder / "factories").rename(project.folder / "no_factories")
    (project.folder / "supabase").rename(project.folder / "no_migrations")
    project.write(
        "profiles/local.toml",
        'environment = "local"\ncount = 12\n[[tables."auth.users".rows]]\nemail = "dev@example.com"\n',
    )
    assert project.seed("mark", "local", "--url", database.url, "--confirm", database.url.rsplit("/", 1)[1]).code == 0
    done = project.seed("local", "--url", database.url)
    assert done.code == 0, done.err
    assert done.out.endswith("log in    dev@example.com with the password password123, as all 12 users have\n")

    empty = " and ".join(f"{token} = ''" for token in TOKENS)
    assert database.value(
        f"""
        select bool_and(
            {empty} and aud = 'authenticated' and role = 'authenticated' and email_confirmed_at is not null
            and instance_id = '00000000-0000-0000-0000-000000000000' and confirmed_at is not null
            and raw_app_meta_data = '{{"provider": "email", "providers": ["email"]}}' and not is_sso_user
            and not is_anonymous and deleted_at is null and phone is null
            and raw_user_meta_data ->> 'email' = email and length(raw_user_meta_data ->> 'full_name') > 3
            and created_at <= email_confirmed_at and email_confirmed_at <= last_sign_in_at
        ) from auth.users
        """
    )
    assert database.value(
        f"""
        select count(*) from auth.users u join auth.identities i on i.user_id = u.id
        where i.{key} = u.id::text and i.provider = 'email' and i.email = lower(u.email)
            and i.identity_data ->> 'sub' = u.id::text and (i.identity_data ->> 'email_verified')::bool
        """
    ) == database.value("select count(*) from auth.identities")
    assert database.rows(
        "select (select count(*) from auth.users), (select count(*) from auth.identities), count(*) > 0 from profiles"
    ) == [(12, 12, True)]
    # What the platform looks after itself is as it was.
    assert database.rows("select id, name, public from storage.buckets") == [("avatars", "avatars", True)]
    assert database.rows("select (select count(*) from storage.objects), (select count(*) from auth.sessions)") == [
        (0, 0)
    ]
    assert project.seed("clean", "local", "--url", database.url, "--quiet").code == 0
    assert database.rows("select count(*) from auth.users union all select count(*) from auth.identities") == [
        (0,),
        (0,),
    ]


def test_the_hash_is_that_of_the_documented_password(project, system_15_url: str, harness) -> None:
    """pgcrypto's crypt() is what GoTrue's bcrypt computes."""
    for database in harness.make_database(system_15_url):
        database.rows("create extension pgcrypto;" + USERS + TODAY + APP)
        (project.folder / "factories").rename(project.folder / "no_factories")
        (project.folder / "supabase").rename(project.folder / "no_migrations")
        project.write("profiles/local.toml", 'environment = "local"\ncount = 3\n')
        name = database.url.rsplit("/", 1)[1]
        assert project.seed("mark", "local", "--url", database.url, "--confirm", name).code == 0
        assert project.seed("local", "--url", database.url, "--quiet").code == 0
        right = "select count(*) from auth.users where encrypted_password = crypt(%s, encrypted_password)"
        assert database.value(right, "password123") == 3
        assert database.value(right, "password124") == 0


@pytest.mark.parametrize(("logins", "open_"), [("", False), ("logins = true\n", True)])
def test_staging_says_whether_anyone_may(project, database, logins: str, open_: bool) -> None:
    database.rows(USERS + TODAY + APP)
    (project.folder / "factories").rename(project.folder / "no_factories")
    project.write(
        "profiles/staging.toml",
        f'environment = "staging"\ncount = 3\n{logins}[target]\nhosts = ["127.0.0.1"]\n',
    )
    name = database.url.rsplit("/", 1)[1]
    assert project.seed("mark", "staging", "--url", database.url, "--confirm", name).code == 0
    done = project.seed("staging", "--url", database.url)
    assert done.code == 0, done.err
    assert ("log in    " in done.out) is open_
    hashes = database.rows("select count(distinct encrypted_password), min(length(encrypted_password)) from auth.users")
    assert hashes == [(1 if open_ else 3, 60)]
