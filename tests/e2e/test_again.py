"""The run that has nothing to do: known without planning it, and never where anything could be another way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from servers import without_autovacuum

from seeding.database import as_left
from seeding.door.again import again
from seeding.door.opening import loaded
from seeding.door.recipe import recipe
from seeding.errors import GuardError
from seeding.target import Target

NOTHING_ASKED = (None, None, None, False, (), (), (), False, "auto")
# What a short way must not pay for.
HEAVY = ("numpy", "pyarrow", "faker", "factory", "seeding.columns", "seeding.plan", "seeding.infer", "seeding.pipeline")


COPIED_NOTE = """
    create table public.copied as table _seed.as_left;
    delete from _seed.as_left;
    insert into _seed.as_left table public.copied
"""


@pytest.fixture
def quiet(server_url: str) -> Iterator[None]:
    """A server on which nobody writes but the test: no vacuum, either."""
    with without_autovacuum(server_url):
        yield


@pytest.fixture
def filled(quiet: None, project: Any, seeded: Any) -> Any:
    """A database that `seed local` has filled, in which the next run notes that it was the last to write."""
    note(seeded)
    return seeded


def note(database: Any) -> None:
    """The note of a run that was asked for nothing in particular."""
    made_from = recipe(loaded("local", Path()), Path(), Target.resolve(database.url, {}), (None, *NOTHING_ASKED))
    with psycopg.connect(database.url) as connection:
        as_left.note(connection, made_from, {"rows": 248, "kept": 0, "login": []})


def known(database: Any, asked: tuple[Any, ...] = NOTHING_ASKED) -> bool:
    """Whether the run is known to have nothing to do."""
    return again("local", url=database.url, role=None, root=Path(), environ={}, asked=asked)[1] is not None


def test_the_second_run_neither_plans_nor_writes(project, filled) -> None:
    last = "select pg_snapshot_xmax(pg_current_snapshot())::text"
    before = filled.value(last)
    environ = {k: v for k, v in os.environ.items() if k not in ("LOCAL_DATABASE_URL", "FORCE_COLOR")}
    command = [sys.executable, "-X", "importtime", "-m", "seeding", "local", "--url", filled.url]
    done = subprocess.run(command, check=True, env=environ, capture_output=True, text=True, timeout=60)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "psycopg" in imported
    assert not imported & set(HEAVY)
    assert done.stdout.startswith("unchanged: 248 rows of local are already there; nothing was written\n")
    assert filled.value(last) == before


def test_it_says_what_the_closer_look_says(project, filled) -> None:
    short = project.seed("local", "--url", filled.url)
    filled.rows("delete from _seed.as_left")
    assert not known(filled)
    assert project.seed("local", "--url", filled.url) == short
    assert known(filled)  # noted again by the run that looked closely


def by_sql(statement: str) -> Callable[[Any, Any], object]:
    """Something done to the database."""
    return lambda project, database: database.rows(statement)


def reload(project: Any, database: Any) -> None:
    """The settings, loaded again by the process that begins all sessions."""
    with database.connect() as admin:
        before = admin.execute("select pg_conf_load_time()").fetchone()
        admin.execute("select pg_reload_conf()")
        while admin.execute("select pg_conf_load_time()").fetchone() == before:
            time.sleep(0.01)


def elsewhere(project: Any, database: Any) -> None:
    """Something done to another database of the same server, which may be anybody's."""
    with psycopg.connect(database.url.rpartition("/")[0] + "/postgres", autocommit=True) as admin:
        admin.execute("create table public.of_somebody_else ()")
        admin.execute("drop table public.of_somebody_else")


CHANGES: dict[str, Callable[[Any, Any], object]] = {
    "an update": by_sql("update public.users set bio = bio || '.' where email = 'dev@example.com'"),
    "a delete": by_sql("delete from public.volunteer_activities"),
    "an insert": by_sql(
        "insert into public.business_metrics (metric_date, metric_name, metric_value) values (now(), 'x_y', 1)"
    ),
    "a column": by_sql("alter table public.users add column note text"),
    "a comment": by_sql("comment on column public.users.bio is 'a plant'"),
    "a reload": reload,
    "a note of another run": by_sql(COPIED_NOTE),
    "another database": elsewhere,
    "a profile": lambda project, _: project.edit("profiles/local.toml", "\ncount = 25", "\ncount = 24"),
    "a factory": lambda project, _: project.edit(
        "factories/users.py", "is_active = Bool(0.94)", "is_active = Bool(0.93)"
    ),
    "a file": lambda project, _: project.write("factories/notes.txt", "whatever a factory may read"),
    "a migration": lambda project, _: project.write(
        "supabase/migrations/20990101000000_more.sql", "create table more ();"
    ),
}


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
def test_whatever_could_matter_is_looked_at_closely(project, filled, change) -> None:
    assert known(filled)
    change(project, filled)
    assert not known(filled)


def test_other_words_are_another_run(project, filled) -> None:
    for place, word in enumerate((26, 1.5, 1, True, ("public.users",), ("public.users",), ("public",), True, "keep")):
        assert not known(filled, (*NOTHING_ASKED[:place], word, *NOTHING_ASKED[place + 1 :]))
    assert project.seed("local", "--url", filled.url, "--count", "26").code == 0
    assert known(filled, (26, *NOTHING_ASKED[1:]))


def test_nothing_is_noted_while_somebody_else_is_writing(project, quiet, database) -> None:
    with psycopg.connect(database.url.rpartition("/")[0] + "/postgres") as other:
        other.execute("create temporary table begun ()")
        assert project.seed("local", "--url", database.url).code == 0
    assert not known(database)


def test_factories_that_read_something_are_planned_anew(project, quiet, database) -> None:
    project.edit("factories/users.py", "import factory\n", "import factory\nimport pathlib\n")
    assert project.seed("local", "--url", database.url).code == 0
    assert not known(database)


def test_the_guard_is_asked_all_the_same(project, filled) -> None:
    with filled.connect() as connection:
        ((identifier,),) = connection.execute("select system_identifier::text from pg_control_system()").fetchall()
    project.write(
        "profiles/local.toml", f'environment = "local"\n[production]\nsystem_identifiers = ["{identifier}"]\n'
    )
    note(filled)  # even of this very profile
    with pytest.raises(GuardError, match="production"):
        known(filled)
