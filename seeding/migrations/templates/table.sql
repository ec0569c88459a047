{{function}}-- 1. Table ----------------------------------------------------------------------------------------

create table if not exists public.{{table}} (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null,
    title      text not null,
    status     text not null default 'draft',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    constraint {{table}}_user_id_fkey
        foreign key (user_id) references {{users}} (id) on delete cascade,
    constraint {{table}}_title_check check (length(btrim(title)) between 1 and 200),
    constraint {{table}}_status_check check (status in ('draft', 'active', 'archived'))
);

-- 2. Comments -------------------------------------------------------------------------------------

comment on table public.{{table}} is 'What one row of {{table}} is.';
comment on column public.{{table}}.user_id is 'Whose row it is.';
comment on column public.{{table}}.title is 'What it is called; 200 characters at most.';
comment on column public.{{table}}.status is 'draft, active or archived.';
comment on column public.{{table}}.created_at is 'When the row was made.';
comment on column public.{{table}}.updated_at is 'When the row last changed.';

-- 3. Indexes --------------------------------------------------------------------------------------

create index if not exists {{table}}_user_id_idx on public.{{table}} (user_id, created_at desc);

-- 4. Trigger --------------------------------------------------------------------------------------

create or replace trigger {{table}}_set_updated_at
    before update on public.{{table}}
    for each row execute function public.set_updated_at();

-- 5. Row level security ---------------------------------------------------------------------------

alter table public.{{table}} enable row level security;

-- (select …) makes PostgreSQL call the function once a statement instead of once a row.
drop policy if exists "Owners see their {{words}}" on public.{{table}};
create policy "Owners see their {{words}}"
    on public.{{table}} for select to authenticated
    using ((select auth.uid()) = user_id);

drop policy if exists "Owners add {{words}}" on public.{{table}};
create policy "Owners add {{words}}"
    on public.{{table}} for insert to authenticated
    with check ((select auth.uid()) = user_id);

drop policy if exists "Owners edit their {{words}}" on public.{{table}};
create policy "Owners edit their {{words}}"
    on public.{{table}} for update to authenticated
    using ((select auth.uid()) = user_id)
    with check ((select auth.uid()) = user_id);

drop policy if exists "Owners delete their {{words}}" on public.{{table}};
create policy "Owners delete their {{words}}"
    on public.{{table}} for delete to authenticated
    using ((select auth.uid()) = user_id);

-- 6. Privileges -----------------------------------------------------------------------------------

revoke all on table public.{{table}} from anon, authenticated;
grant select, insert, update, delete on table public.{{table}} to authenticated;
grant all on table public.{{table}} to service_role;
