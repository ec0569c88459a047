"""What triggers need while a row goes in: those tables are filled before, where that is possible."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from seeding.schema.model import ForeignKey, Name, Table, Trigger
from seeding.schema.routine.text import cut

_PART = r'(?:"(?:[^"]|"")+"|\w+)'
_SOURCE = re.compile(rf"\b(?:from|join)\s+(?:only\s+)?({_PART}(?:\s*\.\s*{_PART})?)", re.IGNORECASE)
_TARGET = re.compile(rf"\binsert\s+into\s+({_PART}(?:\s*\.\s*{_PART})?)", re.IGNORECASE)
_NAME = re.compile(_PART)
_ALIASED = re.compile(
    rf"\b(?:from|join)\s+(?:only\s+)?({_PART}(?:\s*\.\s*{_PART})?)(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE
)
_VALUES = re.compile(rf"\s*\(\s*({_PART}(?:\s*,\s*{_PART})*)\s*\)\s*values\s*\(", re.IGNORECASE)
_COMMA = re.compile(r",")
_OF_NEW = re.compile(rf"new\s*\.\s*({_PART})", re.IGNORECASE)
_COMPARED = re.compile(r"(?:\b(\w+)\s*\.\s*)?\b(\w+)\s*=\s*new\s*\.\s*(\w+)", re.IGNORECASE)


def read_by(table: Table, known: Mapping[Name, Table], *, at_the_end: bool = False) -> set[Name]:
    """The other tables that the table's triggers on INSERT select from, as far as their functions name them.

    And those that functions they call select from, and those that the rows they insert refer to: a log knows who did
    it. `at_the_end` asks about constraint triggers, on UPDATE too, and what these say themselves.
    """
    found: set[Name] = set()
    for trigger in table.triggers:
        if not (trigger.enabled and trigger.per_row and (at_the_end or "INSERT" in trigger.events)):
            continue
        if at_the_end and not trigger.constraint:
            continue
        for source in _SOURCE.findall(trigger.body if at_the_end else f"{trigger.body};{trigger.called}"):
            found |= _meant(source, table, trigger, known)
        for target in _TARGET.findall(trigger.body):
            found |= {
                key.parent
                for name in _meant(target, table, trigger, known)
                for key in known[name].foreign_keys
                if key.enforced and key.parent in known
            }
    return found - {table.name}


def compared_with(table: Table, known: Collection[Name]) -> list[tuple[Name, dict[str, str]]]:
    """The other tables that triggers on INSERT look for a row in, and which of its columns is to be which of the new
    row's: `where shift.nurse_id = new.nurse_id and day = new.day`.
    """
    found: list[tuple[Name, dict[str, str]]] = []
    for trigger in table.triggers:
        if not (trigger.enabled and trigger.per_row and "INSERT" in trigger.events):
            continue
        for said, alias in _ALIASED.findall(trigger.body):
            for name in _meant(said, table, trigger, known) - {table.name}:
                pairs = {
                    own.lower(): column.lower()
                    for qualifier, column, own in _COMPARED.findall(trigger.body)
                    if qualifier.lower() in ("", name.name.lower(), alias.lower())
                }
                if pairs and (name, pairs) not in found:
                    found.append((name, pairs))
    return found


def writes_to(table: Table, other: Name) -> bool:
    """Whether a trigger inserts rows of another table before the table's own go in."""
    return any(
        other in _meant(said, table, trigger, (other,))
        for trigger in table.triggers
        if trigger.enabled and trigger.per_row and trigger.timing == "BEFORE" and "INSERT" in trigger.events
        for said, _ in _inserts(trigger.body)
    )


def makes_parent(table: Table, key: ForeignKey) -> bool:
    """Whether a trigger inserts the parent's row itself, with the key that the new row came with.

    Before the row goes in: a foreign key looks only afterwards.
    """
    passed_on = [
        re.compile(rf'\bnew\s*\.\s*(?:"{re.escape(column)}"|{re.escape(column)}\b)', re.IGNORECASE)
        for column in key.columns
    ]
    return any(
        all(column.search(rest.partition(";")[0]) is not None for column in passed_on)
        for trigger in table.triggers
        if trigger.enabled and trigger.per_row and trigger.timing == "BEFORE" and "INSERT" in trigger.events
        for said, rest in _inserts(trigger.body)
        if key.parent in _meant(said, table, trigger, (key.parent,))
    )


def written_after(table: Table, known: Collection[Name]) -> set[Name]:
    """The other tables that triggers insert rows into once a row of the table is there."""
    return {
        name
        for trigger in table.triggers
        if trigger.enabled and trigger.per_row and trigger.timing == "AFTER" and "INSERT" in trigger.events
        for said, _ in _inserts(trigger.body)
        for name in _meant(said, table, trigger, known)
    } - {table.name}


def passed_on(table: Table, parent: Name, *, timing: str = "BEFORE") -> dict[str, str]:
    """The table's columns that a trigger writes to another table as they are, by that one's.

    `INSERT INTO vessel (id, sign) VALUES (NEW.public_id, NEW.sign)`: id is public_id, sign is sign.
    """
    found: dict[str, str] = {}
    for trigger in table.triggers:
        if trigger.enabled and trigger.per_row and trigger.timing == timing and "INSERT" in trigger.events:
            for said, rest in _inserts(trigger.body):
                listed = _VALUES.match(rest)
                if listed is None or parent not in _meant(said, table, trigger, (parent,)):
                    continue
                values = cut(rest[listed.end() : _closing(rest, listed.end())], _COMMA)
                for column, value in zip(_NAME.findall(listed[1]), values, strict=False):
                    own = _OF_NEW.fullmatch(value.strip())
                    if own is not None and _plain(own[1]) in table.by_name:
                        found[_plain(column)] = _plain(own[1])
    return found


def _closing(text: str, start: int) -> int:
    """Where the bracket is closed that was opened before `start`."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


def _inserts(body: str) -> list[tuple[str, str]]:
    return [(found[1], body[found.end() :]) for found in _TARGET.finditer(body)]


def _meant(said: str, table: Table, trigger: Trigger, known: Collection[Name]) -> set[Name]:
    """The table that a function names, in one of the schemas it may look in."""
    parts = [_plain(part) for part in _NAME.findall(said)]
    schemas = parts[:1] if len(parts) == 2 else (table.name.schema, trigger.function.schema, "public")
    named = [Name(schema, parts[-1]) for schema in schemas]
    return set([name for name in named if name in known][:1])


def further_edges(
    tables: Iterable[Table], edges: Iterable[tuple[Name, Name]], knots: Iterable[tuple[Name, ...]]
) -> list[tuple[Name, Name]]:
    """What the tables' triggers read as edges from table to source, as long as no circle comes of it."""
    known = {table.name: table for table in tables}
    of_knot = {name: knot[0] for knot in knots for name in knot}
    after: dict[Name, set[Name]] = {}
    for child, parent in edges:
        after.setdefault(of_knot.get(child, child), set()).add(of_knot.get(parent, parent))
    found = []
    for name, table in sorted(known.items()):
        for source in sorted(read_by(table, known)):
            child, parent = of_knot.get(name, name), of_knot.get(source, source)
            if child != parent and not _leads(after, parent, child):
                after.setdefault(child, set()).add(parent)
                found.append((name, source))
    return found


def _leads(after: Mapping[Name, set[Name]], start: Name, goal: Name) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for name in after.get(waiting.pop(), ()):
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return False


def _plain(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part.lower()
