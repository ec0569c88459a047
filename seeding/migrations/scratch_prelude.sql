-- What more of Supabase migrations name, in a database they are only tried in: the roles of its services, the
-- extensions every project begins with, and the tables that policies are written for. Comes after prelude.sql.

do $$
declare
    wanted text;
begin
    foreach wanted in array array[
        'authenticator', 'dashboard_user', 'pgbouncer', 'supabase_auth_admin', 'supabase_functions_admin',
        'supabase_read_only_user', 'supabase_realtime_admin', 'supabase_replication_admin', 'supabase_storage_admin'
    ] loop
        if to_regrole(wanted) is null then
            begin
                execute format('create role %I nologin noinherit', wanted);
            exception
                when duplicate_object or unique_violation then null;
            end;
        end if;
    end loop;
end;
$$;

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('pgcrypto', 'extensions'), ('uuid-ossp', 'extensions'), ('pg_stat_statements', 'extensions'),
            ('supabase_vault', 'vault')
        ) as extensions (name, schema)
    loop
        begin
            execute format('create extension if not exists %I with schema %I', wanted.name, wanted.schema);
        exception
            -- A server without it, or a schema that is not there: the migrations will say so if they need it.
            when others then null;
        end;
    end loop;
end;
$$;

-- Where the stand-in for pgcrypto has no bcrypt: a row with a password is tried all the same, and nobody signs in.
do $$
begin
    perform extensions.gen_salt('bf');
exception
    when feature_not_supported then
        create or replace function extensions.gen_salt(text) returns text language sql volatile as $function$
            select '$2a$06$' || substr(md5(random()::text), 1, 22)
        $function$;
        create or replace function extensions.gen_salt(text, integer) returns text language sql volatile as $function$
            select '$2a$06$' || substr(md5(random()::text), 1, 22)
        $function$;
        create or replace function extensions.crypt(text, text) returns text language sql immutable as $function$
            select rpad($2, 29, '.') || substr(md5($1 || $2), 1, 31)
        $function$;
    when undefined_function or invalid_schema_name then null;
end;
$$;

do $$
begin
    if to_regclass('auth.sessions') is not null or to_regclass('auth.users') is null then
        return;
    end if;
    create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
    create table auth.sessions (
        id           uuid not null primary key,
        user_id      uuid not null references auth.users (id) on delete cascade,
        created_at   timestamptz,
        updated_at   timestamptz,
        factor_id    uuid,
        aal          auth.aal_level,
        not_after    timestamptz,
        refreshed_at timestamp,
        user_agent   text,
        ip           inet,
        tag          text
    );
    create table auth.refresh_tokens (
        instance_id uuid,
        id          bigserial primary key,
        token       varchar(255) unique,
        user_id     varchar(255),
        revoked     boolean,
        created_at  timestamptz,
        updated_at  timestamptz,
        parent      varchar(255),
        session_id  uuid references auth.sessions (id) on delete cascade
    );
    create table auth.mfa_factors (
        id            uuid not null primary key,
        user_id       uuid not null references auth.users (id) on delete cascade,
        friendly_name text,
        factor_type   text not null,
        status        text not null,
        created_at    timestamptz not null,
        updated_at    timestamptz not null,
        secret        text,
        phone         text
    );
    create table auth.audit_log_entries (
        instance_id uuid,
        id          uuid not null primary key,
        payload     json,
        created_at  timestamptz,
        ip_address  varchar(64) not null default ''
    );
    alter table auth.sessions enable row level security;
    alter table auth.refresh_tokens enable row level security;
    alter table auth.mfa_factors enable row level security;
    alter table auth.audit_log_entries enable row level security;
end;
$$;

do $$
begin
    if to_regnamespace('realtime') is not null then
        return;
    end if;
    create schema realtime;
    grant usage on schema realtime to anon, authenticated, service_role;
    create table realtime.messages (
        topic       text not null,
        extension   text not null,
        payload     jsonb,
        event       text,
        private     boolean default false,
        updated_at  timestamp not null default now(),
        inserted_at timestamp not null default now(),
        id          uuid not null default gen_random_uuid(),
        primary key (id, inserted_at)
    );
    alter table realtime.messages enable row level security;
    create function realtime.topic() returns text language sql stable as $function$
        select nullif(current_setting('realtime.topic', true), '')::text
    $function$;
    create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
    returns void language sql as $function$
        insert into realtime.messages (payload, event, topic, private, extension)
        values (payload, event, topic, private, 'broadcast')
    $function$;
    create function realtime.broadcast_changes(
        topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record,
        level text default 'ROW'
    ) returns void language plpgsql as $function$ begin null; end $function$;
end;
$$;
