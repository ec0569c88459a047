"""`--role`: everything as a role that production does not have."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from seeding.database import supabase


@pytest.fixture
def seed_writer(staging) -> Iterator[str]:
    """The role as the documentation makes it, and a user who is a member of it."""
    staging.execute(
        "create role app_owner nologin; create role seed_writer nologin; create role app_user login noinherit"
    )
    staging.execute("grant app_owner to seed_writer; grant seed_writer to app_user")
    yield "seed_writer"
    staging.execute("drop role app_owner; drop role seed_writer; drop role app_user")


@pytest.fixture
def owned(staging, marked, seed_writer) -> Iterator[str]:
    """A staging database whose tables belong to app_owner, with row level security on them; not marked."""
    staging.execute(
        "drop schema _seed cascade; alter table public.people owner to app_owner; "
        "alter table public.orders owner to app_owner; alter table public.people enable row level security; "
        f"grant create on database {marked} to seed_writer; grant usage, create on schema public to app_owner", marked
    )  # fmt: skip
    yield marked
    staging.execute(f"revoke create on database {marked} from seed_writer", marked)
    staging.execute("drop owned by app_owner, seed_writer cascade", marked)


def test_everything_as_the_role(project, staging, owned) -> None:
    url = staging.database(owned).replace("postgres@", "app_user@")
    project.profile("staging", 'role = "seed_writer"\n')
    marked = project.seed("mark", "staging", "--url", url, "--confirm", owned)
    assert marked.code == 0, marked.err
    assert project.seed("guard", "staging", "--url", url).code == 0
    done = project.seed("staging", "--url", url)
    assert done.code == 0, done.err
    assert staging.execute("select count(*) from public.people", owned) == [(5,)]
    owner = "select distinct relowner::regrole::text from pg_class where relnamespace = '_seed'::regnamespace"
    assert staging.execute(owner, owned) == [("seed_writer",)]
    assert project.seed("staging", "--url", url).out.startswith("unchanged")
    assert project.seed("clean", "staging", "--url", url).code == 0
    # Without the role, the same user is nobody there.
    project.profile("staging")
    assert project.seed("staging", "--url", url).code == 4


def test_migrations_run_as_the_role(project, staging, owned) -> None:
    folder = project.folder / "supabase/migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_a.sql").write_text("create table public.first (id int);\nreset role;\n")
    (folder / "20250101000001_b.sql").write_text("create table public.second (id int);\n")
    staging.execute("drop table public.orders; drop table public.people", owned)
    # The schemas and roles a Supabase has are made by an administrator.
    with psycopg.connect(staging.database(owned), autocommit=True) as connection:
        supabase.ensure_prelude(connection)
    closed = project.seed("local", "--url", staging.database(owned), "--role", "seed_writer")
    assert (closed.code, "permission denied for schema auth" in closed.err) == (5, True), closed
    staging.execute(
        "grant usage on schema auth, extensions, storage to seed_writer; grant create on schema public to seed_writer",
        owned,
    )
    done = project.seed("local", "--url", staging.database(owned), "--role", "seed_writer")
    assert done.code == 0, done.err
    assert staging.execute(
        "select relname, relowner::regrole::text from pg_class where relname in ('first', 'second') order by 1", owned
    ) == [("first", "seed_writer"), ("second", "seed_writer")]  # fmt: skip


@pytest.mark.parametrize("role", ["seed_writer", "none", "postgres; drop table public.people", 'a"b'])
def test_production_has_no_such_role(project, production, unmoved, role: str) -> None:
    for command in (("local",), ("clean", "local"), ("export", "local"), ("plan", "local"), ("guard", "local")):
        done = project.seed(*command, "--url", production.database("void"), "--role", role)
        assert done.code == 4, (command, done)
        assert f'role "{role}"' in done.out + done.err
    done = project.seed("mark", "local", "--url", production.database("void"), "--confirm", "void", "--role", role)
    assert done.code == 4


def test_a_user_who_is_no_member(project, staging, marked) -> None:
    staging.execute("create role bystander login; create role guarded_role")
    try:
        url = staging.database(marked).replace("postgres@", "bystander@")
        done = project.seed("staging", "--url", url, "--role", "guarded_role")
        assert (done.code, 'user "bystander" is no member of role "guarded_role"' in done.err) == (4, True), done
    finally:
        staging.execute("drop role bystander; drop role guarded_role")
