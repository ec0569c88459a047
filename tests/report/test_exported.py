from __future__ import annotations

from pathlib import Path

from seeding.plan.model import Plan
from seeding.report.as_json import export_json
from seeding.report.exported import export_text
from seeding.report.result import ExportResult
from seeding.report.style import PLAIN


def test_files_in_load_order(plan: Plan) -> None:
    result = ExportResult([Path("supabase/seed/01_users.sql"), Path("supabase/seed/02_metrics.sql")], 390, 0.31, plan)
    assert export_text(result, style=PLAIN, room=100) == [
        "  supabase/seed/01_users.sql",
        "  supabase/seed/02_metrics.sql",
        "done: 390 rows in 2 files, 0.31 s",
    ]
    assert export_json(result, kind="sql") == {
        "profile": "local",
        "environment": "local",
        "seed": 20250706,
        "as_of": "2025-07-06T00:00:00Z",
        "format": "sql",
        "files": ["supabase/seed/01_users.sql", "supabase/seed/02_metrics.sql"],
        "rows": 390,
        "seconds": 0.31,
        "tables": [{"name": "public.users", "rows": 25}, {"name": "public.business_metrics", "rows": 365}],
        "findings": [],
    }


def test_hundreds_of_files_are_counted(plan: Plan) -> None:
    lines = export_text(ExportResult([Path(f"{n}.csv") for n in range(500)], 1, 0.1, plan), style=PLAIN, room=100)
    assert len(lines) == 22
    assert "  … and 480 more" in lines
