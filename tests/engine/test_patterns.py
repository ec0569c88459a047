"""Rows by a pattern file are the same whoever makes them: what is found by looking at a whole table, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dask_cluster import Dask
from written import rows

from seeding import pipeline

PATTERNS = """
version = 1
learned = 2026-01-01
as_of = 2026-01-01T00:00:00+00:00

[tables."public.accounts"]
rows = 3000
[tables."public.accounts".columns.created_at]
kind = "time"
bins = [[2023-01-01, 2024-01-01, 0.3], [2024-01-01, 2025-01-01, 0.3], [2025-01-01, 2026-01-01, 0.4]]

[tables."public.orders"]
rows = 9000
[tables."public.orders".columns.amount]
kind = "number"
step = 0.01
bins = [[1, 10, 0.5], [10, 100, 0.4], [100, 1000, 0.1]]
[tables."public.orders".columns.note]
kind = "category"
nulls = 0.4
values = ["gift", "again"]
shares = [0.75, 0.25]
[tables."public.orders".references.account_id]
to = "public.accounts"
children = [[0, 0, 0.4], [1, 3, 0.3], [4, 30, 0.3]]
[tables."public.orders".references.account_id.weights]
created_at = [0.6, 0.3, 0.1]
[[tables."public.orders".dependencies]]
column = "amount"
on = { through = "account_id", column = "created_at" }
given = [[0.6, 0.3, 0.1], [0.4, 0.5, 0.1], [0.3, 0.6, 0.1]]
[[tables."public.orders".dependencies]]
column = "note"
on = { column = "amount" }
given = [[0.5, 0.2, 0.3], [0.4, 0.1, 0.5], [0.3, 0.1, 0.6]]
"""


@pytest.fixture
def patterns(root: Path) -> Path:
    """The file, and a profile that leaves the numbers of children to it."""
    (root / "profiles" / "local.toml").write_text('environment = "local"\nseed = 7\n', encoding="utf-8")
    path = root / "production.toml"
    path.write_text(PATTERNS, encoding="utf-8")
    return path


def test_rows_are_those_of_one_process(database: str, other: str, root: Path, dask: Dask, patterns: Path) -> None:
    options: dict[str, Any] = {"root": root, "count": 3_000, "patterns": patterns}
    pipeline.seed(url=other, **options)
    alone = rows(other)
    assert len(alone["orders"]) == 9_000
    for further in ({"jobs": 2}, {"engine": "dask", "scheduler": dask.address}):
        pipeline.seed(url=database, mode="replace", part_rows=1_000, **further, **options)
        found = rows(database)
        assert {table: found[table] for table in ("accounts", "orders", "events", "tags")} == {
            table: alone[table] for table in ("accounts", "orders", "events", "tags")
        }
