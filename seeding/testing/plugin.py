"""Databases for tests, as pytest fixtures. Loaded by every pytest run, so nothing is imported before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import psycopg

    from seeding.testing.seeded import Rows
    from seeding.testing.server import Server
    from seeding.testing.settings import Settings
    from seeding.testing.urls import Url
    from seeding.testing.worker import Worker

_MARKER = """\
seeded(profile, count=…, scale=…, seed=…): the rows that seeded_db, fresh_db and fresh_db_url begin with \
(default: the profile of the ini option seed_profile, in seeded_db)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini options."""
    group = "(seed) "
    parser.addini("seed_migrations", f"{group}folder of migrations [supabase/migrations]", default=None)
    parser.addini("seed_factories", f"{group}folder of factories, of that name [factories]", default="factories")
    parser.addini("seed_profile", f"{group}profile whose rows seeded_db begins with [local]", default="local")
    parser.addini(
        "seed_keep_server",
        f"{group}leave the tests' own server running for the next run; `seed stop` ends it [true]",
        type="bool",
        default=True,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and let tests import the project's factories."""
    config.addinivalue_line("markers", _MARKER)
    folder = config.rootpath / config.getini("seed_factories")
    if folder.is_dir():
        import sys

        # Behind everything else: a run from the project's root, or `pythonpath`, has it already.
        if str(folder.parent) not in sys.path:
            sys.path.append(str(folder.parent))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server where the ini file says so, once every worker is done."""
    if not config.getini("seed_keep_server") and not hasattr(config, "workerinput"):
        from seeding.database import embedded

        embedded.stop(_settings(config).server_folder)


def _settings(config: pytest.Config) -> Settings:
    import os

    from seeding.testing.settings import VARIABLE, Settings

    root = config.rootpath
    return Settings(
        root=root,
        migrations=root / (config.getini("seed_migrations") or "supabase/migrations"),
        factories=root / config.getini("seed_factories"),
        profile=config.getini("seed_profile"),
        url=os.environ.get(VARIABLE, "").strip(),
        keep_server=config.getini("seed_keep_server"),
    )


@pytest.fixture(scope="session")
def seed_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The PostgreSQL server of this session: `.url`, `.version`.

    The project's own, in .seed/test under pytest's rootdir, left running for the next session (`seed stop`
    ends it), or the one that SEED_TEST_DATABASE_URL names: on this machine or on a host that
    profiles/local.toml lists, marked local or empty, with a role that may make databases.
    """
    from seeding.testing.server import open_server

    with open_server(_settings(request.config)) as server:
        yield server


@pytest.fixture(scope="session")
def _seed_worker(seed_server: Server, request: pytest.FixtureRequest) -> Iterator[Worker]:
    from seeding.testing.template import refuse_missing_folder
    from seeding.testing.worker import Worker

    settings = _settings(request.config)
    refuse_missing_folder(settings, request.config.getini("seed_migrations"))
    worker = Worker(seed_server, settings)
    try:
        yield worker
    finally:
        worker.close()


@pytest.fixture
def db(_seed_worker: Worker) -> Iterator[psycopg.Connection[Any]]:
    """A psycopg connection to a migrated database, in a transaction that is undone after the test.

    Factories' `.create()` inserts through it, each beginning at its first row. The tested code may commit and
    roll back on it: that works within the test, and deferred constraints are checked. SQL that ends the
    transaction (COMMIT) is an error. Code that opens connections of its own needs `fresh_db_url`.
    """
    with _seed_worker.test() as connection:
        yield connection


@pytest.fixture
def seeded_db(_seed_worker: Worker, request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[Any]]:
    """Like `db`, in a database that holds a profile's rows; factories' rows come after them.

    Which profile: `@pytest.mark.seeded("staging", count=100)`, or `indirect` parametrisation of this fixture,
    or the ini option seed_profile (local). Seeded once, then copied, whatever the number of tests.
    """
    wanted = _rows(_seed_worker, request, getattr(request, "param", _seed_worker.settings.profile))
    with _seed_worker.test(wanted) as connection:
        yield connection


@pytest.fixture
def _seed_fresh(_seed_worker: Worker, request: pytest.FixtureRequest) -> Iterator[tuple[Url, psycopg.Connection[Any]]]:
    with _seed_worker.fresh(_rows(_seed_worker, request, None)) as opened:
        yield opened


@pytest.fixture
def fresh_db(_seed_fresh: tuple[Url, psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    """A psycopg connection to a migrated database of the test's own, dropped afterwards: commit at will.

    Factories' `.create()` inserts through it; commit for other connections to see the rows. With
    `@pytest.mark.seeded(…)` it begins with a profile's rows.
    """
    return _seed_fresh[1]


@pytest.fixture
def fresh_db_url(_seed_fresh: tuple[Url, psycopg.Connection[Any]]) -> str:
    """The URL of `fresh_db`'s database, for code that opens its own connections."""
    return _seed_fresh[0]


@pytest.fixture(scope="session")
def seed_url(_seed_worker: Worker) -> Iterator[str]:
    """The URL of a migrated database that lives as long as the session, for an app that is started once.

    No other fixture uses it: what the app commits stays until the session ends, and meets no `db` test.
    """
    with _seed_worker.app_database() as url:
        yield url


def _rows(worker: Worker, request: pytest.FixtureRequest, profile: str | None) -> Rows | None:
    marker = request.node.get_closest_marker("seeded")
    options = dict(marker.kwargs) if marker else {}
    if marker and marker.args and not hasattr(request, "param"):
        profile = marker.args[0]
    if profile is None and marker is None:
        return None
    return worker.rows(profile or worker.settings.profile, **options)
