-- What more of Supabase migrations name, in a database they are only tried in: the roles of its services, the
-- extensions every project begins with, and the tables that policies are written for. Comes after prelude.sql.

do $$
declare
    wanted text;
begin
    foreach wanted in array array[
        'authenticator', 'dashboard_user', 'pgbouncer', 'supabase_auth_admin', 'supabase_functions_admin',
        'supabase_read_only_user', 'supabase_realtime_admin', 'supabase_replication_admin', 'supabase_storage_admin',
        'supabase_admin', 'supabase_etl_admin', 'supabase_privileged_role', 'cli_login_postgres', 'pgsodium_keyiduser',
        'pgsodium_keyholder', 'pgsodium_keymaker'
    ] loop
        if to_regrole(wanted) is null then
            begin
                execute format('create role %I nologin noinherit', wanted);
                execute format('comment on role %I is %L', wanted, 'Made by seed to try migrations on.');
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
declare
    made regclass;
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
    create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
    create type auth.factor_status as enum ('unverified', 'verified');
    create type auth.code_challenge_method as enum ('s256', 'plain');
    create type auth.one_time_token_type as enum (
        'confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new',
        'email_change_token_current', 'phone_change_token'
    );
    create table auth.mfa_factors (
        id                      uuid not null primary key,
        user_id                 uuid not null references auth.users (id) on delete cascade,
        friendly_name           text,
        factor_type             auth.factor_type not null,
        status                  auth.factor_status not null,
        created_at              timestamptz not null,
        updated_at              timestamptz not null,
        secret                  text,
        phone                   text,
        last_challenged_at      timestamptz unique,
        web_authn_credential    jsonb,
        web_authn_aaguid        uuid
    );
    create table auth.mfa_challenges (
        id                     uuid not null primary key,
        factor_id              uuid not null references auth.mfa_factors (id) on delete cascade,
        created_at             timestamptz not null,
        verified_at            timestamptz,
        ip_address             inet not null,
        otp_code               text,
        web_authn_session_data jsonb
    );
    create table auth.mfa_amr_claims (
        session_id            uuid not null references auth.sessions (id) on delete cascade,
        created_at            timestamptz not null,
        updated_at            timestamptz not null,
        authentication_method text not null,
        id                    uuid not null primary key,
        unique (session_id, authentication_method)
    );
    create table auth.flow_state (
        id                     uuid not null primary key,
        user_id                uuid,
        auth_code              text not null,
        code_challenge_method  auth.code_challenge_method not null,
        code_challenge         text not null,
        provider_type          text not null,
        provider_access_token  text,
        provider_refresh_token text,
        created_at             timestamptz,
        updated_at             timestamptz,
        authentication_method  text not null,
        auth_code_issued_at    timestamptz
    );
    create table auth.one_time_tokens (
        id         uuid not null primary key,
        user_id    uuid not null references auth.users (id) on delete cascade,
        token_type auth.one_time_token_type not null,
        token_hash text not null,
        relates_to text not null,
        created_at timestamp not null default now(),
        updated_at timestamp not null default now()
    );
    create table auth.instances (
        id              uuid not null primary key,
        uuid            uuid,
        raw_base_config text,
        created_at      timestamptz,
        updated_at      timestamptz
    );
    create table auth.schema_migrations (version varchar(255) not null primary key);
    create table auth.sso_providers (
        id          uuid not null primary key,
        resource_id text,
        created_at  timestamptz,
        updated_at  timestamptz
    );
    create table auth.sso_domains (
        id              uuid not null primary key,
        sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade,
        domain          text not null,
        created_at      timestamptz,
        updated_at      timestamptz
    );
    create table auth.saml_providers (
        id                uuid not null primary key,
        sso_provider_id   uuid not null references auth.sso_providers (id) on delete cascade,
        entity_id         text not null unique,
        metadata_xml      text not null,
        metadata_url      text,
        attribute_mapping jsonb,
        created_at        timestamptz,
        updated_at        timestamptz,
        name_id_format    text
    );
    create table auth.saml_relay_states (
        id              uuid not null primary key,
        sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade,
        request_id      text not null,
        for_email       text,
        redirect_to     text,
        created_at      timestamptz,
        updated_at      timestamptz,
        flow_state_id   uuid references auth.flow_state (id) on delete cascade
    );
    create table auth.audit_log_entries (
        instance_id uuid,
        id          uuid not null primary key,
        payload     json,
        created_at  timestamptz,
        ip_address  varchar(64) not null default ''
    );
    for made in
        select c.oid::regclass from pg_class c
        where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r' and not c.relrowsecurity
    loop
        execute format('alter table %s enable row level security', made);
    end loop;
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
    grant select, insert, update on realtime.messages to anon, authenticated, service_role;
    create type realtime.equality_op as enum ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in');
    create type realtime.user_defined_filter as (column_name text, op realtime.equality_op, value text);
    create table realtime.subscription (
        id              bigint generated always as identity primary key,
        subscription_id uuid not null,
        entity          regclass not null,
        filters         realtime.user_defined_filter[] not null default '{}',
        claims          jsonb not null,
        created_at      timestamp not null default timezone('utc', now())
    );
    create table realtime.schema_migrations (version bigint not null primary key, inserted_at timestamp);
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

-- Files in parts, and what the service looks up.
do $$
begin
    if to_regclass('storage.objects') is null or to_regclass('storage.migrations') is not null then
        return;
    end if;
    alter table storage.buckets add column if not exists type text not null default 'STANDARD';
    create table storage.migrations (
        id          integer not null primary key,
        name        varchar(100) not null unique,
        hash        varchar(40) not null,
        executed_at timestamp default current_timestamp
    );
    create table storage.s3_multipart_uploads (
        id               text not null primary key,
        in_progress_size bigint not null default 0,
        upload_signature text not null,
        bucket_id        text not null references storage.buckets (id),
        key              text not null,
        version          text not null,
        owner_id         text,
        created_at       timestamptz not null default now(),
        user_metadata    jsonb
    );
    create table storage.s3_multipart_uploads_parts (
        id          uuid not null default gen_random_uuid() primary key,
        upload_id   text not null references storage.s3_multipart_uploads (id) on delete cascade,
        size        bigint not null default 0,
        part_number integer not null,
        bucket_id   text not null references storage.buckets (id),
        key         text not null,
        etag        text not null,
        owner_id    text,
        version     text not null,
        created_at  timestamptz not null default now()
    );
    alter table storage.migrations enable row level security;
    alter table storage.s3_multipart_uploads enable row level security;
    alter table storage.s3_multipart_uploads_parts enable row level security;
    create table storage.prefixes (
        bucket_id  text not null references storage.buckets (id),
        name       text not null,
        level      integer not null,
        created_at timestamptz default now(),
        updated_at timestamptz default now(),
        primary key (bucket_id, level, name)
    );
    create table storage.buckets_analytics (
        id         uuid not null default gen_random_uuid() primary key,
        name       text not null,
        type       text not null default 'ANALYTICS',
        format     text not null default 'ICEBERG',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        deleted_at timestamptz
    );
    alter table storage.prefixes enable row level security;
    alter table storage.buckets_analytics enable row level security;
    create function storage.get_level(name text) returns integer language sql immutable as $function$
        select cardinality(string_to_array(name, '/'))
    $function$;
    create function storage.delete_prefix_hierarchy_trigger() returns trigger
    language plpgsql as $function$ begin return old; end $function$;
    create function storage.objects_insert_prefix_trigger() returns trigger
    language plpgsql as $function$ begin return new; end $function$;
    create function storage.objects_update_prefix_trigger() returns trigger
    language plpgsql as $function$ begin return new; end $function$;
    create function storage.prefixes_insert_trigger() returns trigger
    language plpgsql as $function$ begin return new; end $function$;
    create function storage.enforce_bucket_name_length() returns trigger
    language plpgsql as $function$ begin return new; end $function$;
    create function storage.protect_delete() returns trigger
    language plpgsql as $function$ begin return old; end $function$;
    create function storage.update_updated_at_column() returns trigger
    language plpgsql as $function$ begin new.updated_at = now(); return new; end $function$;
    create function storage.operation() returns text language sql stable as $function$
        select current_setting('storage.operation', true)
    $function$;
    create function storage.allow_only_operation(expected_operation text) returns boolean
    language sql stable as $function$
        select storage.operation() = expected_operation or storage.operation() = 'storage.' || expected_operation
    $function$;
    create function storage.allow_any_operation(expected_operations text[]) returns boolean
    language sql stable as $function$
        select bool_or(storage.allow_only_operation(expected)) from unnest(expected_operations) expected
    $function$;
    create function storage.get_size_by_bucket() returns table (size bigint, bucket_id text)
    language sql stable as $function$
        select sum((metadata ->> 'size')::bigint)::bigint, o.bucket_id from storage.objects o group by o.bucket_id
    $function$;
    create function storage.search(
        prefix text, bucketname text, limits integer default 100, levels integer default 1, offsets integer default 0,
        search text default '', sortcolumn text default 'name', sortorder text default 'asc'
    ) returns table (
        name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb
    ) language sql stable as $function$
        select o.name, o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
        from storage.objects o where o.bucket_id = bucketname and o.name like prefix || '%' limit limits offset offsets
    $function$;
end;
$$;

-- Triggers that call somebody ("webhooks"): noted, and nothing leaves the machine.
do $$
begin
    if to_regnamespace('supabase_functions') is not null then
        return;
    end if;
    create schema supabase_functions;
    grant usage on schema supabase_functions to postgres, anon, authenticated, service_role;
    create table supabase_functions.hooks (
        id            bigserial primary key,
        hook_table_id integer not null,
        hook_name     text not null,
        created_at    timestamptz not null default now(),
        request_id    bigint
    );
    create table supabase_functions.migrations (
        version     text not null primary key,
        inserted_at timestamptz not null default now()
    );
    grant all on all tables in schema supabase_functions to postgres, anon, authenticated, service_role;
    grant all on all sequences in schema supabase_functions to postgres, anon, authenticated, service_role;
    create function supabase_functions.http_request() returns trigger
    language plpgsql security definer set search_path = supabase_functions as $function$
    begin
        insert into supabase_functions.hooks (hook_table_id, hook_name) values (tg_relid, tg_name);
        return coalesce(new, old);
    end $function$;
    grant execute on function supabase_functions.http_request() to postgres, anon, authenticated, service_role;
end;
$$;

-- What the API and the dashboard look up, and where the Supabase CLI keeps what it applied.
do $$
begin
    create schema if not exists graphql_public;
    grant usage on schema graphql_public to postgres, anon, authenticated, service_role;
    if not exists (select from pg_proc where pronamespace = 'graphql_public'::regnamespace and proname = 'graphql') then
        create function graphql_public.graphql(
            "operationName" text default null, query text default null, variables jsonb default null,
            extensions jsonb default null
        ) returns jsonb language sql as $function$ select null::jsonb $function$;
    end if;
    create schema if not exists pgbouncer;
    create schema if not exists _realtime;
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
        version text not null primary key, statements text[], name text
    );
    if to_regnamespace('extensions') is not null then
        create or replace function extensions.grant_pg_cron_access() returns event_trigger
        language plpgsql as $function$ begin null; end $function$;
        create or replace function extensions.grant_pg_net_access() returns event_trigger
        language plpgsql as $function$ begin null; end $function$;
        create or replace function extensions.grant_pg_graphql_access() returns event_trigger
        language plpgsql as $function$ begin null; end $function$;
        create or replace function extensions.set_graphql_placeholder() returns event_trigger
        language plpgsql as $function$ begin null; end $function$;
        create or replace function extensions.pgrst_ddl_watch() returns event_trigger
        language plpgsql as $function$ begin null; end $function$;
        create or replace function extensions.pgrst_drop_watch() returns event_trigger
        language plpgsql as $function$ begin null; end $function$;
    end if;
    if not exists (select from pg_publication where pubname = 'supabase_realtime_messages_publication') then
        create publication supabase_realtime_messages_publication;
    end if;
end;
$$;

-- The services own what is theirs: migrations become one of them to make a policy for its tables.
do $$
declare
    wanted record;
    made record;
begin
    for wanted in
        select * from (values
            ('auth', 'supabase_auth_admin'), ('storage', 'supabase_storage_admin'),
            ('realtime', 'supabase_realtime_admin'), ('supabase_functions', 'supabase_functions_admin')
        ) as services (schema, owner)
        where to_regnamespace(schema) is not null and to_regrole(owner) is not null
    loop
        execute format('grant all on schema %I to %I', wanted.schema, wanted.owner);
        for made in
            select c.oid::regclass as name from pg_class c
            where c.relnamespace = to_regnamespace(wanted.schema) and c.relkind = 'r'
        loop
            execute format('alter table %s owner to %I', made.name, wanted.owner);
        end loop;
    end loop;
exception
    -- Who may not give things away tries migrations that do not need it.
    when insufficient_privilege then null;
end;
$$;
