from __future__ import annotations

import re
from dataclasses import replace

import pytest

from seeding.report.cells import width
from seeding.report.result import Sample, SeedResult, TableResult
from seeding.report.seeded import seed_text
from seeding.report.style import PLAIN, Style

SHOWN = """\
applied 2 migrations: 20250706090000_shared_functions, 20250706090100_users

  table                    rows  seconds  made by
  public.users               25     0.01  UserFactory, 1 column row by row: bio
  public.business_metrics   365     0.02  inferred

public.users
  id                                email                 role      bio
  5eed0001-0000-4000-8000-0000000…  test@example.com      customer  NULL
  5eed0002-0000-4000-8000-0000000…  asha.rao@example.net  admin     Likes tea.
  … 23 more rows, 1 column not shown

public.business_metrics
  metric
  revenue
  signups
  churn
  … 362 more rows

warning  public.audit: the role may not insert here [plan-privilege]
         grant it

done: 390 rows in 2 tables, 0.42 s
390 rows of earlier runs replaced; 1 row made by hand was kept
database  postgresql://postgres:***@127.0.0.1:5432/app
          built-in server in .seed/, PostgreSQL 18.4
look      psql "postgresql://postgres@127.0.0.1:5432/app"
"""


def test_a_finished_run(result: SeedResult) -> None:
    assert "".join(f"{line}\n" for line in seed_text(result, style=PLAIN, room=80)) == SHOWN


def test_a_run_that_changed_nothing_says_so(result: SeedResult) -> None:
    lines = seed_text(replace(result, unchanged=True, tables=(), samples=(), findings=()), style=PLAIN, room=100)
    assert "unchanged: 390 rows of local are already there; nothing was written" in lines
    assert not any(line.startswith("done:") for line in lines)


@pytest.mark.parametrize("room", [72, 100, 160])
def test_lines_fit_the_terminal(result: SeedResult, room: int) -> None:
    result = replace(result, migrations=(), findings=())
    lines = seed_text(result, style=PLAIN, room=room)
    body = lines[: next(i for i, line in enumerate(lines) if line.startswith("done:"))]
    assert max(map(width, body)) <= room


def test_colours_change_nothing_else(result: SeedResult) -> None:
    coloured = seed_text(result, style=Style(True), room=72)
    assert any("\x1b[" in line for line in coloured)
    assert [re.sub("\x1b\\[[0-9;]*m", "", line) for line in coloured] == seed_text(result, style=PLAIN, room=72)


def test_five_hundred_tables_do_not_scroll_the_end_away(result: SeedResult) -> None:
    tables = [TableResult(f"public.t{n}", n) for n in range(500)]
    samples = [Sample(f"public.t{n}", ("a",), (("1",),)) for n in range(500)]
    lines = seed_text(replace(result, tables=tables, samples=samples), style=PLAIN, room=100)
    assert len(lines) < 120
    assert "  … and 460 smaller tables with 105,570 rows: --format json shows them all" in lines
    assert "sample rows of 488 more tables: --format json shows them" in lines
