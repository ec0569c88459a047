"""A few rows of each table as a person wants to see them: the telling columns, in the width there is."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from seeding.report.cells import visible, width
from seeding.report.grid import GAP, Heading, grid
from seeding.report.style import Style
from seeding.report.words import number, plural

if TYPE_CHECKING:
    from seeding.report.result import Sample

ROWS = 3
_MOST = 32
_INDENT = "  "
_NUMERIC = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_OPAQUE = re.compile(r"(?i)\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?|[0-9a-f]{24,}|\{\x22.*|\[.*|https?://.*")
# Words in a column's name that tell a reader who or what a row is, best first.
_TELLING = (
    ("email", "full_name", "name", "title", "label", "subject"),
    ("status", "role", "type", "kind", "category", "state", "metric", "organisation", "organization", "company"),
    ("amount", "total", "price", "value", "salary", "currency", "quantity", "hours", "count", "score"),
    ("city", "country", "industry", "skills", "method", "day", "date", "started", "occurred", "username"),
)
_BOOKKEEPING = (
    "latitude",
    "longitude",
    "updated_at",
    "modified_at",
    "deleted_at",
    "inserted_at",
    "created_by",
    "updated_by",
)


def sample_text(
    sample: Sample, *, rows: int, keys: AbstractSet[str] = frozenset(), style: Style, room: int
) -> list[str]:
    """Lines: the table's name, up to three of its `rows` rows, and which columns are not shown.

    `keys` names columns that only identify or refer: they are shown last.
    """
    shown = telling(sample, keys, room - len(_INDENT))
    body = sample.rows[:ROWS]
    headings = [Heading(sample.columns[i], right=_numeric([row[i] for row in body]), most=_MOST) for i in shown]
    lines = [style.bold(sample.table)]
    lines += grid(headings, [[row[i] for i in shown] for row in body], room=room, style=style, indent=_INDENT)
    more_rows, more_columns = rows - len(body), len(sample.columns) - len(shown)
    more = [f"{number(more_rows)} more {'row' if more_rows == 1 else 'rows'}"] * (more_rows > 0)
    more += [plural(more_columns, "column") + " not shown"] * (more_columns > 0)
    return lines + [style.dim(f"{_INDENT}… {', '.join(more)}")] * bool(more)


def telling(sample: Sample, keys: AbstractSet[str], room: int) -> list[int]:
    """Positions of the columns to show: the most telling that fit in `room`, in the table's order."""
    body = sample.rows[:ROWS]
    widths = [
        min(_MOST, max(width(name), *(width(visible(row[i] or "NULL")) for row in body), 1))
        for i, name in enumerate(sample.columns)
    ]
    order = sorted(
        range(len(sample.columns)),
        key=lambda i: (-_worth(sample.columns[i], [row[i] for row in body], keys), i),
    )
    chosen: list[int] = []
    left = room
    for i in order:
        needed = widths[i] + (len(GAP) if chosen else 0)
        if needed <= left or not chosen:
            chosen.append(i)
            left -= needed
    return sorted(chosen)


def _worth(name: str, values: list[str | None], keys: AbstractSet[str]) -> float:
    """How much a column tells about its rows; only the order of the results matters."""
    given = [value for value in values if value]
    worth = 2.0 if len(set(given)) > 1 else 1.0
    parts = name.lower().split("_")
    for rank, words in enumerate(_TELLING):
        if name.lower() in words:
            worth += 6 - rank
            break
        if any(word in parts for word in words):
            worth += 4 - rank
            break
    if name in keys:
        worth -= 5
    if name.lower() in _BOOKKEEPING:
        worth -= 3
    if not given:
        worth -= 4
    elif all(_OPAQUE.fullmatch(visible(value)) for value in given):
        worth -= 3
    elif all(value in ("t", "f", "true", "false", "True", "False") for value in given):
        worth -= 1
    elif sum(width(visible(value)) for value in given) > 60 * len(given):
        worth -= 2  # prose is read in psql, not in a table
    return worth


def _numeric(values: list[str | None]) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and all(_NUMERIC.fullmatch(value) for value in given)
