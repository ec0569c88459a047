"""Tests that do nothing, with and without fixtures, and one that calls the factories."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from factories.users import UserFactory


@pytest.mark.parametrize("number", range(200))
def test_nothing(number: int) -> None:
    pass


@pytest.mark.parametrize("number", range(200))
def test_db(number: int, db: psycopg.Connection[Any]) -> None:
    pass


@pytest.mark.parametrize("number", range(30))
def test_fresh_db(number: int, fresh_db: psycopg.Connection[Any]) -> None:
    pass


def test_calls(db: psycopg.Connection[Any]) -> None:
    found = {
        "object": _median(UserFactory, 2000),
        "create": _median(UserFactory.create, 1000),
        "create_batch_1000": _median(lambda: UserFactory.create_batch(1000), 10),
    }
    Path("calls.json").write_text(json.dumps(found), encoding="utf-8")


def _median(call: Callable[[], object], times: int) -> float:
    """Seconds a call: the median of ten groups, so that what is made in blocks counts with each of them."""
    groups = []
    call()
    for _ in range(10):
        begun = time.perf_counter()
        for _ in range(times // 10):
            call()
        groups.append((time.perf_counter() - begun) / (times // 10))
    return statistics.median(groups)
