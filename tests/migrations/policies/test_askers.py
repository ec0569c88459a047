"""Who is asked as, where an application has its own way to say who signed in."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from seeding.findings import Severity

TENANTS = """
create table tenants (id int primary key, name text not null);
create table invoices (id int primary key, tenant_id int not null references tenants (id), total numeric not null);
create table lines (id int primary key, invoice_id int not null references invoices (id) on delete cascade);
alter table invoices enable row level security;
alter table lines enable row level security;
create policy own on invoices using (tenant_id = current_setting('app.tenant_id', true)::int);
create policy own on lines using (exists (select from invoices i where i.id = lines.invoice_id));
"""
ROWS = """
insert into tenants values (1, 'one'), (2, 'two'), (3, 'three');
insert into invoices select n, 1 + n % 3, n from generate_series(1, 9) n;
insert into lines select n, 1 + n % 9 from generate_series(1, 18) n;
"""


@pytest.fixture
def role(connection: psycopg.Connection):
    """An application's own role: roles are the whole server's."""
    name = f"app_{uuid4().hex[:10]}"
    connection.execute(f"create role {name} nologin")
    yield name
    connection.execute(f"drop owned by {name}")
    connection.execute(f"drop role {name}")


def test_a_tenant_by_a_setting_of_the_session(seen, role: str) -> None:
    granted = f"grant select, insert, update, delete on all tables in schema public to {role};"
    found = seen(granted, TENANTS, ROWS, supabase=False)
    assert [a.name for a in found.askers if a.role == role] == [f"{role}, unknown", f"{role} A", f"{role} B"]
    tables = {str(t.name): t for t in found.tables}
    assert tables["public.invoices"].cells[f"{role} A"]["select"].reached == 3
    assert tables["public.invoices"].belongs == ("tenant_id",)
    assert tables["public.lines"].cells[f"{role} A"]["select"].reached == 6
    assert not [f for f in found.findings if f.severity is Severity.ERROR], found.findings


def test_a_tenant_that_leaks(seen, role: str) -> None:
    granted = f"""grant select, insert, update, delete on all tables in schema public to {role};
        create policy wide on lines for select using (true);"""
    found = seen(granted, TENANTS, ROWS, supabase=False).findings
    (leak,) = [f for f in found if f.severity is Severity.ERROR]
    assert leak.rule == "policy-open" and leak.where == 'public.lines policy "wide"'
    assert "invoice_id through public.invoices" in leak.message


def test_a_tenant_by_the_role_that_asks(seen, role: str) -> None:
    base = """
        create table tenants (id int primary key, db_user text not null unique);
        create table bills (id int primary key, tenant_id int not null references tenants);
        create table costs (id int primary key, tenant_id int not null references tenants);
        alter table tenants enable row level security;
        alter table bills enable row level security;
        alter table costs enable row level security;
        create policy own on tenants using (db_user = current_user);
        create policy own on bills as restrictive
            using (tenant_id = (select id from tenants where db_user = current_user));
        create policy otherwise_open on bills using (true);
        create policy otherwise_open on costs using (true);
    """
    rows = """
        insert into tenants select n, 'seed_tenant_' || n from generate_series(1, 3) n;
        insert into bills select n, 1 + n % 3 from generate_series(1, 9) n;
        insert into costs select * from bills;
    """
    found = seen(f"grant select, insert, update, delete on tenants, bills, costs to {role}", base, rows, supabase=False)
    tables = {t.name.name: t for t in found.tables}
    assert tables["bills"].cells[f"{role} A"]["select"].reached == 3
    assert tables["bills"].cells[f"{role}, unknown"]["select"].reached == 0
    errors = {f.where for f in found.findings if f.severity is Severity.ERROR}
    assert errors == {'public.costs policy "otherwise_open"'}


def test_a_policy_that_is_for_somebody_else(seen) -> None:
    ddl = """
        create table prizes (id int primary key, winner uuid not null references auth.users);
        insert into prizes select 1, id from auth.users where email = 'user4@example.com';
        alter table prizes enable row level security;
        create policy own on prizes for select to authenticated using (winner = auth.uid());
    """
    assert not [f for f in seen(ddl).findings if f.rule == "policy-untested"]


def test_what_is_theirs_in_every_way_is_inserted(seen) -> None:
    ddl = """
        create table letters (
            id int primary key, org_id uuid not null references orgs, author_id uuid not null references auth.users
        );
        insert into letters select row_number() over (order by o.id, u.id), o.id, u.id from orgs o, auth.users u;
        alter table letters enable row level security;
        create policy own on letters to authenticated
            using (author_id = auth.uid() and is_member(org_id))
            with check (author_id = auth.uid() and is_member(org_id));
    """
    (letters,) = [t for t in seen(ddl).tables if t.name.name == "letters"]
    for who in ("authenticated A", "authenticated B"):
        cell = letters.cells[who]["insert"]
        assert cell.own is not None and cell.own[0] > 0 and cell.others is not None and cell.others[0] == 0


def test_a_claim_that_names_the_tenant(seen) -> None:
    base = """
        create table tenants (id uuid primary key, name text not null);
        create table invoices (id int primary key, tenant_id uuid not null references tenants (id));
        alter table tenants enable row level security;
        alter table invoices enable row level security;
        create policy own on tenants for select to authenticated
            using (id = ((auth.jwt() -> 'app_metadata') ->> 'tenant_id')::uuid);
        create policy own on invoices for select to authenticated
            using (tenant_id = ((select auth.jwt()) -> 'app_metadata' ->> 'tenant_id')::uuid);
    """
    rows = """
        insert into tenants select gen_random_uuid(), 'tenant ' || n from generate_series(1, 3) n;
        insert into invoices select row_number() over (), id from tenants, generate_series(1, 4);
    """
    found = seen("", base, rows)
    tables = {str(t.name): t for t in found.tables}
    assert tables["public.invoices"].cells["authenticated A"]["select"].reached == 4
    assert not [f for f in found.findings if f.severity is not Severity.NOTE], found.findings


def test_who_a_claim_makes_an_administrator(seen) -> None:
    ddl = """
        create table reports (id int primary key); insert into reports values (1), (2);
        create function is_admin() returns boolean language sql stable set search_path = '' as $$
            select coalesce(auth.jwt() -> 'app_metadata' ->> 'role' = 'admin', false)
        $$;
        alter table reports enable row level security;
        create policy administrators on reports for select to authenticated using ((select is_admin()));
    """
    found = seen(ddl)
    (reports,) = [t for t in found.tables if t.name.name == "reports"]
    assert reports.cells["authenticated A"]["select"].reached == 0
    assert reports.cells["authenticated, role admin"]["select"].reached == 2
    assert not [f for f in found.findings if f.severity is not Severity.NOTE], found.findings


def test_a_tenant_by_a_function_that_looks_it_up(seen) -> None:
    ddl = """
        create table people (id uuid primary key references auth.users, org_id uuid not null references orgs);
        insert into people select user_id, min(org_id::text)::uuid from memberships group by 1;
        create function my_org() returns uuid language sql stable security definer set search_path = '' as $$
            select org_id from public.people where id = auth.uid()
        $$;
        create table bills (id int primary key, org_id uuid not null references orgs);
        insert into bills select row_number() over (), id from orgs, generate_series(1, 2);
        alter table people enable row level security;
        alter table bills enable row level security;
        create policy own on people for select to authenticated using (org_id = my_org());
        create policy own on bills for select to authenticated using (org_id = my_org());
    """
    found = seen(ddl)
    (bills,) = [t for t in found.tables if t.name.name == "bills"]
    assert bills.cells["authenticated A"]["select"].reached == 2
    assert "org_id through public.people" in bills.belongs
    assert not [f for f in found.findings if f.severity is not Severity.NOTE], found.findings


def test_nobody_to_ask_as(seen) -> None:
    (found,) = seen("", "create table a (id int primary key);", "", supabase=False).findings
    assert found.rule == "rls-untested" and "no role" in found.message


def test_no_row_anywhere(seen) -> None:
    found = seen(rows="").findings
    assert [f.message for f in found if f.rule == "rls-untested"] == [
        "no table holds a row, so nothing can be seen or hidden"
    ]
