-- Purpose: what people who look for work say about their career.
-- Author:  The Seed maintainers
-- Date:    2025-07-06
--
-- Every statement can be run twice: what exists is replaced or left alone.

-- 1. Table ----------------------------------------------------------------------------------------

create table if not exists public.user_career_profiles (
    id                     uuid primary key default gen_random_uuid(),
    user_id                uuid not null,
    current_title          text,
    current_company        text,
    industry               text,
    employment_status      text not null default 'employed',
    experience_years       integer not null default 0,
    education_level        text,
    skills                 text[] not null default '{}',
    languages              text[] not null default '{}',
    salary_expectation_min integer,
    salary_expectation_max integer,
    salary_currency        text not null default 'USD',
    work_mode              text not null default 'hybrid',
    is_open_to_work        boolean not null default false,
    available_from         date,
    summary                text,
    preferences            jsonb not null default '{}',
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),

    constraint user_career_profiles_user_id_key unique (user_id),
    constraint user_career_profiles_user_id_fkey
        foreign key (user_id) references public.users (id) on delete cascade,
    constraint user_career_profiles_employment_status_check
        check (employment_status in ('employed', 'self-employed', 'student', 'unemployed')),
    constraint user_career_profiles_experience_years_check check (experience_years between 0 and 60),
    constraint user_career_profiles_education_level_check
        check (education_level in ('secondary', 'vocational', 'bachelor', 'master', 'doctorate')),
    constraint user_career_profiles_skills_check
        check (cardinality(skills) <= 30 and array_position(skills, null) is null),
    constraint user_career_profiles_languages_check
        check (cardinality(languages) <= 10 and array_position(languages, null) is null),
    constraint user_career_profiles_salary_expectation_check
        check (salary_expectation_min >= 0 and salary_expectation_max >= salary_expectation_min),
    constraint user_career_profiles_salary_currency_check check (salary_currency ~ '^[A-Z]{3}$'),
    constraint user_career_profiles_work_mode_check check (work_mode in ('on-site', 'hybrid', 'remote')),
    constraint user_career_profiles_summary_check check (length(summary) <= 4000),
    constraint user_career_profiles_preferences_check check (jsonb_typeof(preferences) = 'object')
);

-- 2. Comments -------------------------------------------------------------------------------------

comment on table public.user_career_profiles is
    'Career profile of a person; at most one a person, and not everyone has one.';
comment on column public.user_career_profiles.user_id is 'Whose profile this is.';
comment on column public.user_career_profiles.current_title is 'Job title today.';
comment on column public.user_career_profiles.current_company is 'Employer today.';
comment on column public.user_career_profiles.industry is 'Industry of the current or last job.';
comment on column public.user_career_profiles.employment_status is
    'employed, self-employed, student or unemployed.';
comment on column public.user_career_profiles.experience_years is 'Whole years of paid work, 0 to 60.';
comment on column public.user_career_profiles.education_level is
    'Highest level finished: secondary, vocational, bachelor, master or doctorate.';
comment on column public.user_career_profiles.skills is 'Skills, most important first; 30 at most.';
comment on column public.user_career_profiles.languages is 'ISO 639-1 codes, mother tongue first; 10 at most.';
comment on column public.user_career_profiles.salary_expectation_min is
    'Lowest yearly gross salary the person would accept, in salary_currency.';
comment on column public.user_career_profiles.salary_expectation_max is
    'Yearly gross salary the person hopes for, in salary_currency; not below the lowest.';
comment on column public.user_career_profiles.salary_currency is 'ISO 4217 code.';
comment on column public.user_career_profiles.work_mode is 'on-site, hybrid or remote.';
comment on column public.user_career_profiles.is_open_to_work is 'True while recruiters may write.';
comment on column public.user_career_profiles.available_from is 'First day the person could start.';
comment on column public.user_career_profiles.summary is 'A paragraph the person wrote about their work.';
comment on column public.user_career_profiles.preferences is
    'Object: {"job_types": [text], "relocate": boolean, "notice_weeks": number, "alerts": "daily" | "weekly" | "never"}.';
comment on column public.user_career_profiles.created_at is 'When the profile was made.';
comment on column public.user_career_profiles.updated_at is 'When the row last changed.';

-- 3. Indexes --------------------------------------------------------------------------------------

-- The unique constraint on user_id is the foreign key's index.
create index if not exists user_career_profiles_industry_idx
    on public.user_career_profiles (industry, experience_years);
create index if not exists user_career_profiles_skills_idx
    on public.user_career_profiles using gin (skills);
create index if not exists user_career_profiles_open_idx
    on public.user_career_profiles (available_from) where is_open_to_work;

-- 4. Trigger --------------------------------------------------------------------------------------

create or replace trigger user_career_profiles_set_updated_at
    before update on public.user_career_profiles
    for each row execute function public.set_updated_at();

-- 5. Row level security ---------------------------------------------------------------------------

alter table public.user_career_profiles enable row level security;

-- (select …) makes PostgreSQL call the function once a statement instead of once a row.
drop policy if exists "Owners and admins see a career profile" on public.user_career_profiles;
create policy "Owners and admins see a career profile"
    on public.user_career_profiles for select to authenticated
    using ((select auth.uid()) = user_id or (select public.is_admin()));

drop policy if exists "Owners write their career profile" on public.user_career_profiles;
create policy "Owners write their career profile"
    on public.user_career_profiles for insert to authenticated
    with check ((select auth.uid()) = user_id);

drop policy if exists "Owners edit their career profile" on public.user_career_profiles;
create policy "Owners edit their career profile"
    on public.user_career_profiles for update to authenticated
    using ((select auth.uid()) = user_id)
    with check ((select auth.uid()) = user_id);

drop policy if exists "Owners delete their career profile" on public.user_career_profiles;
create policy "Owners delete their career profile"
    on public.user_career_profiles for delete to authenticated
    using ((select auth.uid()) = user_id);

-- 6. Privileges -----------------------------------------------------------------------------------

revoke all on table public.user_career_profiles from anon, authenticated;
grant select, insert, update, delete on table public.user_career_profiles to authenticated;
grant all on table public.user_career_profiles to service_role;
