from __future__ import annotations

import copy
import pickle

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from seeding.target import Target
from seeding.testing.server import Server
from seeding.testing.urls import url_of


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app@localhost:5432/app",
        "postgresql://app:p%40ss%2Fw%25rd@localhost:5433/my%20app?sslmode=disable",
        "postgresql://a%40b:x@/app?host=/tmp/socket",
    ],
)
def test_the_url_is_whole_and_its_repr_is_not(url: str) -> None:
    target = Target.resolve(url, {})
    made = url_of(target)
    given = conninfo_to_dict(url)
    assert {k: v for k, v in conninfo_to_dict(made).items() if k in given and k != "port"} == {
        k: v for k, v in given.items() if k != "port"
    }
    if "password" in given:
        assert str(given["password"]) not in repr(made)
        assert ":***@" in repr(made)
    assert copy.copy(made) == pickle.loads(pickle.dumps(made)) == made
    assert repr(pickle.loads(pickle.dumps(made))) == repr(made)


def test_it_opens(seed_server: Server, seed_url: str) -> None:
    with psycopg.connect(seed_server.url) as connection:
        assert connection.info.dbname == "postgres"
    with psycopg.connect(seed_url) as connection:
        assert connection.execute("select count(*) from public.users").fetchone() == (0,)
