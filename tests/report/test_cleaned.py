from __future__ import annotations

from seeding.report.as_json import clean_json
from seeding.report.cleaned import clean_text
from seeding.report.result import CleanResult, Destination
from seeding.report.style import PLAIN


def test_what_went_and_what_stays(destination: Destination) -> None:
    result = CleanResult(destination, {"public.metrics": 365, "public.users": 25}, {"public.users": 1})
    assert clean_text(result, style=PLAIN, room=100) == [
        "  table           removed  kept",
        "  public.metrics      365     0",
        "  public.users         25     1",
        "",
        "done: 390 seeded rows removed",
        "1 row made by hand was kept",
        "database  postgresql://postgres:***@127.0.0.1:5432/app",
        "          built-in server in .seed/, PostgreSQL 18.4",
    ]
    data = clean_json(result)
    assert (data["removed"], data["kept"]) == (390, 1)
    assert data["tables"][1] == {"name": "public.users", "removed": 25, "kept": 1}


def test_nothing_to_remove(destination: Destination) -> None:
    lines = clean_text(CleanResult(destination, {"public.users": 0}, {}), style=PLAIN, room=100)
    assert lines[0] == "unchanged: there are no seeded rows to remove"
