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
        "create policy spare on diaries for select to anon using (length(body) = 10);",
        "policy-untested", 'public.diaries policy "spare"', "no row to hide: all 12 rows pass for anon",
        id="nothing to hide",
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
