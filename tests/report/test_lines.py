from __future__ import annotations

import io

from seeding.report.lines import LineProgress


def test_one_line_a_table() -> None:
    stream = io.StringIO()
    progress = LineProgress(stream)
    progress.started("public.users", 25)
    progress.advanced("public.users", 25)
    progress.finished("public.users", 25, 0.012)
    progress.finished("public.events", 100_000, 2.0)
    assert stream.getvalue() == ("public.users  25 rows  0.01 s\npublic.events  100,000 rows  2.00 s  50,000 rows/s\n")
