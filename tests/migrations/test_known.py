"""What the text of migrations says of tables, columns and functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeding.migrations.history import Migration
from seeding.migrations.known import Known

SQL = """
-- create table public.never (id int);
create table if not exists Public.Invoices (
    id uuid primary key,  -- the key
    total numeric(10, 2) not null, author_id uuid references auth.users
);
create table "billing"."plans" (code text);
alter table only public.invoices add column if not exists due_on date, add note text;
alter table public.invoices
    enable row level security;
create or replace function public.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create policy "Mine on all" on "public"."invoices" for select using ((select auth.uid()) = author_id);
create policy "All" on billing.plans for select using (true);
select 'create table public.quoted (id int)';
"""


@pytest.fixture
def known(tmp_path: Path) -> Known:
    path = tmp_path / "20260101000000_all.sql"
    path.write_text(SQL)
    return Known.of([Migration("20260101000000", "all", path)])


def test_tables_and_schemas(known: Known) -> None:
    assert list(known.tables) == ["public.invoices", "billing.plans"]
    assert [known.schema_of(table) for table in ("plans", "invoices", "others")] == ["billing", "public", "public"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [("id", "uuid"), ("total", "numeric"), ("author_id", "uuid"), ("due_on", "date"), ("note", "text"), ("tal", None)],
)
def test_types(known: Known, column: str, expected: str | None) -> None:
    assert known.type_of("public.invoices", column) == expected


def test_owners_policies_functions(known: Known) -> None:
    assert known.owner_of("public.invoices") == "author_id"
    assert (known.owner_of("public.users"), known.owner_of("billing.plans")) == ("id", "user_id")
    assert known.has_policies_on("public.invoices") and not known.has_policies_on("billing.plans")
    assert known.has_owner_policy_on("public.invoices") and not known.has_owner_policy_on("billing.plans")
    assert known.has_function("public.stamp") and not known.has_function("public.sta")
