"""A small application of tenants and members with policies that hold, to be broken in one place a test."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from seeding.database.supabase import stand_in
from seeding.migrations.policies import Access, who_sees

BASE = """
create table orgs (id uuid primary key default gen_random_uuid(), name text not null);
create table profiles (id uuid primary key references auth.users (id) on delete cascade, full_name text not null);
create table memberships (
    org_id uuid not null references orgs (id), user_id uuid not null references auth.users (id),
    role text not null default 'member', primary key (org_id, user_id)
);
create function is_member(wanted uuid) returns boolean language sql stable security definer set search_path = '' as $$
    select exists (select from public.memberships m where m.org_id = wanted and m.user_id = auth.uid())
$$;
create table projects (id uuid primary key default gen_random_uuid(), org_id uuid not null references orgs, name text);
create table tasks (
    id bigint generated always as identity primary key, project_id uuid not null references projects (id), title text
);
create table diaries (
    id bigint generated always as identity primary key,
    user_id uuid not null references auth.users (id), body text not null
);
alter table orgs enable row level security;
alter table profiles enable row level security;
alter table memberships enable row level security;
alter table projects enable row level security;
alter table tasks enable row level security;
alter table diaries enable row level security;
create policy members_see_orgs on orgs for select to authenticated using (is_member(id));
create policy own_profile on profiles to authenticated using (id = auth.uid()) with check (id = auth.uid());
create policy members_see_members on memberships for select to authenticated using (is_member(org_id));
create policy members_use_projects on projects to authenticated
    using (is_member(org_id)) with check (is_member(org_id));
create policy members_use_tasks on tasks to authenticated using (
    exists (select from projects p where p.id = tasks.project_id and is_member(p.org_id))
);
create policy own_diaries on diaries to authenticated
    using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
"""
ROWS = """
insert into auth.users (id, email)
    select ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'user' || n || '@example.com'
    from generate_series(1, 4) n;
insert into profiles select id, email from auth.users;
insert into orgs select ('00000000-0000-4000-9000-00000000000' || n)::uuid, 'org ' || n from generate_series(1, 3) n;
insert into memberships (org_id, user_id)
    select ('00000000-0000-4000-9000-00000000000' || (1 + n % 3))::uuid,
        ('00000000-0000-4000-8000-00000000000' || n)::uuid
    from generate_series(1, 4) n;
insert into projects (org_id, name) select id, name || n from orgs, generate_series(1, 3) n;
insert into tasks (project_id, title) select id, name || n from projects, generate_series(1, 2) n;
insert into diaries (user_id, body) select id, 'dear diary' from auth.users, generate_series(1, 3);
"""

Seen = Callable[..., Access]


@pytest.fixture
def seen(connection: psycopg.Connection) -> Seen:
    """Who sees what, once the application is there with its rows and `ddl` has been run."""

    def run(ddl: str = "", base: str = BASE, rows: str = ROWS, supabase: bool = True) -> Access:
        if supabase:
            stand_in(connection)
        for text in (base, rows, ddl):
            if text:
                connection.execute(text)
        with connection.transaction(force_rollback=True):
            return who_sees(connection)

    return run
