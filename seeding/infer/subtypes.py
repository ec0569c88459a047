"""Tables that each have a row for one of a parent's rows at most, and that triggers keep apart: a car is no boat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.schema import ForeignKey, Name, Schema, Table
from seeding.schema.trigger_tables import makes_parent

# What is looked for, and whether it must not be there: EXISTS (SELECT … FROM cars …), new.id IN (SELECT … FROM cars).
_PART = r'(?:"[^"]+"|[\w$]+)'
_LOOKED_FOR = re.compile(
    rf"(\bnot\s+)?(?:\bexists|\bin)\s*\(\s*select\b[^;()]*?\bfrom\s+(?:only\s+)?({_PART}(?:\.{_PART})?)", re.IGNORECASE
)
# Or counted, where the function raises about more than none: SELECT count(*) INTO n FROM cars …; IF n <> 0 THEN RAISE.
_COUNTED = re.compile(
    rf"\bcount\s*\([^()]*\)[^;]*?\bfrom\s+(?:only\s+)?({_PART}(?:\.{_PART})?)[^;]*?\bnew\s*\.", re.IGNORECASE
)
_SOME = re.compile(r"(?:<>|!=|>)\s*0\b|>=\s*1\b")
_NONE = re.compile(r"(?<![<>!])=\s*0\b|<\s*1\b")
# Or both in one FROM, by the same key: FROM admins a, guests g WHERE a.id = g.id.
_ONE = rf"(?:only\s+)?({_PART}(?:\.{_PART})?)(?:\s+(?:as\s+)?(?!join\b|inner\b|on\b|using\b|natural\b|where\b)\w+)?"
_TOGETHER = re.compile(
    rf"\bfrom\s+{_ONE}\s*(?:,|(?:\b(?:inner|natural)\s+)?\bjoin\b)\s*{_ONE}\s*(?:\bwhere\b|\bon\b|\busing\b|;)"
    rf"|\bfrom\s+{_ONE}\s+intersect\s+select\b[^;()]*?\bfrom\s+{_ONE}",
    re.IGNORECASE,
)
_RAISE = re.compile(r"\braise\b(?!\s+(?:notice|info|log|debug|warning)\b)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def place_among(schema: Schema, table: Table, key: ForeignKey) -> tuple[int, int] | None:
    """Which of how many subtypes of its parent a table is; None where no trigger keeps it apart from another."""
    keys = dict(_siblings(schema, key.parent))
    siblings = {name: schema.tables[name] for name in keys}
    if table.name not in siblings or len(siblings) == 1:
        return None
    # A register's row that a trigger makes for one of them is there already for another.
    makers = {name for name, other in siblings.items() if makes_parent(other, keys[name])}
    apart = {
        name: {*_kept_out(other, siblings), *(makers if name in makers else ())} - {name}
        for name, other in siblings.items()
    }
    found, waiting = {table.name}, [table.name]
    while waiting:
        one = waiting.pop()
        near = {other for other in siblings if other in apart[one] or one in apart[other]} - found
        found |= near
        waiting += sorted(near, key=str)
    if len(found) == 1:
        return None
    return sorted(found, key=str).index(table.name), len(found)


def inserted_by_parent(schema: Schema, table: Table, key: ForeignKey) -> bool:
    """Whether a trigger of the parent makes the table's rows: which ones, its function says."""
    parent = schema.tables.get(key.parent)
    into = re.compile(rf'\binsert\s+into\s+(?:{_PART}\.)?"?{re.escape(table.name.name)}\b', re.IGNORECASE)
    return parent is not None and any(
        t.enabled and "INSERT" in t.events and into.search(f"{t.body};{t.called}") for t in parent.triggers
    )


def _siblings(schema: Schema, parent: Name) -> Iterator[tuple[Name, ForeignKey]]:
    """The tables with a unique reference of one column to the parent, and that."""
    for table, key in schema.children.get(parent, ()):
        if table.name == parent or len(key.columns) != 1 or not key.enforced:
            continue
        if any(unique.columns == key.columns and unique.predicate is None for unique in table.uniques):
            yield table.name, key


def _kept_out(table: Table, siblings: dict[Name, Table]) -> Iterator[Name]:
    """The siblings that the table's triggers raise about where they have a row of the same parent."""
    by_name = {name.name: name for name in siblings if name != table.name}
    for trigger in table.triggers:
        if not (trigger.enabled and "INSERT" in trigger.events and _RAISE.search(trigger.body)):
            continue
        body = _COMMENT.sub(" ", trigger.body)
        if trigger.per_row:
            said = {_bare(found[2]) for found in _LOOKED_FOR.finditer(body) if not found[1]}
            if _SOME.search(body) and not _NONE.search(body):
                said |= {_bare(found[1]) for found in _COUNTED.finditer(body)}
            yield from (by_name[one] for one in sorted(said & by_name.keys()))
        for found in _TOGETHER.finditer(body):
            pair = {_bare(part) for part in found.groups() if part}
            if table.name.name in pair:
                yield from (by_name[one] for one in sorted(pair & by_name.keys()))


def _bare(written: str) -> str:
    """A table's name without its schema, as the catalog has it."""
    last = written.rpartition(".")[2]
    return last[1:-1] if last.startswith('"') else last.lower()
