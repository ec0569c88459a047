"""A scratch server of PostgreSQL 15, and databases in it to learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from learned import SHOP, Production
from servers import system_15


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """PostgreSQL 15, a cluster of our own."""
    with system_15() as url:
        yield url


@pytest.fixture
def production(server_url: str, tmp_path: Path) -> Iterator[Callable[[str], Production]]:
    """Makes a database that some SQL fills; it is dropped when the test is over."""
    made: list[str] = []

    def make(sql: str) -> Production:
        name = f"learn_{uuid4().hex[:12]}"
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f'create database "{name}"')
        made.append(name)
        base, _, _ = server_url.rpartition("/")
        production = Production(f"{base}/{name}", tmp_path)
        production.run(sql)
        return production

    yield make
    with psycopg.connect(server_url, autocommit=True) as connection:
        for name in made:
            connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def shop(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Production:
    """Users and their orders; nobody changes it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database shop")
    base, _, _ = server_url.rpartition("/")
    found = Production(f"{base}/shop", tmp_path_factory.mktemp("shop"))
    found.run(SHOP)
    return found
