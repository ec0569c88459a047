-- Purpose: the people who have an account.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Every statement can be run twice: what exists is replaced or left alone.

-- 1. Table ----------------------------------------------------------------------------------------

create table if not exists public.users (
    id              uuid primary key default gen_random_uuid(),
    email           text not null,
    full_name       text not null,
    username        text not null,
    role            text not null default 'customer',
    phone           text,
    city            text,
    country         text,
    latitude        double precision,
    longitude       double precision,
    avatar_url      text,
    bio             text,
    is_active       boolean not null default true,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    last_sign_in_at timestamptz,

    constraint users_email_key unique (email),
    constraint users_username_key unique (username),
    constraint users_email_lower_check check (lower(email) = email),
    constraint users_email_shape_check check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    constraint users_full_name_check check (length(btrim(full_name)) between 1 and 120),
    constraint users_username_check check (username ~ '^[a-z0-9][a-z0-9._-]{2,39}$'),
    constraint users_role_check check (role in ('customer', 'volunteer', 'developer', 'admin')),
    constraint users_phone_check check (phone ~ '^\+[0-9][0-9 ()-]{6,19}$'),
    constraint users_country_check check (country ~ '^[A-Z]{2}$'),
    constraint users_latitude_check check (latitude between -90 and 90),
    constraint users_longitude_check check (longitude between -180 and 180),
    constraint users_position_check check ((latitude is null) = (longitude is null)),
    constraint users_avatar_url_check check (avatar_url ~ '^https?://'),
    constraint users_bio_check check (length(bio) <= 2000),
    constraint users_last_sign_in_at_check check (last_sign_in_at >= created_at)
);

-- 2. Comments -------------------------------------------------------------------------------------

comment on table public.users is 'People who have an account; one row a person.';
comment on column public.users.id is 'The same value as auth.users.id for people who can sign in.';
comment on column public.users.email is 'Address the account was opened with, in lower case.';
comment on column public.users.full_name is 'Name as the person writes it.';
comment on column public.users.username is 'Public handle: lower case letters, digits, dot, hyphen, underscore.';
comment on column public.users.role is 'What the person does here: customer, volunteer, developer or admin.';
comment on column public.users.phone is 'Telephone number in international form, starting with +.';
comment on column public.users.city is 'Town or city the person lives in.';
comment on column public.users.country is 'ISO 3166-1 alpha-2 code.';
comment on column public.users.latitude is 'Degrees north (WGS 84) of the city, not of the home.';
comment on column public.users.longitude is 'Degrees east (WGS 84) of the city, not of the home.';
comment on column public.users.avatar_url is 'Address of the profile picture.';
comment on column public.users.bio is 'A few sentences the person wrote about themselves.';
comment on column public.users.is_active is 'False once the account is closed or suspended.';
comment on column public.users.created_at is 'When the account was opened.';
comment on column public.users.updated_at is 'When the row last changed.';
comment on column public.users.last_sign_in_at is 'When the person last signed in; null for never.';

-- 3. Indexes --------------------------------------------------------------------------------------

create index if not exists users_created_at_idx on public.users (created_at);
create index if not exists users_country_city_idx on public.users (country, city);
create index if not exists users_staff_idx on public.users (role) where role <> 'customer';

-- 4. Trigger --------------------------------------------------------------------------------------

create or replace trigger users_set_updated_at
    before update on public.users
    for each row execute function public.set_updated_at();

-- 5. Row level security ---------------------------------------------------------------------------

alter table public.users enable row level security;

-- (select …) makes PostgreSQL call the function once a statement instead of once a row.
drop policy if exists "People see themselves, admins see everyone" on public.users;
create policy "People see themselves, admins see everyone"
    on public.users for select to authenticated
    using ((select auth.uid()) = id or (select public.is_admin()));

drop policy if exists "People open their own account as customers" on public.users;
create policy "People open their own account as customers"
    on public.users for insert to authenticated
    with check ((select auth.uid()) = id and role = 'customer');

drop policy if exists "People edit themselves" on public.users;
create policy "People edit themselves"
    on public.users for update to authenticated
    using ((select auth.uid()) = id)
    with check ((select auth.uid()) = id);

-- 6. Privileges -----------------------------------------------------------------------------------

-- The list of columns keeps role, is_active and the times out of their owner's reach.
revoke all on table public.users from anon, authenticated;
grant select, insert on table public.users to authenticated;
grant update (full_name, username, phone, city, country, latitude, longitude, avatar_url, bio)
    on table public.users to authenticated;
grant all on table public.users to service_role;
