-- What Supabase provides before the first migration runs, on a server that is no Supabase: enough for
-- migrations, row level security and seeding to behave the same. Nothing that exists already is changed, and
-- nothing is made that the setting seed.brought names, as migrations make that: a schema ("auth") or what is in
-- it ("auth.*").

-- 1. Roles ----------------------------------------------------------------------------------------

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('anon', 'nologin noinherit'),
            ('authenticated', 'nologin noinherit'),
            ('service_role', 'nologin noinherit bypassrls'),
            -- Who signs in for the API: a role of one's own that it may become is granted to this one.
            ('authenticator', 'nologin noinherit')
        ) as roles (name, attributes)
    loop
        if to_regrole(wanted.name) is null then
            begin
                execute format('create role %I %s', wanted.name, wanted.attributes);
            exception
                -- Roles belong to the whole server: a run in another database was first.
                when duplicate_object or unique_violation then null;
            end;
        end if;
        if not pg_has_role(current_user, wanted.name, 'member') then
            execute format('grant %I to current_user', wanted.name);
        end if;
    end loop;
end;
$$;

-- 2. Schemas --------------------------------------------------------------------------------------

do $$
declare
    wanted text;
begin
    for wanted in
        select name from (values
            ('auth', null), ('extensions', null), ('storage', null),
            -- Where dumps put extensions that a server of theirs, or its stand-ins, has.
            ('graphql', 'pg_graphql'), ('vault', 'supabase_vault'), ('pgsodium', 'pgsodium')
        ) as schemas (name, extension)
        where extension is null or exists (select from pg_available_extensions e where e.name = extension)
    loop
        if wanted <> all (string_to_array(coalesce(current_setting('seed.brought', true), ''), ',')) then
            execute format('create schema if not exists %I', wanted);
            execute format('grant usage on schema %I to anon, authenticated, service_role', wanted);
        end if;
    end loop;
    grant usage on schema public to anon, authenticated, service_role;
end;
$$;

do $$
begin
    if position('extensions' in current_setting('search_path')) = 0 then
        execute format('alter database %I set search_path = "$user", public, extensions', current_database());
        set search_path = "$user", public, extensions;
    end if;
end;
$$;

-- 3. Who is asking --------------------------------------------------------------------------------

do $$
begin
    if string_to_array(current_setting('seed.brought', true), ',') && array['auth', 'auth.*'] then
        return;
    end if;
    if to_regprocedure('auth.uid()') is null then
        create function auth.uid() returns uuid language sql stable as $function$
            select coalesce(
                nullif(current_setting('request.jwt.claim.sub', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
            )::uuid
        $function$;
    end if;
    if to_regprocedure('auth.role()') is null then
        create function auth.role() returns text language sql stable as $function$
            select coalesce(
                nullif(current_setting('request.jwt.claim.role', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
            )::text
        $function$;
    end if;
    if to_regprocedure('auth.email()') is null then
        create function auth.email() returns text language sql stable as $function$
            select coalesce(
                nullif(current_setting('request.jwt.claim.email', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
            )::text
        $function$;
    end if;
    if to_regprocedure('auth.jwt()') is null then
        create function auth.jwt() returns jsonb language sql stable as $function$
            select coalesce(
                nullif(current_setting('request.jwt.claim', true), ''),
                nullif(current_setting('request.jwt.claims', true), '')
            )::jsonb
        $function$;
    end if;
    grant execute on function auth.uid(), auth.role(), auth.email(), auth.jwt() to public;
end;
$$;

-- 4. People who sign in ---------------------------------------------------------------------------

do $$
begin
    if to_regclass('auth.users') is not null
        or string_to_array(current_setting('seed.brought', true), ',') && array['auth', 'auth.*']
    then
        return;
    end if;

    create table auth.users (
        instance_id                 uuid,
        id                          uuid not null primary key,
        aud                         varchar(255),
        role                        varchar(255),
        email                       varchar(255),
        encrypted_password          varchar(255),
        email_confirmed_at          timestamptz,
        invited_at                  timestamptz,
        confirmation_token          varchar(255),
        confirmation_sent_at        timestamptz,
        recovery_token              varchar(255),
        recovery_sent_at            timestamptz,
        email_change_token_new      varchar(255),
        email_change                varchar(255),
        email_change_sent_at        timestamptz,
        last_sign_in_at             timestamptz,
        raw_app_meta_data           jsonb,
        raw_user_meta_data          jsonb,
        is_super_admin              boolean,
        created_at                  timestamptz,
        updated_at                  timestamptz,
        phone                       text default null unique,
        phone_confirmed_at          timestamptz,
        phone_change                text default '',
        phone_change_token          varchar(255) default '',
        phone_change_sent_at        timestamptz,
        confirmed_at                timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
        email_change_token_current  varchar(255) default '',
        email_change_confirm_status smallint default 0,
        banned_until                timestamptz,
        reauthentication_token      varchar(255) default '',
        reauthentication_sent_at    timestamptz,
        is_sso_user                 boolean not null default false,
        deleted_at                  timestamptz,
        is_anonymous                boolean not null default false,

        constraint users_email_change_confirm_status_check
            check (email_change_confirm_status >= 0 and email_change_confirm_status <= 2)
    );

    create index users_instance_id_idx on auth.users (instance_id);
    create index users_instance_id_email_idx on auth.users (instance_id, lower(email::text));
    create index users_is_anonymous_idx on auth.users (is_anonymous);
    create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
    create unique index confirmation_token_idx
        on auth.users (confirmation_token) where confirmation_token::text !~ '^[0-9 ]*$';
    create unique index recovery_token_idx
        on auth.users (recovery_token) where recovery_token::text !~ '^[0-9 ]*$';
    create unique index email_change_token_current_idx
        on auth.users (email_change_token_current) where email_change_token_current::text !~ '^[0-9 ]*$';
    create unique index email_change_token_new_idx
        on auth.users (email_change_token_new) where email_change_token_new::text !~ '^[0-9 ]*$';
    create unique index reauthentication_token_idx
        on auth.users (reauthentication_token) where reauthentication_token::text !~ '^[0-9 ]*$';

    alter table auth.users enable row level security;
    comment on table auth.users is 'Auth: stores user login data within a secure schema. Made by seed, not by Supabase.';

    create table auth.identities (
        provider_id     text not null,
        user_id         uuid not null references auth.users (id) on delete cascade,
        identity_data   jsonb not null,
        provider        text not null,
        last_sign_in_at timestamptz,
        created_at      timestamptz,
        updated_at      timestamptz,
        email           text generated always as (lower(identity_data ->> 'email')) stored,
        id              uuid not null default gen_random_uuid() primary key,

        constraint identities_provider_id_provider_unique unique (provider_id, provider)
    );

    create index identities_user_id_idx on auth.identities (user_id);
    create index identities_email_idx on auth.identities (email text_pattern_ops);

    alter table auth.identities enable row level security;
    comment on table auth.identities is 'Auth: stores identities associated to a user. Made by seed, not by Supabase.';
end;
$$;

-- 5. Files ----------------------------------------------------------------------------------------

do $$
begin
    if to_regclass('storage.buckets') is not null
        or string_to_array(current_setting('seed.brought', true), ',') && array['storage', 'storage.*']
    then
        return;
    end if;

    create table storage.buckets (
        id                 text not null primary key,
        name               text not null,
        owner              uuid,
        created_at         timestamptz default now(),
        updated_at         timestamptz default now(),
        public             boolean default false,
        avif_autodetection boolean default false,
        file_size_limit    bigint,
        allowed_mime_types text[],
        owner_id           text
    );

    create unique index bname on storage.buckets (name);

    create table storage.objects (
        id               uuid not null default gen_random_uuid() primary key,
        bucket_id        text references storage.buckets (id),
        name             text,
        owner            uuid,
        created_at       timestamptz default now(),
        updated_at       timestamptz default now(),
        last_accessed_at timestamptz default now(),
        metadata         jsonb,
        path_tokens      text[] generated always as (string_to_array(name, '/')) stored,
        version          text,
        owner_id         text,
        user_metadata    jsonb
    );

    create unique index bucketid_objname on storage.objects (bucket_id, name);

    alter table storage.buckets enable row level security;
    alter table storage.objects enable row level security;
    grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
    comment on table storage.buckets is 'Storage: where files are kept. Made by seed, not by Supabase.';
    comment on table storage.objects is 'Storage: a row for every file. Made by seed, not by Supabase.';
end;
$$;

do $$
begin
    if string_to_array(current_setting('seed.brought', true), ',') && array['storage', 'storage.*'] then
        return;
    end if;
    if to_regprocedure('storage.foldername(text)') is null then
        create function storage.foldername(name text) returns text[] language sql immutable as $function$
            select (string_to_array(name, '/'))[1:cardinality(string_to_array(name, '/')) - 1]
        $function$;
    end if;
    if to_regprocedure('storage.filename(text)') is null then
        create function storage.filename(name text) returns text language sql immutable as $function$
            select (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))]
        $function$;
    end if;
    if to_regprocedure('storage.extension(text)') is null then
        create function storage.extension(name text) returns text language sql immutable as $function$
            select reverse(split_part(reverse(storage.filename(name)), '.', 1))
        $function$;
    end if;
    grant execute on function storage.foldername(text), storage.filename(text), storage.extension(text) to public;
end;
$$;

-- 6. Changes that clients listen to ---------------------------------------------------------------

do $$
begin
    if not exists (select from pg_publication where pubname = 'supabase_realtime') then
        create publication supabase_realtime;
    end if;
end;
$$;

-- 7. Privileges on what migrations make in public -------------------------------------------------

-- As on Supabase: the API's roles may touch every table, and row level security decides about the rows.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
