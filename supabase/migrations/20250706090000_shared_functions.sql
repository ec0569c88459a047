-- Purpose: functions every table of the schema shares.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Every statement can be run twice: what exists is replaced or left alone.

-- 1. Functions ------------------------------------------------------------------------------------

-- Fires on UPDATE only, so an updated_at given with INSERT (an import, a restore, a seed) is kept.
create or replace function public.set_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

comment on function public.set_updated_at() is
    'Trigger function: stamps updated_at on every UPDATE.';

-- Reads the signed token, never public.users.role: a policy on a table must not query that table again,
-- and app_metadata is the part of the token its owner cannot edit.
create or replace function public.is_admin()
returns boolean
language sql
stable
set search_path = ''
as $$
    select coalesce((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin', false);
$$;

comment on function public.is_admin() is
    'True when the caller''s token carries app_metadata.role = admin. Used by row level security policies.';

-- 2. Privileges -----------------------------------------------------------------------------------

revoke execute on function public.set_updated_at() from public, anon, authenticated;
grant execute on function public.is_admin() to anon, authenticated, service_role;
