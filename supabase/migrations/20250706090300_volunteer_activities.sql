-- Purpose: the volunteering people take part in.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Every statement can be run twice: what exists is replaced or left alone.

-- 1. Table ----------------------------------------------------------------------------------------

create table if not exists public.volunteer_activities (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null,
    organisation text not null,
    cause        text not null,
    role_title   text not null,
    description  text,
    skills_used  text[] not null default '{}',
    city         text,
    country      text,
    is_remote    boolean not null default false,
    hours        numeric(6, 1) not null default 0,
    started_on   date not null,
    ended_on     date,
    status       text not null default 'active',
    is_verified  boolean not null default false,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),

    constraint volunteer_activities_user_id_fkey
        foreign key (user_id) references public.users (id) on delete cascade,
    constraint volunteer_activities_organisation_check check (length(btrim(organisation)) between 1 and 200),
    constraint volunteer_activities_cause_check
        check (cause in ('animals', 'arts', 'children', 'community', 'disaster relief', 'education',
                         'environment', 'food', 'health', 'older people')),
    constraint volunteer_activities_skills_used_check
        check (cardinality(skills_used) <= 10 and array_position(skills_used, null) is null),
    constraint volunteer_activities_country_check check (country ~ '^[A-Z]{2}$'),
    constraint volunteer_activities_hours_check check (hours between 0 and 20000),
    constraint volunteer_activities_dates_check check (ended_on >= started_on),
    constraint volunteer_activities_status_check check (status in ('planned', 'active', 'completed', 'withdrawn')),
    constraint volunteer_activities_ended_check
        check ((status in ('completed', 'withdrawn')) = (ended_on is not null))
);

-- 2. Comments -------------------------------------------------------------------------------------

comment on table public.volunteer_activities is 'Volunteer work of a person; any number a person.';
comment on column public.volunteer_activities.user_id is 'Who volunteers.';
comment on column public.volunteer_activities.organisation is 'Charity or group the work is done for.';
comment on column public.volunteer_activities.cause is 'What the work is for, out of a fixed list.';
comment on column public.volunteer_activities.role_title is 'What the person does there.';
comment on column public.volunteer_activities.description is 'The work in a sentence or two.';
comment on column public.volunteer_activities.skills_used is 'Skills the work asks for; 10 at most.';
comment on column public.volunteer_activities.city is 'Where the work is done; null when remote.';
comment on column public.volunteer_activities.country is 'ISO 3166-1 alpha-2 code.';
comment on column public.volunteer_activities.is_remote is 'True when the work is done from home.';
comment on column public.volunteer_activities.hours is 'Hours given so far, to one decimal.';
comment on column public.volunteer_activities.started_on is 'First day of the work.';
comment on column public.volunteer_activities.ended_on is 'Last day; set exactly when completed or withdrawn.';
comment on column public.volunteer_activities.status is 'planned, active, completed or withdrawn.';
comment on column public.volunteer_activities.is_verified is 'True once the organisation confirmed the hours.';
comment on column public.volunteer_activities.created_at is 'When the activity was entered.';
comment on column public.volunteer_activities.updated_at is 'When the row last changed.';

-- 3. Indexes --------------------------------------------------------------------------------------

create index if not exists volunteer_activities_user_id_idx
    on public.volunteer_activities (user_id, started_on desc);
create index if not exists volunteer_activities_cause_idx
    on public.volunteer_activities (cause, status);
create index if not exists volunteer_activities_unverified_idx
    on public.volunteer_activities (created_at) where not is_verified;

-- 4. Trigger --------------------------------------------------------------------------------------

create or replace trigger volunteer_activities_set_updated_at
    before update on public.volunteer_activities
    for each row execute function public.set_updated_at();

-- 5. Row level security ---------------------------------------------------------------------------

alter table public.volunteer_activities enable row level security;

-- (select …) makes PostgreSQL call the function once a statement instead of once a row.
drop policy if exists "Owners and admins see volunteer activities" on public.volunteer_activities;
create policy "Owners and admins see volunteer activities"
    on public.volunteer_activities for select to authenticated
    using ((select auth.uid()) = user_id or (select public.is_admin()));

drop policy if exists "Owners enter volunteer activities" on public.volunteer_activities;
create policy "Owners enter volunteer activities"
    on public.volunteer_activities for insert to authenticated
    with check ((select auth.uid()) = user_id and not is_verified);

drop policy if exists "Owners edit unverified volunteer activities" on public.volunteer_activities;
create policy "Owners edit unverified volunteer activities"
    on public.volunteer_activities for update to authenticated
    using ((select auth.uid()) = user_id and not is_verified)
    with check ((select auth.uid()) = user_id and not is_verified);

drop policy if exists "Owners delete unverified volunteer activities" on public.volunteer_activities;
create policy "Owners delete unverified volunteer activities"
    on public.volunteer_activities for delete to authenticated
    using ((select auth.uid()) = user_id and not is_verified);

-- 6. Privileges -----------------------------------------------------------------------------------

revoke all on table public.volunteer_activities from anon, authenticated;
grant select, insert, update, delete on table public.volunteer_activities to authenticated;
grant all on table public.volunteer_activities to service_role;
