"""A leak of each kind is found where it is, and what holds is left alone."""

from __future__ import annotations

import psycopg
import pytest

from seeding.findings import Severity

LEAKS = [
    pytest.param(
        "create policy open on diaries for select using (true);",
        "policy-open", 'public.diaries policy "open"', "anon can read 3 of 3 rows that are B's by user_id",
        id="true for everybody",
    ),
    pytest.param(
        "create policy open on diaries for select to authenticated using (auth.uid() is not null);",
        "tenant-leak", 'public.diaries policy "open"', "authenticated A can read 3 of 3 rows that are B's",
        id="signed in is enough",
    ),
    pytest.param(
        """create policy open on projects for select to authenticated using (
            exists (select from memberships m where m.org_id = m.org_id and m.user_id = auth.uid()));""",
        "tenant-leak", 'public.projects policy "open"', "that are B's by org_id through public.memberships",
        id="a column compared with itself",
    ),
    pytest.param(
        "create policy open on tasks for select to authenticated using (title is not null);",
        "policy-open", 'public.tasks policy "open"', "that are B's by project_id through public.projects",
        id="a child of the tenant's",
    ),
    pytest.param(
        "create policy open on diaries for update to authenticated using (true) with check (true);"
        "create policy seen on diaries for select to authenticated using (user_id = user_id);",
        "policy-open", 'public.diaries policy "open"', "authenticated A can change 3 of 3 rows",
        id="changes another's",
    ),
    pytest.param(
        "drop policy own_diaries on diaries;"
        "create policy open on diaries for update to authenticated using (auth.uid() is not null);",
        "tenant-leak", 'public.diaries policy "open"', "authenticated A can change 3 of 3 rows",
        id="changes what it cannot see",
    ),
    pytest.param(
        "create policy open on diaries for insert to authenticated with check (true);",
        "tenant-leak", 'public.diaries policy "open"', "authenticated A can insert rows on behalf of B, by user_id",
        id="inserts on another's behalf",
    ),
    pytest.param(
        "drop policy own_diaries on diaries;"
        "create policy seen on diaries for select to authenticated using (user_id = auth.uid());"
        "create policy open on diaries for update to authenticated using (user_id = auth.uid()) with check (true);",
        "tenant-leak", 'public.diaries policy "open"', "give a row of their own to B by changing user_id",
        id="gives a row away",
    ),
    pytest.param(
        "drop policy members_use_projects on projects;"
        "create policy seen on projects for select to authenticated using (is_member(org_id));"
        "create policy open on projects for update to authenticated using (is_member(org_id)) with check (true);",
        "tenant-leak", 'public.projects policy "open"', "give a row of their own to B by changing org_id",
        id="moves a row to another team, where it cannot see it any more",
    ),
    pytest.param(
        """insert into memberships select id, '00000000-0000-4000-8000-000000000001' from orgs order by id limit 2
            on conflict do nothing;
        drop policy members_use_projects on projects;
        create policy open on projects to authenticated using (is_member(org_id)) with check (name is not null);""",
        "tenant-leak", 'public.projects policy "open"', "give a row of their own to B by changing org_id",
        id="moves a row to a team that it is no member of, though they share another",
    ),
    pytest.param(
        """create table docs (id int primary key, org_id uuid references orgs, author_id uuid references auth.users);
        insert into docs select row_number() over (), m.org_id, u.id from memberships m, auth.users u;
        alter table docs enable row level security;
        create policy seen on docs for select to authenticated using (is_member(org_id) or author_id = auth.uid());
        create policy open on docs for update to authenticated
            using (author_id = auth.uid()) with check (author_id = auth.uid());""",
        "tenant-leak", 'public.docs policy "open"', "by changing org_id",
        id="puts a row that it wrote among another team's",
    ),
    pytest.param(
        """alter table projects add created_by uuid references auth.users;
        update projects set created_by = (select min(user_id::text)::uuid from memberships m
            where m.org_id = projects.org_id);
        drop policy members_use_projects on projects;
        create policy seen on projects for select to authenticated using (is_member(org_id));
        create policy open on projects for update to authenticated using (is_member(org_id)) with check (true);""",
        "tenant-leak", 'public.projects policy "open"', "give a row of their own to B by changing org_id",
        id="moves a row that has an author, to another team",
    ),
    pytest.param(
        "create policy open on memberships for update to authenticated using (user_id = auth.uid());",
        "tenant-leak", 'public.memberships policy "open"', "A can become a member where B is one by changing org_id",
        id="makes itself a member of another team",
    ),
    pytest.param(
        "drop policy own_diaries on diaries; create policy open on diaries for delete to authenticated using (true);",
        "policy-open", 'public.diaries policy "open"', "authenticated A can delete 3 of 3 rows",
        id="deletes what it cannot see",
    ),
    pytest.param(
        "create policy open on orgs for delete to authenticated using (true);"
        "create policy seen on orgs for select to authenticated using (auth.uid() is not null);",
        "policy-open", 'public.orgs policy "open"', "authenticated A can delete 1 of 1 row",
        id="deletes what a foreign key holds back",
    ),
    pytest.param(
        "create table notes (id int primary key); insert into notes values (1);",
        "rls-missing", "public.notes", "anon and authenticated may select, insert, update and delete",
        id="no row level security",
    ),
    pytest.param(
        "alter table diaries disable row level security;",
        "policy-without-rls", "public.diaries", "1 policy without effect: anon and authenticated may reach every row",
        id="policies switched off",
    ),
    pytest.param(
        """create table events (id int, user_id uuid references auth.users, at date not null) partition by range (at);
        create table events_2020s partition of events for values from ('2020-01-01') to ('2030-01-01');
        alter table events enable row level security;
        create policy own on events for select to authenticated using (user_id = auth.uid());
        insert into events select 1, id, '2024-05-05' from auth.users;""",
        "rls-missing", "public.events_2020s", "the partition itself can be asked",
        id="a partition without",
    ),
    pytest.param(
        "create view all_tasks as select * from tasks;",
        "rls-bypass-view", "public.all_tasks", "the view shows anon 18 rows, of which the policies of public.tasks",
        id="a view",
    ),
    pytest.param(
        "create view inner_tasks as select * from tasks; create view outer_tasks as select * from inner_tasks;"
        "revoke all on inner_tasks from anon, authenticated;",
        "rls-bypass-view", "public.outer_tasks", "the view shows anon 18 rows",
        id="a view on a view",
    ),
    pytest.param(
        "create materialized view counted as select project_id, count(*) from tasks group by 1 with no data;",
        "rls-bypass-view", "public.counted", "the materialized view shows anon 9 rows",
        id="a materialized view from before there were rows",
    ),
    pytest.param(
        """create policy support on diaries for select to authenticated
            using (auth.jwt() -> 'user_metadata' ->> 'role' = 'support');""",
        "policy-user-metadata", 'public.diaries policy "support"', "user_metadata.role",
        id="a claim that people write themselves",
    ),
    pytest.param(
        "create materialized view counted as select project_id, count(*) from tasks group by 1;",
        "rls-bypass-view", "public.counted", "the materialized view shows anon 9 rows",
        id="a materialized view",
    ),
    pytest.param(
        """create function everybody() returns setof profiles language sql security definer set search_path = '' as
        $$ select * from public.profiles $$;""",
        "rls-bypass-function", "public.everybody()", "gives anon 4 rows",
        id="a function",
    ),
    pytest.param(
        """create function diaries_of(p_user_id uuid) returns setof diaries language plpgsql security definer
        set search_path = '' as $$
        begin return query select * from public.diaries d where d.user_id = p_user_id; end $$;
        revoke execute on function diaries_of from public, anon;""",
        "rls-bypass-function", "public.diaries_of(p_user_id uuid)", "gives authenticated, unknown 3 rows",
        id="a function that is told whose",
    ),
    pytest.param(
        """create table a (id int primary key, b int); create table b (id int primary key, a int);
        alter table a enable row level security; alter table b enable row level security;
        create policy round on a using (exists (select from b where b.a = a.id));
        create policy round on b using (exists (select from a where a.b = b.id));
        insert into a values (1, 1); insert into b values (1, 1);""",
        "policy-error", "public.a", "infinite recursion detected",
        id="policies in a circle",
    ),
    pytest.param(
        "alter table diaries owner to authenticated;",
        "rls-owner", "public.diaries", "authenticated owns the table",
        id="the owner asks",
    ),
]  # fmt: skip
WARNINGS = [
    pytest.param(
        "create table notes (id int primary key); alter table notes enable row level security;",
        "rls-no-policy", "public.notes", "anon and authenticated see no row",
        id="no policy",
    ),
    pytest.param(
        """create table tags (name text primary key); alter table tags enable row level security;
        create policy all_of_them on tags for select to authenticated using (true);
        create policy short on tags for select to authenticated using (length(name) < 5);
        insert into tags values ('a'), ('abcdef');""",
        "policy-overlap", 'public.tags policy "short"', '"all_of_them" lets every row through',
        id="a narrower policy beside a wide one",
    ),
    pytest.param(
        "create policy spare on diaries for select to authenticated using (body = 'nobody wrote this');",
        "policy-untested", 'public.diaries policy "spare"', "no row to show: none of 12 rows passes",
        id="nothing to show",
    ),
    pytest.param(
        "create policy spare on diaries for select to authenticated using (user_id = auth.uid() and body = 'nothing');",
        "policy-untested", 'public.diaries policy "spare"', "authenticated A, authenticated B and 2 others",
        id="nothing to show to anybody",
    ),
    pytest.param(
        "create policy spare on diaries for select to anon using (length(body) = 10);",
        "policy-untested", 'public.diaries policy "spare"', "no row to hide: all 12 rows pass for anon",
        id="nothing to hide",
    ),
    pytest.param(
        "create policy open on memberships for insert to authenticated with check (user_id = auth.uid());",
        "tenant-leak", 'public.memberships policy "open"', "become a member where B is one by inserting a row",
        id="joins another team",
    ),
    pytest.param(
        """drop policy members_use_tasks on tasks;
        create policy seen on tasks for select to authenticated
            using (exists (select from projects p where p.id = tasks.project_id and is_member(p.org_id)));
        create policy open on tasks for update to authenticated using (
            exists (select from projects p where p.id = tasks.project_id and is_member(p.org_id))
        ) with check (true);""",
        "tenant-leak", 'public.tasks policy "open"', "give a row of their own to B by changing project_id",
        id="moves a child below another team's parent",
    ),
    pytest.param(
        "revoke all on diaries from authenticated;",
        "policy-without-grant", 'public.diaries policy "own_diaries"', "authenticated has no privilege",
        id="no privilege",
    ),
    pytest.param(
        "create policy strict on diaries for select using (current_setting('app.nobody')::int > 0);",
        "policy-error", "public.diaries", "unrecognized configuration parameter",
        id="a setting nobody gave",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("ddl", "rule", "where", "words"), LEAKS)
def test_an_error_where_it_leaks(seen, ddl: str, rule: str, where: str, words: str) -> None:
    found = [f for f in seen(ddl).findings if f.severity is Severity.ERROR]
    assert [f for f in found if f.rule == rule and f.where == where and words in f.message], found
    assert all(f.hint for f in found)


@pytest.mark.parametrize(("ddl", "rule", "where", "words"), WARNINGS)
def test_a_warning_where_nothing_is_lost(seen, ddl: str, rule: str, where: str, words: str) -> None:
    found = [f for f in seen(ddl).findings if f.severity is not Severity.NOTE]
    assert [f for f in found if f.rule == rule and f.where == where and words in f.message], found


QUIET = [
    pytest.param("", id="the application as it is"),
    pytest.param(
        "create view my_tasks with (security_invoker = true) as select * from tasks;",
        id="a view that asks as its caller",
    ),
    pytest.param(
        """create function my_diaries() returns setof diaries language sql security definer set search_path = '' as
        $$ select * from public.diaries d where d.user_id = auth.uid() $$;""",
        id="a function that looks who is asking",
    ),
    pytest.param(
        """create table budgets (id int primary key, org_id uuid not null references orgs);
        insert into budgets select row_number() over (), id from orgs;
        alter table budgets enable row level security;
        create policy owners on budgets for select to authenticated using (exists (
            select from memberships m where m.org_id = budgets.org_id and m.user_id = auth.uid() and m.role = 'owner'));
        create function budgets_of(p_org_id uuid) returns setof budgets language sql security definer
        set search_path = '' as
        $$ select * from public.budgets b where b.org_id = p_org_id and public.is_member(p_org_id) $$;
        update memberships set role = 'owner' where user_id::text like '%4';""",
        id="a function that is told whose, and looks who is asking",
    ),
    pytest.param(
        """create table posts (id int primary key, author_id uuid not null references auth.users, published boolean);
        alter table posts enable row level security;
        create policy published on posts for select using (published);
        create policy own on posts to authenticated using (author_id = auth.uid());
        insert into posts select n, ('00000000-0000-4000-8000-00000000000' || n)::uuid, n % 2 = 0
            from generate_series(1, 4) n;""",
        id="what is published",
    ),
    pytest.param(
        """create table admins (user_id uuid primary key references auth.users);
        alter table admins enable row level security;
        create policy own on admins for select to authenticated using (user_id = auth.uid());
        insert into admins select id from auth.users order by id limit 1;
        create policy administrators on diaries for select to authenticated
            using (exists (select from admins a where a.user_id = auth.uid()));""",
        id="an administrator among the people",
    ),
    pytest.param(
        "insert into memberships select id, '00000000-0000-4000-8000-000000000001' from orgs on conflict do nothing;",
        id="two who share a team",
    ),
    pytest.param(
        "drop policy members_use_projects on projects;"
        "create policy seen on projects for select to authenticated using (is_member(org_id));"
        "create policy wide on projects for update to authenticated using (is_member(org_id)) with check (true);"
        "create function keep() returns trigger language plpgsql as $$ begin "
        "if new.org_id <> old.org_id then raise exception 'no'; end if; return new; end $$;"
        "create trigger keep before update on projects for each row execute function keep();",
        id="a trigger that refuses to move a row",
    ),
    pytest.param(
        "drop policy members_use_projects on projects;"
        "create policy seen on projects for select to authenticated using (is_member(org_id));"
        "create policy wide on projects for update to authenticated using (is_member(org_id)) with check (true);"
        "create function keep() returns trigger language plpgsql as $$ begin "
        "new.org_id := old.org_id; return new; end $$;"
        "create trigger keep before update on projects for each row execute function keep();",
        id="a trigger that leaves a row where it is",
    ),
    pytest.param(
        """create table messages (
            id int primary key, sender uuid references auth.users, receiver uuid references auth.users,
            org_id uuid references orgs);
        alter table messages enable row level security;
        insert into messages
            select row_number() over (), a.id, b.id, m.org_id
            from auth.users b, auth.users a join memberships m on m.user_id = a.id;
        create policy seen on messages for select to authenticated using (auth.uid() in (sender, receiver));
        create policy own on messages for update to authenticated
            using (sender = auth.uid()) with check (sender = auth.uid());""",
        id="a message that gets another reader",
    ),
    pytest.param(
        """alter table projects add created_by uuid references auth.users;
        update projects set created_by = (select min(user_id::text)::uuid from memberships m
            where m.org_id = projects.org_id);""",
        id="a team's row that gets another author",
    ),
    pytest.param(
        """create table join_requests (
            id int primary key, org_id uuid references orgs, user_id uuid references auth.users);
        alter table join_requests enable row level security;
        insert into join_requests select row_number() over (), org_id, user_id from memberships;
        create policy own on join_requests to authenticated using (user_id = auth.uid());""",
        id="somebody who asks to join another team",
    ),
    pytest.param(
        """create table invitations (org_id uuid not null, user_id uuid not null);
        alter table invitations enable row level security;
        insert into invitations select org_id, user_id from memberships;
        create policy own on invitations for select to authenticated using (user_id = auth.uid());
        create policy invited on memberships for insert to authenticated with check (user_id = auth.uid() and exists (
            select from invitations i where i.org_id = memberships.org_id and i.user_id = auth.uid()));""",
        id="somebody who was invited",
    ),
    pytest.param(
        "create policy open on diaries for select using (true);"
        "comment on policy open on diaries is 'seed: allow policy-open, tenant-leak because diaries are public';"
        "drop policy own_diaries on diaries;",
        id="what somebody allowed",
    ),
]  # fmt: skip


@pytest.mark.parametrize("ddl", QUIET)
def test_nothing_is_said_of_what_holds(seen, ddl: str) -> None:
    found = seen(ddl).findings
    assert not [f for f in found if f.severity is not Severity.NOTE], found


def test_an_allowance_needs_a_reason(seen) -> None:
    ddl = (
        "create policy open on diaries for select using (true); comment on policy open on diaries is 'seed: allow {}';"
    )
    found = seen(ddl.format("policy-open")).findings
    assert [f.severity for f in found if f.rule == "policy-open"] == [Severity.ERROR]


def test_nothing_of_it_stays(seen, connection: psycopg.Connection) -> None:
    def everything() -> list[tuple[object, ...]]:
        names = connection.execute("select oid::regclass::text from pg_class where relkind = 'r' order by 1").fetchall()
        own = [n for (n,) in names if not n.startswith(("pg_", "information_schema"))]
        return [
            (
                n,
                *connection.execute(
                    f"select count(*), md5(string_agg(t::text, ' ' order by t::text)) from {n} t"
                ).fetchone(),
            )  # type: ignore[misc]
            for n in own
        ]

    seen()
    before = everything()
    connection.execute("create policy open on diaries using (true)")
    seen(base="", rows="")
    assert everything() == before
    assert connection.execute("select current_user, current_setting('request.jwt.claims', true)").fetchone() in (
        ("postgres", ""), ("postgres", None),
    )  # fmt: skip


def test_policies_of_the_platforms_tables_are_named_where_nobody_asked(seen) -> None:
    found = seen("create policy own on storage.buckets for select using (owner = auth.uid());").findings
    (note,) = [f for f in found if f.where == "storage.buckets"]
    assert (note.rule, note.severity) == ("rls-untested", Severity.NOTE)
    assert "1 policy on it not tried" in note.message
