"""Tables that each have a row for one of a parent's rows at most, and that triggers keep apart: a car is no boat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.schema import ForeignKey, Name, Schema, Table

# What is looked for, and whether it must not be there: EXISTS (SELECT … FROM cars …), new.id IN (SELECT … FROM cars).
_PART = r'(?:"[^"]+"|[\w$]+)'
_LOOKED_FOR = re.compile(
    rf"(\bnot\s+)?(?:\bexists|\bin)\s*\(\s*select\b[^;()]*?\bfrom\s+(?:only\s+)?({_PART}(?:\.{_PART})?)", re.IGNORECASE
)
_RAISE = re.compile(r"\braise\b(?!\s+(?:notice|info|log|debug|warning)\b)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def place_among(schema: Schema, table: Table, key: ForeignKey) -> tuple[int, int] | None:
    """Which of how many subtypes of its parent a table is; None where no trigger keeps it apart from another."""
    siblings = {name: schema.tables[name] for name in _siblings(schema, key.parent)}
    if table.name not in siblings or len(siblings) == 1:
        return None
    apart = {name: set(_kept_out(other, siblings)) for name, other in siblings.items()}
    found, waiting = {table.name}, [table.name]
    while waiting:
        one = waiting.pop()
        near = {other for other in siblings if other in apart[one] or one in apart[other]} - found
        found |= near
        waiting += sorted(near, key=str)
    if len(found) == 1:
        return None
    return sorted(found, key=str).index(table.name), len(found)


def _siblings(schema: Schema, parent: Name) -> Iterator[Name]:
    """The tables with a unique reference of one column to the parent."""
    for table, key in schema.children.get(parent, ()):
        if table.name == parent or len(key.columns) != 1 or not key.enforced:
            continue
        if any(unique.columns == key.columns and unique.predicate is None for unique in table.uniques):
            yield table.name


def _kept_out(table: Table, siblings: dict[Name, Table]) -> Iterator[Name]:
    """The siblings that the table's triggers raise about where they have a row of the same parent."""
    for trigger in table.triggers:
        if not (trigger.enabled and trigger.per_row and "INSERT" in trigger.events and _RAISE.search(trigger.body)):
            continue
        for found in _LOOKED_FOR.finditer(_COMMENT.sub(" ", trigger.body)):
            said = found[2].rpartition(".")[2]
            bare = said[1:-1] if said.startswith('"') else said.lower()
            if not found[1]:
                yield from (name for name in siblings if name.name == bare and name != table.name)
