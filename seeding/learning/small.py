"""A file that one person can read: where a schema is large, its weakest dependencies are left out."""

from __future__ import annotations

from seeding.patterns import Patterns, write_patterns
from seeding.patterns.model import Dependency

MOST = 950_000  # bytes, of the megabyte that a reviewer can read
_NUMBER = 7  # bytes of a share with its comma
_HEAD = 160


def fitted(patterns: Patterns) -> Patterns:
    """The patterns with as many dependencies as there is room for, the strongest first."""
    if len(write_patterns(patterns)) <= MOST:
        return patterns
    bare = {name: table.model_copy(update={"dependencies": ()}) for name, table in patterns.tables.items()}
    room = MOST - len(write_patterns(patterns.model_copy(update={"tables": bare})))
    every = [(name, one) for name, table in patterns.tables.items() for one in table.dependencies]
    kept: dict[str, list[Dependency]] = {}
    for name, one in sorted(every, key=lambda pair: (-pair[1].information, pair[0], pair[1].column)):
        size = _HEAD + _NUMBER * sum(len(row) for row in one.given)
        if size <= room:
            room -= size
            kept.setdefault(name, []).append(one)
    tables = {
        name: table.model_copy(update={"dependencies": tuple(sorted(kept.get(name, ()), key=lambda one: one.column))})
        for name, table in patterns.tables.items()
    }
    return patterns.model_copy(update={"tables": tables})
