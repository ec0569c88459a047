"""A shop on real servers, filled as the file says, or otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pattern_shop as shop
import psycopg
import pytest
import servers

from seeding.database import marker

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="session", params=["embedded", "15"])
def server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each server in turn."""
    if request.param == "15":
        with servers.system_15() as url:
            yield url
        return
    with servers.embedded_server() as server:
        assert server.tcp_url is not None
        yield server.tcp_url


@pytest.fixture(scope="session")
def make_database(server_url: str) -> Callable[..., Any]:
    """A database of its own with the shop's schema, marked as local, filled by SQL."""

    @contextmanager
    def make(fill: str = "", schema: str = shop.SCHEMA) -> Iterator[str]:
        name = f"fidelity_{uuid4().hex[:12]}"
        url = f"{server_url.rsplit('/', 1)[0]}/{name}"
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f"create database {name}")
            try:
                with psycopg.connect(url) as connection:
                    connection.execute(schema)
                    marker.stamp(connection, "local")
                    if fill:
                        connection.execute(fill.replace("{users}", "600"))
                yield url
            finally:
                admin.execute(f"drop database {name} with (force)")

    return make


@pytest.fixture(scope="session")
def alike(make_database: Callable[..., Any]) -> Iterator[str]:
    """Filled as the file says, but for what depends on what."""
    with make_database(shop.ALIKE) as url:
        yield url


@pytest.fixture(scope="session")
def otherwise(make_database: Callable[..., Any]) -> Iterator[str]:
    """Filled by somebody who never saw the file."""
    with make_database(shop.OTHERWISE) as url:
        yield url
