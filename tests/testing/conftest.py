from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seeding.testing.databases import Databases
from seeding.testing.server import Server
from seeding.testing.template import PREFIX

MIGRATION = """\
create table public.people (id uuid primary key, number serial, name text not null);
create table public.lists (id int primary key);
insert into public.lists values (1), (2);
"""
FACTORIES = """\
from seeding.columns.key import Key
from seeding.columns.person_name import PersonName
from seeding.factory import TableFactory

class PersonFactory(TableFactory):
    class Meta:
        table = "people"

    id = Key()
    name = PersonName()
"""


class Project:
    """A user's repository, and pytest run in it as the user would."""

    def __init__(self, root: Path, url: str) -> None:
        self.root, self.url = root, url
        # No other project has the same, so no other has its templates.
        self.write("supabase/migrations/20250706090000_people.sql", f"{MIGRATION}-- {root}\n")
        self.write("factories/__init__.py", "")
        self.write("factories/people.py", FACTORIES)
        self.write("pytest.ini", "[pytest]\naddopts = --import-mode=importlib -p no:cacheprovider\n")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def pytest(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        outer = ("PYTEST_", "PG", "SEED_")
        inherited = {n: v for n, v in os.environ.items() if not n.startswith(outer)}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *arguments],
            cwd=self.root,
            env={**inherited, "SEED_TEST_DATABASE_URL": self.url, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture
def project(tmp_path: Path, seed_server: Server) -> Iterator[Callable[[str], Project]]:
    def make(tests: str) -> Project:
        made = Project(tmp_path, str(seed_server.url))
        made.write("tests/test_it.py", tests)
        return made

    databases = Databases(seed_server)
    before = set(databases.ours(PREFIX))
    yield make
    for name in sorted(set(databases.ours(PREFIX)) - before):
        databases.drop_unused(name)
