"""What stands in for Supabase, and what tells a real one."""

from __future__ import annotations

import json
import socket

import psycopg
import pytest
import servers

from seeding.database import supabase
from seeding.errors import SchemaError

CLAIMS = {"sub": "5eed0000-0000-4000-8000-000000000001", "role": "authenticated", "email": "a@example.com"}


def snapshot(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Everything the prelude could touch, with the transaction that wrote it last."""
    return connection.execute(
        """
        select 'class', oid::text, relname, xmin::text, relacl::text
        from pg_class where relnamespace::regnamespace::text in ('auth', 'public')
        union all select 'proc', oid::text, proname, xmin::text, proacl::text
        from pg_proc where pronamespace::regnamespace::text = 'auth'
        union all select 'schema', oid::text, nspname, xmin::text, nspacl::text
        from pg_namespace where nspname !~ '^pg_'
        union all select 'default', oid::text, '', xmin::text, defaclacl::text from pg_default_acl
        order by 1, 2
        """
    ).fetchall()


def test_prelude_is_made_once(connection: psycopg.Connection) -> None:
    assert supabase.ensure_prelude(connection)
    before = snapshot(connection)
    assert not supabase.ensure_prelude(connection)
    assert snapshot(connection) == before
    assert not supabase.is_supabase(connection)


def test_prelude_completes_what_is_missing(connection: psycopg.Connection) -> None:
    connection.execute("create schema auth; create table auth.users (id int primary key)")
    connection.execute("create function auth.uid() returns uuid language sql return null::uuid")
    assert supabase.ensure_prelude(connection)
    columns = connection.execute(
        "select attname from pg_attribute where attrelid = 'auth.users'::regclass and attnum > 0"
    )
    assert columns.fetchall() == [("id",)]
    connection.execute("select set_config('request.jwt.claims', %s, false)", (json.dumps(CLAIMS),))
    assert connection.execute("select auth.uid(), auth.role()").fetchone() == (None, "authenticated")


def test_migrations_make_buckets_and_say_who_may_read_what_is_in_them(connection: psycopg.Connection) -> None:
    supabase.ensure_prelude(connection)
    connection.execute(
        "insert into storage.buckets (id, name, public) values ('receipts', 'receipts', false);"
        "create policy own on storage.objects for select to authenticated using ("
        "    bucket_id = 'receipts' and (storage.foldername(name))[1] = auth.uid()::text);"
        "insert into storage.objects (bucket_id, name) values ('receipts', 'a/b/page.one.PDF');"
        "create table public.notes (id int primary key);"
        "alter publication supabase_realtime add table public.notes"
    )
    row = connection.execute(
        "select storage.foldername(name), storage.filename(name), storage.extension(name), path_tokens "
        "from storage.objects"
    ).fetchone()
    assert row == (["a", "b"], "page.one.PDF", "PDF", ["a", "b", "page.one.PDF"])
    assert not supabase.ensure_prelude(connection)


def test_who_is_asking(connection: psycopg.Connection) -> None:
    supabase.ensure_prelude(connection)
    nobody = connection.execute("select auth.uid(), auth.role(), auth.email(), auth.jwt()").fetchone()
    assert nobody == (None, None, None, None)
    with connection.transaction():
        connection.execute("set local role authenticated")
        connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps(CLAIMS),))
        row = connection.execute("select auth.uid()::text, auth.role(), auth.email(), auth.jwt()").fetchone()
        assert row == (CLAIMS["sub"], CLAIMS["role"], CLAIMS["email"], CLAIMS)
    # Once set, a custom setting is empty, not null, for the rest of the session.
    assert connection.execute("select auth.uid()").fetchone() == (None,)


def test_row_level_security_decides(connection: psycopg.Connection) -> None:
    supabase.ensure_prelude(connection)
    connection.execute(
        "create table public.notes (user_id uuid default auth.uid(), body text);"
        "alter table public.notes enable row level security;"
        "create policy own on public.notes to authenticated using ((select auth.uid()) = user_id)"
    )
    connection.execute("insert into notes values (%s, 'mine'), (gen_random_uuid(), 'theirs')", (CLAIMS["sub"],))
    seen = {}
    for role in ("anon", "authenticated", "service_role"):
        with connection.transaction():
            connection.execute(f"set local role {role}")
            connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps(CLAIMS),))
            seen[role] = connection.execute("select count(*) from notes").fetchone()
    assert seen == {"anon": (0,), "authenticated": (1,), "service_role": (2,)}


def test_auth_tables_behave(connection: psycopg.Connection) -> None:
    supabase.ensure_prelude(connection)
    connection.execute(
        "insert into auth.users (id, email, email_confirmed_at) values (%s, 'A@example.com', now())", (CLAIMS["sub"],)
    )
    connection.execute(
        "insert into auth.identities (provider_id, user_id, provider, identity_data) values ('x', %s, 'email', %s)",
        (CLAIMS["sub"], json.dumps({"email": "A@Example.com"})),
    )
    row = connection.execute(
        "select u.confirmed_at = u.email_confirmed_at, u.phone_change, u.is_anonymous, i.email "
        "from auth.users u join auth.identities i on i.user_id = u.id"
    ).fetchone()
    assert row == (True, "", False, "a@example.com")
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'A@example.com')")


def test_a_role_that_may_not_make_it(connection: psycopg.Connection) -> None:
    connection.execute("do $$ begin create role passer_by; exception when duplicate_object then null; end $$")
    connection.execute("set role passer_by")
    with pytest.raises(SchemaError, match="cannot make what migrations for Supabase rely on"):
        supabase.ensure_prelude(connection)


def test_a_real_one_is_left_as_it_is(server_url: str, connection: psycopg.Connection) -> None:
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("create role supabase_admin")
        try:
            before = snapshot(connection)
            assert supabase.is_supabase(connection)
            assert not supabase.ensure_prelude(connection)
            assert snapshot(connection) == before
        finally:
            admin.execute("drop role supabase_admin")
    assert not supabase.is_supabase(connection)


def taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", supabase.LOCAL_PORT)) == 0


@pytest.mark.skipif(taken(), reason=f"something listens on {supabase.LOCAL_PORT}")
def test_local_supabase() -> None:
    assert supabase.local_supabase() is None
    with servers.embedded_server(supabase.LOCAL_PORT) as server:
        # PostgreSQL, but no Supabase.
        assert supabase.local_supabase() is None
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("create role supabase_admin")
        assert supabase.local_supabase() == "postgresql://postgres:postgres@127.0.0.1:54322/postgres"
