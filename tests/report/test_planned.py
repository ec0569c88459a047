from __future__ import annotations

from dataclasses import replace

from seeding.report.planned import plan_text
from seeding.report.result import SeedResult
from seeding.report.style import PLAIN

SHOWN = """\
plan for local: 2 tables, 390 rows; seed 20250706, as of 2025-07-06T00:00:00Z
database  postgresql://postgres:***@127.0.0.1:5432/app
          built-in server in .seed/, PostgreSQL 18.4

1. public.users  25 rows (count in profiles/local.toml), by UserFactory
   column      type  generator                      why
   email       text  Constant('test@example.com')   factory
   role        text  Choice({'customer': 0.9, 'ad…  profile: weights in
                                                    profiles/local.toml
   bio         text  _RowByRow('…')                 factory
   invited_by  uuid  Constant(None)                 inferred: a key to the table
                                                    itself
   row by row, so slower: bio
   left to the server: id
   cycle: invited_by refers to the table itself

2. public.business_metrics  365 rows (one a day), inferred
   row numbers 100 to 464: earlier ones are there
   column  type         generator            why
   metric  timestamptz  Constant('revenue')  text

no row was written
"""


def test_a_plan(result: SeedResult) -> None:
    planned = replace(result, dry_run=True, tables=(), samples=(), migrations=(), findings=())
    assert "".join(f"{line}\n" for line in plan_text(planned, style=PLAIN, room=86)) == SHOWN


def test_a_dry_run_shows_rows_too(result: SeedResult) -> None:
    lines = plan_text(replace(result, dry_run=True), style=PLAIN, room=100)
    assert any("asha.rao@example.net" in line for line in lines)
    assert "applied 2 migrations: 20250706090000_shared_functions, 20250706090100_users" in lines
    assert any(line.startswith("warning  public.audit") for line in lines)
