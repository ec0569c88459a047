"""What is said of indexes and keys that are built after the load: how many, who waits, and where they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seeding.report.cells import visible, wrap
from seeding.report.words import listed, number, plural

if TYPE_CHECKING:
    from seeding.load.indexes.choice import Choice

_LABEL = "indexes   "
_MOST = 4


def indexes_text(choice: Choice | None, *, room: int, done: bool) -> list[str]:
    """Lines for a plan, or for what was done; none where no table is large enough to ask the question."""
    if choice is None:
        return []
    parts = []
    if choice.what:
        when = "were built after the load" if done else "are built after the load: until the commit nobody else can"
        tables = plural(len(choice.tables), "table")
        parts.append(f"{choice.what} of {tables} {when}{'' if done else ' read these tables'}")
    if choice.everywhere:
        parts.append(f"all stay in place: {visible(choice.everywhere)}")
    reasons: dict[str, list[str]] = {}
    for table, why in choice.kept.items():
        reasons.setdefault(why, []).append(table)
    for why, named in list(reasons.items())[:_MOST]:
        parts.append(f"in place on {visible(listed(named, 3))}: {visible(why)}")
    if len(reasons) > _MOST:
        parts.append(f"… and for {number(len(reasons) - _MOST)} more reasons: --format json shows them all")
    lines = [line for part in parts for line in wrap(part, room - len(_LABEL))]
    return [(_LABEL if not place else " " * len(_LABEL)) + line for place, line in enumerate(lines)]


def indexes_json(choice: Choice | None) -> dict[str, Any]:
    """The same for machines."""
    if choice is None:
        return {"rebuilt": [], "foreign_keys": [], "locked": [], "kept": {}, "reason": ""}
    return {
        "rebuilt": [f"{index.table}: {index.name}" for index in choice.indexes],
        "foreign_keys": [f"{key.table}: {key.name}" for key in choice.keys],
        "locked": [str(name) for name in choice.locked],
        "kept": dict(choice.kept),
        "reason": choice.everywhere,
    }
