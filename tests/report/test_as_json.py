from __future__ import annotations

import json
from dataclasses import replace

from seeding.report.as_json import seed_json
from seeding.report.result import SeedResult


def test_a_run_in_the_documented_order(result: SeedResult) -> None:
    data = seed_json(result)
    assert list(data) == [
        "profile",
        "environment",
        "seed",
        "as_of",
        "mode",
        "dry_run",
        "unchanged",
        "destination",
        "migrations",
        "rows",
        "removed",
        "kept",
        "seconds",
        "login",
        "indexes",
        "outlook",
        "tables",
        "samples",
        "findings",
    ]
    assert data["destination"] == {
        "url": "postgresql://postgres:***@127.0.0.1:5432/app",
        "why": "built-in server in .seed/",
        "server": "PostgreSQL 18.4",
        "psql": "postgresql://postgres@127.0.0.1:5432/app",
    }
    users = data["tables"][0]
    assert {k: v for k, v in users.items() if k != "columns"} == {
        "name": "public.users",
        "rows": 25,
        "first_row": 0,
        "why": "count in profiles/local.toml",
        "seconds": 0.012,
        "factory": "UserFactory",
        "note": "1 column row by row: bio",
        "left_to_server": ["id"],
        "filled_later": [{"columns": ["invited_by"], "parent": "public.users"}],
    }
    assert users["columns"][2] == {
        "name": "bio",
        "type": "text",
        "nullable": True,
        "generator": "_RowByRow('…')",
        "origin": "factory",
        "reason": "",
        "row_by_row": True,
    }
    assert data["samples"][0]["rows"][0][3] is None


def test_it_is_json_without_escape_sequences(result: SeedResult) -> None:
    text = json.dumps(seed_json(result), ensure_ascii=False)
    assert "\x1b" not in text
    assert json.loads(text) == seed_json(result)


def test_a_plan_counts_what_would_be_written(result: SeedResult) -> None:
    data = seed_json(replace(result, dry_run=True, tables=()))
    assert (data["rows"], data["tables"][1]["rows"]) == (390, 365)


def test_a_run_that_changed_nothing_wrote_nothing(result: SeedResult) -> None:
    data = seed_json(replace(result, unchanged=True, tables=()))
    assert (data["rows"], data["tables"][1]["rows"]) == (0, 0)
