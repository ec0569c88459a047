from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from seeding.testing.server import Server

NEW_PROJECT = Any  # conftest's: makes a project with the given test module

IMPORTS = "import psycopg, pytest\nfrom factories.people import PersonFactory\n"


def databases(server: Server, pattern: str) -> set[str]:
    with psycopg.connect(server.url) as connection:
        found = connection.execute("select datname from pg_database where datname ~ %s", (pattern,))
        return {name for (name,) in found}


def test_importing_the_plugin_loads_nothing() -> None:
    code = """
import pytest, sys
before = set(sys.modules)
import seeding.testing.plugin
print(*(set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # What it does import is the standard library's, and the package itself.
    allowed = {"seeding", "seeding.testing", "seeding.testing.plugin"}
    assert {name for name in done.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names} <= allowed


def test_what_pytest_tells_about_it(project: NEW_PROJECT, pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("seed_profile") == "local"
    assert any(line.startswith("seeded(profile") for line in pytestconfig.getini("markers"))
    told = project("").pytest("--fixtures", "--help").stdout
    for option in ("seed_migrations", "seed_factories", "seed_profile", "seed_keep_server"):
        assert option in told
    told = project("").pytest("--fixtures").stdout
    for fixture in ("db", "seeded_db", "fresh_db", "fresh_db_url", "seed_url", "seed_server"):
        assert re.search(rf"^{fixture}\b", told, re.MULTILINE), fixture
    assert "_seed_worker" not in told


def test_a_projects_tests(project: NEW_PROJECT, seed_server: Server) -> None:
    ours = project(
        IMPORTS
        + """
@pytest.mark.parametrize("n", range(3))
def test_alone(db, n):
    person = PersonFactory.create()
    assert person.number == 1
    assert db.execute("select count(*) from people").fetchone() == (1,)
    assert db.execute("select count(*) from lists").fetchone() == (2,)

def test_fresh(fresh_db, fresh_db_url, db):
    assert fresh_db.info.dbname in fresh_db_url
    fresh_db.execute("insert into lists values (3)")
    fresh_db.commit()
    with psycopg.connect(fresh_db_url) as other:
        assert other.execute("select count(*) from lists").fetchone() == (3,)
    assert db.execute("select count(*) from lists").fetchone() == (2,)

def test_app(seed_url, db):
    with psycopg.connect(seed_url) as app:
        app.execute("insert into lists values (4)")

def test_app_again(seed_url, db):
    with psycopg.connect(seed_url) as app:
        assert app.execute("select count(*) from lists").fetchone() == (3,)
    assert db.execute("select count(*) from lists").fetchone() == (2,)
"""
    )
    templates = databases(seed_server, "^seed_template_")
    others = databases(seed_server, "^seed_test_")
    done = ours.pytest()
    assert "6 passed" in done.stdout, done.stdout
    made = databases(seed_server, "^seed_template_") - templates
    assert len(made) == 1
    # Nothing of its own stays; what another run left when it was killed may go.
    assert databases(seed_server, "^seed_(test|draft|plan)_") <= others
    # The second run finds the template; a changed migration makes another.
    assert "6 passed" in ours.pytest().stdout
    assert databases(seed_server, "^seed_template_") - templates == made
    ours.write("supabase/migrations/20250706090001_more.sql", "create table more (id int);")
    ours.write("tests/test_more.py", "def test_more(db): db.execute('select from more')")
    assert "7 passed" in ours.pytest().stdout
    assert len(databases(seed_server, "^seed_template_") - templates) == 2


def test_in_several_processes(project: NEW_PROJECT, seed_server: Server) -> None:
    ours = project(
        IMPORTS
        + """
@pytest.mark.parametrize("n", range(12))
def test_alone(db, fresh_db, n):
    assert db.info.dbname != fresh_db.info.dbname
    db.execute("insert into lists values (3)")
    person = PersonFactory.create()
    assert person.number == 1
    fresh_db.commit()
"""
    )
    before = databases(seed_server, "^seed_")
    done = ours.pytest("-n", "2")
    assert "12 passed" in done.stdout, done.stdout
    assert len(databases(seed_server, "^seed_") - before) == 1


def test_a_transaction_ended_by_sql_is_an_error_and_meets_nobody(project: NEW_PROJECT) -> None:
    ours = project(
        """
import pytest
def test_ends(db):
    db.execute("insert into lists values (3)")
    db.execute("commit")
    db.execute("insert into lists values (4)")
def test_next(db):
    assert db.execute("select count(*) from lists").fetchone() == (2,)
def test_ends_with_it(db):
    db.execute("rollback")
def test_last(db):
    assert db.execute("select count(*) from lists").fetchone() == (2,)
"""
    )
    done = ours.pytest()
    assert "4 passed, 2 errors" in done.stdout, done.stdout
    assert "the test ended the transaction of its database fixture by SQL of its own" in done.stdout


def test_rows_of_a_profile(project: NEW_PROJECT, seed_server: Server) -> None:
    ours = project(
        IMPORTS
        + """
def count(connection):
    return connection.execute("select count(*) from people").fetchone()[0]

@pytest.mark.parametrize("n", range(2))
def test_local(seeded_db, n):
    assert count(seeded_db) == 7
    assert seeded_db.execute("select name from people order by id limit 1").fetchone() == ("Dev Eloper",)
    person = PersonFactory.create()
    assert count(seeded_db) == 8
    # Its row number goes on where the profile's end.
    assert person.id == PersonFactory.build(__sequence=7).id
    assert [p.id for p in PersonFactory.create_batch(2)] == [PersonFactory.build(__sequence=n).id for n in (8, 9)]

@pytest.mark.seeded("big", count=9)
def test_marked(seeded_db):
    assert count(seeded_db) == 9

@pytest.mark.parametrize("seeded_db", ["big"], indirect=True)
def test_parametrised(seeded_db):
    assert count(seeded_db) == 11

@pytest.mark.seeded("local")
def test_committing(fresh_db):
    PersonFactory.create()
    fresh_db.commit()
    assert count(fresh_db) == 8

def test_unseeded(db):
    assert count(db) == 0
    assert PersonFactory.create().id == PersonFactory.build(__sequence=0).id
"""
    )
    ours.write(
        "profiles/local.toml",
        'environment = "local"\ncount = 7\n[tables."public.lists"]\nskip = true\n'
        '[[tables."public.people".rows]]\nname = "Dev Eloper"\n',
    )
    ours.write("profiles/big.toml", 'environment = "staging"\ncount = 11\n[tables."public.lists"]\nskip = true\n')
    before = databases(seed_server, "^seed_")
    done = ours.pytest()
    assert "6 passed" in done.stdout, done.stdout
    made = databases(seed_server, "^seed_") - before
    # One migrated, three seeded: local, big, big with count=9.
    assert len(made) == 4
    done = ours.pytest()
    assert "6 passed" in done.stdout, done.stdout
    assert databases(seed_server, "^seed_") - before == made


def test_a_folder_of_migrations_that_is_not_there(project: NEW_PROJECT) -> None:
    ours = project("def test_it(db): pass")
    ours.write("pytest.ini", "[pytest]\nseed_migrations = db/nowhere\n")
    done = ours.pytest()
    assert "seed_migrations = db/nowhere names no folder" in done.stdout, done.stdout


def test_the_projects_own_server(project: NEW_PROJECT) -> None:
    ours = project("def test_it(db, seed_server): print(seed_server.url)\n")
    ours.write("pytest.ini", "[pytest]\nseed_keep_server = false\n")
    done = ours.pytest("-s", SEED_TEST_DATABASE_URL="")
    assert "1 passed" in done.stdout, done.stdout
    assert (ours.root / ".seed/test/pgdata").is_dir()
    assert not (ours.root / ".seed/test/pgdata/postmaster.pid").exists()
