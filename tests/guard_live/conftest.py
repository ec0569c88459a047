"""Two real clusters, one playing staging and one production, and a TCP forwarder that leads to either."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import servers
from clusters import Cluster, trace
from forwarder import Forwarder

from seeding.cli import main
from seeding.database import binaries

SCHEMA = """
create table public.people (id uuid primary key, email text not null unique, name text not null);
create table public.orders (
    id bigint generated always as identity primary key, person uuid references public.people, note text);
"""
REAL = """
insert into public.people
select gen_random_uuid(), 'person' || i || '@gmail.com', 'Person ' || i from generate_series(1, 200) i;
insert into public.orders (person, note) select id, 'paid' from public.people;
"""


@pytest.fixture
def forward() -> Iterator[Callable[..., Forwarder]]:
    """Makes forwarders, and closes them."""
    made: list[Forwarder] = []

    def make(*backends: int, before: Callable[[int], object] | None = None) -> Forwarder:
        made.append(Forwarder(backends, before))
        return made[-1]

    yield make
    for forwarder in made:
        forwarder.close()


@pytest.fixture(scope="session")
def staging() -> Iterator[Cluster]:
    """The server that may be written to."""
    with servers.embedded_server() as server:
        assert server.tcp_url is not None
        yield Cluster(server.tcp_url)


@pytest.fixture(scope="session")
def production() -> Iterator[Cluster]:
    """The server that may not. Nothing of its own moves its WAL while a test looks."""
    with servers.embedded_server() as server:
        assert server.tcp_url is not None
        cluster = Cluster(server.tcp_url)
        for setting in ("checkpoint_timeout = '1h'", "bgwriter_lru_maxpages = 0"):
            cluster.execute(f"alter system set {setting}")
        with servers.without_autovacuum(server.tcp_url):
            cluster.execute("create database app")
            cluster.execute(SCHEMA + REAL, "app")
            cluster.execute("create database void")
            cluster.execute(SCHEMA, "void")
            # Who reads a page of the catalog tidies it up, and writes that down.
            for name in ("app", "void", "postgres"):
                cluster.execute("vacuum", name)
            yield cluster


@dataclass(frozen=True)
class Done:
    """How one command line ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A folder with profiles and nothing else; `seed` runs there."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def profile(self, environment: str, more: str = "") -> None:
        """Write the profile of that name."""
        text = f'environment = "{environment}"\ncount = 5\n\n[target]\nhosts = ["127.0.0.1", "localhost"]\n{more}'
        (self.folder / "profiles").mkdir(exist_ok=True)
        (self.folder / "profiles" / f"{environment}.toml").write_text(text)

    def seed(self, *arguments: str) -> Done:
        """Run `seed …`."""
        code = main(list(arguments))
        out, err = self.capture.readouterr()
        return Done(code, out, err)


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Project]:
    """An empty project; the profiles list loopback and nothing else, which is all a tunnel needs."""
    path, modules = list(sys.path), set(sys.modules)
    for variable in ("LOCAL_DATABASE_URL", "STAGING_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    with tempfile.TemporaryDirectory(prefix="seed-guard-") as folder:
        monkeypatch.chdir(folder)
        made = Project(Path(folder), capsys)
        made.profile("local")
        made.profile("staging")
        yield made
        monkeypatch.undo()
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.partition(".")[0] == "factories":
            del sys.modules[name]


@pytest.fixture
def marked(staging: Cluster, project: Project) -> Iterator[str]:
    """The name of a staging database with the schema, marked as staging, that no test shares."""
    name = f"stg_{uuid4().hex[:10]}"
    staging.execute(f"create database {name}")
    staging.execute(SCHEMA, name)
    done = project.seed("mark", "staging", "--url", staging.database(name), "--confirm", name)
    assert done.code == 0, done.err
    yield name
    staging.execute(f"drop database {name} with (force)")


@pytest.fixture
def unmoved(production: Cluster) -> Iterator[None]:
    """Fails the test unless production is afterwards exactly what it was, to the last byte of its WAL."""
    # The first connection after a start may write hint bits and running-transaction records.
    production.execute("checkpoint")
    before = {name: trace(production, name) for name in ("app", "void")}
    yield
    after = {name: trace(production, name) for name in ("app", "void")}
    assert after == before


@pytest.fixture(scope="session")
def dump(staging: Cluster) -> Callable[[str, str], None]:
    """Copies a database by pg_dump and psql, as people restore one environment into another."""
    programs = binaries.find()
    if not (programs.folder / "pg_dump").exists() or not (programs.folder / "psql").exists():
        pytest.skip(f"no pg_dump and psql in {programs.folder}")

    def copy(source: str, target: str) -> None:
        with tempfile.TemporaryDirectory(prefix="seed-dump-") as made:
            folder = Path(made)
            folder.chmod(0o777)
            log, file = folder / "log", folder / "dump.sql"
            dumped = programs.run("pg_dump", "--no-owner", "-f", file, "-d", source, log=log)
            loaded = programs.run("psql", "-v", "ON_ERROR_STOP=1", "-q", "-f", file, "-d", target, log=log)
            assert dumped.returncode == loaded.returncode == 0, log.read_text()

    return copy
