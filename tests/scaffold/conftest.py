"""Schemas to write files for, and a way to load what was written as the program loads it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
import servers

from seeding.factory import TableFactory, discover
from seeding.factory.table import registry
from seeding.schema import Schema, introspect


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An embedded server."""
    with servers.embedded_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def system_15_url() -> Iterator[str]:
    """A server with contrib."""
    with servers.system_15() as url:
        yield url


@pytest.fixture
def read() -> Callable[[str, str], Schema]:
    """The schema that SQL makes on a server; what it made is rolled back."""

    def schema(url: str, ddl: str) -> Schema:
        with psycopg.connect(url, autocommit=True) as connection, connection.transaction(force_rollback=True):
            connection.execute(ddl)
            return introspect(connection)

    return schema


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Callable[[], Mapping[str, type[TableFactory]]]]:
    """The factories in `tmp_path`, as a run finds them; forgotten afterwards."""
    path, modules, factories = list(sys.path), dict(sys.modules), dict(registry)
    yield lambda: discover(tmp_path)
    sys.path[:] = path
    registry.clear()
    registry.update(factories)
    for name in [name for name in sys.modules if name.partition(".")[0] == "factories"]:
        del sys.modules[name]
    sys.modules.update({name: module for name, module in modules.items() if name.partition(".")[0] == "factories"})
