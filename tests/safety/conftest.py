"""Judging one value both ways: alone, and as a row of a batch. The two must agree, always."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pytest

from seeding.errors import UnsafeValueError
from seeding.safety import inspect, scan

Verdict = Callable[[object, str, str], list[str]]


def array_of(value: object, type_: str) -> pa.Array:
    if isinstance(value, dict):
        return pa.array([None, json.dumps(value, ensure_ascii=False)], pa.json_())
    if isinstance(value, Decimal):
        return pa.array([None, value])
    return pa.array([None, value])


def refused_in_bulk(value: object, column: str, type_: str) -> list[str]:
    batch = pa.record_batch({column: array_of(value, type_)})
    try:
        cleared = scan(batch, table="public.t", first_row=100, types={column: type_})
    except UnsafeValueError as error:
        assert {finding.where for finding in error.findings} == {f"public.t.{column} row 101"}
        return [finding.rule for finding in error.findings]
    assert cleared.batch is batch
    return []


@pytest.fixture(scope="session")
def verdict() -> Verdict:
    """The rules a value breaks, alone and in bulk."""

    def judge(value: object, column: str, type_: str) -> list[str]:
        alone = [finding.rule for finding in inspect(value, column=column, type=type_)]
        assert refused_in_bulk(value, column, type_) == alone
        return alone

    return judge
