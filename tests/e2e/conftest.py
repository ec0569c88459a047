"""The whole program as a user meets it: a project folder, a real server, and the `seed` command."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import servers

from seeding import pipeline
from seeding.cli import main
from seeding.database import embedded, marker
from seeding.factory.table import registry
from seeding.report.result import SeedResult

ROOT = Path(__file__).parents[2]
# What decides where rows go: nothing of the developer's own environment may reach a test.
VARIABLES = ("LOCAL_DATABASE_URL", "STAGING_DATABASE_URL", "SEED_TRACEBACK", "FORCE_COLOR", "PGHOST", "PGSERVICE")


@dataclass(frozen=True)
class Done:
    """How one command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed with --format json."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Project:
    """A folder as `seed init` lays it out, and the command run in it."""

    folder: Path

    def seed(self, *arguments: str) -> Done:
        """Run `seed …` here."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(list(arguments))
        return Done(code, out.getvalue(), err.getvalue())

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that is there exactly once."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, path: str, text: str) -> Path:
        """A new file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file


@dataclass(frozen=True)
class Database:
    """One database, looked at from outside the program."""

    url: str

    def connect(self) -> psycopg.Connection[Any]:
        """A developer's own connection, committing at once."""
        return psycopg.connect(self.url, autocommit=True)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query answers."""
        with self.connect() as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, query: str, *values: Any) -> Any:
        """Its one value."""
        ((found,),) = self.rows(query, *values)
        return found

    def counts(self) -> dict[str, int]:
        """Rows by table of schema public."""
        return {name: rows for name, (rows, _) in self.snapshot().items() if name.startswith("public.")}

    def snapshot(self) -> dict[str, tuple[int, str]]:
        """Every table outside the system's schemas, its rows and a digest of them: what "untouched" means.

        Except the note that a run leaves to itself when it found nothing to do.
        """
        with self.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            names = connection.execute(
                """
                select format('%I.%I', n.nspname, c.relname)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
                  and c.oid is distinct from to_regclass('_seed.as_left')
                order by 1
                """
            ).fetchall()
            found = {}
            for (name,) in names:
                row = connection.execute(
                    f"select count(*), coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from {name} t"
                ).fetchone()
                assert row is not None
                found[name] = row
            return found


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder for what a server's own user must get at: as root, another session of pytest closes pytest's."""
    with tempfile.TemporaryDirectory(prefix="seed-e2e-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def embedded_url(open_folder: Path) -> Iterator[str]:
    """The newest server the wheel carries, on 127.0.0.1."""
    folder = open_folder / "embedded"
    server = embedded.start(folder, tcp_port=0)
    assert server.tcp_url is not None
    yield server.tcp_url
    embedded.stop(folder)


@pytest.fixture(scope="session")
def system_15_url() -> Iterator[str]:
    """PostgreSQL 15 as Debian packages it, in a cluster of its own on 127.0.0.1."""
    with servers.system_15() as url:
        yield url


@pytest.fixture(scope="session", params=["18", "15"])
def server_url(request: pytest.FixtureRequest) -> str:
    """Each server in turn."""
    url: str = request.getfixturevalue("embedded_url" if request.param == "18" else "system_15_url")
    return url


def make_database(server_url: str, template: str | None = None) -> Iterator[Database]:
    """A database of its own, dropped afterwards; a copy of `template` is stamped as itself."""
    name = f"e2e_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {name} {f'template {template}' if template else ''}")
        database = Database(f"{server_url.rsplit('/', 1)[0]}/{name}")
        if template:
            with psycopg.connect(database.url) as connection:
                marker.renew(connection, "local")
        try:
            yield database
        finally:
            admin.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def harness() -> SimpleNamespace:
    """What fixtures of single files are made of."""
    return SimpleNamespace(make_database=make_database)


@pytest.fixture
def database(server_url: str) -> Iterator[Database]:
    """An empty database."""
    yield from make_database(server_url)


@pytest.fixture(scope="session")
def seeded_template(server_url: str, open_folder: Path) -> Iterator[str]:
    """A database filled by `seed local`, to be copied."""
    for made in make_database(server_url):
        with visit(open_folder) as project:
            done = project.seed("local", "--url", made.url)
        assert done.code == 0, done.err
        yield made.url.rsplit("/", 1)[1]


@pytest.fixture
def seeded(server_url: str, seeded_template: str) -> Iterator[Database]:
    """A database that `seed local` has filled."""
    yield from make_database(server_url, seeded_template)


@pytest.fixture(scope="session")
def untouched(server_url: str, seeded_template: str) -> Iterator[Database]:
    """One seeded database for all tests that must leave it as it is."""
    for database in make_database(server_url, seeded_template):
        before = database.snapshot()
        yield database
        assert database.snapshot() == before


@pytest.fixture
def migrated(seeded: Database, project: Project) -> Database:
    """A database with the schema, no rows and no mark, as a pipeline of migrations leaves it."""
    assert project.seed("clean", "local", "--url", seeded.url, "--quiet").code == 0
    seeded.rows("drop schema _seed cascade")
    return seeded


@pytest.fixture
def project(open_folder: Path) -> Iterator[Project]:
    """A copy of this repository's example in a folder of its own, which is the working directory."""
    with visit(open_folder) as project:
        yield project


@contextlib.contextmanager
def visit(open_folder: Path) -> Iterator[Project]:
    """Work in a copy of the example, with nothing else deciding where rows go; leave no trace of it."""
    path, modules, factories = list(sys.path), dict(sys.modules), dict(registry)
    with tempfile.TemporaryDirectory(dir=open_folder, prefix="project-") as folder:
        copied(Path(folder))
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for variable in VARIABLES:
                patch.delenv(variable, raising=False)
            yield Project(Path(folder))
    sys.path[:] = path
    registry.clear()
    registry.update(factories)
    for name in [name for name in sys.modules if name.partition(".")[0] == "factories"]:
        del sys.modules[name]
    sys.modules.update({name: module for name, module in modules.items() if name.partition(".")[0] == "factories"})


def copied(folder: Path) -> None:
    """The example's factories, profiles and migrations, in `folder`."""
    for part in ("factories", "profiles", "supabase/migrations"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))


Fill = Callable[..., SeedResult]


@pytest.fixture
def count() -> int:
    """How many rows a root table gets where a test does not say."""
    return 40


@pytest.fixture
def fill(database: Any, tmp_path: Path, count: int) -> Fill:
    """Apply a schema to the empty database, then seed it in an empty folder."""

    def run(ddl: str = "", **options: Any) -> SeedResult:
        if ddl:
            with database.connect() as connection:
                connection.execute(ddl)
        return pipeline.seed("local", url=database.url, root=tmp_path, environ={}, **{"count": count, **options})

    return run
