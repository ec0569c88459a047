from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from seeding.errors import GuardError, MigrationError
from seeding.testing.databases import Databases
from seeding.testing.server import Server, open_server
from seeding.testing.settings import Settings
from seeding.testing.template import PREFIX, ensure, forget_old, migrated, open_copy
from seeding.testing.worker import Worker


@pytest.fixture
def settings(tmp_path: Path, seed_server: Server) -> Settings:
    (tmp_path / "supabase/migrations").mkdir(parents=True)
    return Settings(tmp_path, tmp_path / "supabase/migrations", tmp_path / "factories", "local", str(seed_server.url))


@pytest.fixture
def databases(settings: Settings) -> Iterator[Databases]:
    """Through a connection of its own, as another test process has one."""
    with open_server(settings) as server:
        yield Databases(server)


def write(settings: Settings, name: str, text: str) -> None:
    (settings.migrations / name).write_text(text)


def test_made_once_and_found_by_what_is_in_it(databases: Databases, settings: Settings) -> None:
    write(settings, "20250706090000_a.sql", "create table a (id int);")
    first = migrated(databases, settings)
    assert migrated(databases, settings).name == first.name
    write(settings, "20250706090000_a.sql", "create table a (id bigint);")
    second = migrated(databases, settings)
    assert second.name != first.name
    write(settings, "20250706090000_a.sql", "create table a (id int);")
    assert migrated(databases, settings).name == first.name
    for name in (first.name, second.name):
        assert databases.drop_template(name)


def test_a_template_cannot_be_connected_to_or_dropped_by_mistake(databases: Databases, settings: Settings) -> None:
    template = migrated(databases, settings)
    with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
        psycopg.connect(str(databases.server.url), dbname=template.name)
    with pytest.raises(psycopg.errors.WrongObjectType, match="cannot drop a template"):
        databases.drop(template.name)
    assert databases.drop_template(template.name)


def test_a_migration_that_fails_leaves_nothing(databases: Databases, settings: Settings) -> None:
    write(settings, "20250706090000_bad.sql", "create table bad (id int);\nselect nonsense;")
    before = databases.ours()
    with pytest.raises(MigrationError, match=r"20250706090000_bad\.sql:2"):
        migrated(databases, settings)
    assert databases.ours() == before


def test_what_a_killed_process_left_is_made_again(databases: Databases) -> None:
    def fill(connection: psycopg.Connection[Any]) -> None:
        connection.execute("create table whole (id int)")

    databases.create("seed_draft_0123456789ab")
    databases.seal("seed_draft_0123456789ab")
    template = ensure(databases, "0123456789ab", "template0", [], fill)
    try:
        assert not databases.exists("seed_draft_0123456789ab")
        databases.create("seed_test_copy", template.name)
        with open_copy(databases, "seed_test_copy", template) as copy:
            assert copy.execute("select count(*) from whole").fetchone() == (0,)
    finally:
        databases.drop("seed_test_copy")
        databases.drop_template(template.name)


def test_a_copy_is_stamped_as_its_own_and_has_the_templates_settings(databases: Databases, settings: Settings) -> None:
    write(
        settings,
        "20250706090000_settings.sql",
        """
        do $$ begin
            execute format('alter database %I set app.name = %L', current_database(), 'it''s, here');
            execute format('alter database %I set search_path = "$user", public, elsewhere', current_database());
        end $$;
        """,
    )
    worker = Worker(databases.server, settings)
    with worker.fresh() as (url, _), psycopg.connect(url) as copy:
        assert copy.execute("show app.name").fetchone() == ("it's, here",)
        assert copy.execute("show search_path").fetchone() == ('"$user", public, elsewhere',)
        stamp = copy.execute(
            "select environment, database_oid = (select oid from pg_database where datname = current_database()) "
            "from _seed.marker"
        ).fetchall()
        assert stamp == [("local", True)]
    worker.close()
    databases.drop_template(worker.template.name)


def test_a_migration_that_brings_real_people_is_refused(databases: Databases, settings: Settings) -> None:
    write(
        settings,
        "20250706090000_people.sql",
        "create table people (email text); insert into people values ('somebody@gmail.com');",
    )
    worker = Worker(databases.server, settings)
    with pytest.raises(GuardError, match=r"mailboxes that may be real people's: gmail\.com"), worker.fresh():
        pass
    worker.close()
    databases.drop_template(worker.template.name)


def test_without_migrations_there_is_what_supabase_provides(databases: Databases, settings: Settings) -> None:
    worker = Worker(databases.server, replace(settings, migrations=settings.root / "nowhere"))
    with worker.test() as connection:
        assert connection.execute("select count(*) from auth.users").fetchone() == (0,)
    worker.close()
    databases.drop_template(worker.template.name)


def test_old_templates_are_forgotten(databases: Databases, tmp_path: Path) -> None:
    prefix = f"{PREFIX}00000000000"
    made = [f"{prefix}{number}" for number in range(4)]
    for name in made:
        databases.create(name)
        databases.seal(name)
        databases.note_use(name)
    with open_server(Settings(tmp_path, tmp_path, tmp_path, "local", str(databases.server.url))) as another:
        Databases(another).keep(made[0])
        forget_old(databases, prefix, kept=2)
        assert databases.ours(prefix) == [made[0], *made[2:]]
    databases.note_use(made[2])
    forget_old(databases, prefix, kept=1)
    assert databases.ours(prefix) == [made[2]]
    assert databases.drop_unused(made[2])
