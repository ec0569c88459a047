"""Policies of `storage.objects` are tried with files made up for them: what leaks is found, and what holds is not."""

from __future__ import annotations

import psycopg
import pytest

from seeding.findings import Severity

UID = "(select auth.uid())::text"
FOLDER = f"(storage.foldername(name))[1] = {UID}"
OWN = f"create policy own on storage.objects to authenticated using (bucket_id = 'papers' and {FOLDER});"
TEAM = "bucket_id = 'team' and is_member(((storage.foldername(name))[1])::uuid)"


def policy(command: str, condition: str, name: str = "open") -> str:
    clause = "with check" if command == "insert" else "using"
    return f"create policy {name} on storage.objects for {command} to authenticated {clause} ({condition});"


LEAKS = [
    pytest.param(
        OWN + policy("select", "bucket_id = 'papers' and auth.uid() is not null"),
        "authenticated A can read 1 of 1 row that is B's by the path",
        id="signed in is enough",
    ),
    pytest.param(OWN + policy("insert", "bucket_id = 'papers'"), "insert rows on behalf of B", id="into any folder"),
    pytest.param(OWN + policy("delete", "bucket_id = 'papers'"), "can delete 1 of 1 row", id="deletes any"),
    pytest.param(
        policy("select", f"bucket_id = 'papers' and owner_id = {UID}", "own")
        + policy("update", "bucket_id = 'papers' and auth.role() = 'authenticated'"),
        "can change 1 of 1 row that is B's by the owner",
        id="by its owner",
    ),
    pytest.param(
        policy("insert", TEAM, "own") + policy("select", "bucket_id = 'team' and auth.uid() is not null"),
        "can read 1 of 1 row that is B's by the path",
        id="by a team's folder",
    ),
    pytest.param(
        "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);"
        + policy("select", "bucket_id = 'avatars'", "seen")
        + "create policy open on storage.objects for update to authenticated "
        f"using (bucket_id = 'avatars' and {FOLDER}) with check (bucket_id = 'avatars');",
        "can give a row of their own to B by changing name",
        id="moves a file to another's folder",
    ),
]
HOLDS = [
    pytest.param(OWN, ("1", "1"), id="a folder each"),
    pytest.param(
        policy("all", f"bucket_id = 'papers' and (storage.foldername(name))[1] = 'private' and path_tokens[2] = {UID}"),
        ("1", "1"),
        id="a folder within a folder",
    ),
    pytest.param(
        policy("all", f"bucket_id = 'papers' and name like {UID} || '/%' and storage.extension(name) = 'pdf'"),
        ("1", "1"),
        id="a kind of file",
    ),
    pytest.param(policy("all", f"bucket_id = 'papers' and owner_id = {UID}"), ("1", "1"), id="an owner"),
    pytest.param(policy("all", TEAM), ("1", "1"), id="a team's folder"),
    pytest.param(
        "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);"
        "create policy seen on storage.objects for select using (bucket_id = 'avatars');"
        + policy("insert", f"bucket_id = 'avatars' and {FOLDER}", "made"),
        ("3", "3"),
        id="pictures that everybody may see",
    ),
    pytest.param(
        policy("insert", "bucket_id = 'avatars'", "made") + policy("select", f"owner_id = {UID}", "seen"),
        ("2", "2"),
        id="whoever uploads a file owns it",
    ),
]


def files(found) -> object:
    (table,) = [t for t in found.tables if str(t.name) == "storage.objects"]
    return table


@pytest.mark.parametrize(("ddl", "words"), LEAKS)
def test_a_leak(seen, ddl: str, words: str) -> None:
    found = seen(ddl).findings
    errors = [f for f in found if f.severity is Severity.ERROR]
    assert errors, found
    assert all(f.where.startswith("storage.objects") for f in errors), errors
    assert any(words in f.message for f in errors), errors


@pytest.mark.parametrize(("ddl", "reached"), HOLDS)
def test_what_holds(seen, ddl: str, reached: tuple[str, str]) -> None:
    found = seen(ddl)
    assert not [f for f in found.findings if f.severity is not Severity.NOTE], found.findings
    assert not [f for f in found.findings if f.where == "storage.objects" and f.rule == "rls-untested"]
    cells = files(found).cells
    assert tuple(str(cells[f"authenticated {letter}"]["select"].reached) for letter in "AB") == reached


def test_nothing_of_it_stays(seen, connection: psycopg.Connection) -> None:
    seen(OWN)
    counted = connection.execute(
        "select (select count(*) from storage.objects), (select count(*) from storage.buckets)"
    ).fetchone()
    assert counted == (0, 0)


def test_a_role_that_may_put_no_files_there(seen, connection: psycopg.Connection) -> None:
    seen(OWN)
    connection.execute("create role visitor nologin bypassrls; grant authenticated, anon to visitor")
    connection.execute("grant all on all tables in schema public to visitor; grant usage on schema auth to visitor")
    connection.execute(
        "grant select on all tables in schema auth to visitor; revoke insert on storage.objects from public"
    )
    connection.execute("revoke all on storage.objects, storage.buckets from anon, authenticated")
    try:
        connection.execute("set role visitor")
        found = seen(base="", rows="", supabase=False).findings
    finally:
        connection.execute("reset role; drop owned by visitor cascade; drop role visitor")
    (note,) = [f for f in found if f.where == "storage.objects"]
    assert (note.rule, note.severity) == ("rls-untested", Severity.NOTE)
