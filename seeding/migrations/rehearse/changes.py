"""Rows before and after: what is gone, what reads differently, and whether the migration says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from seeding.migrations.rehearse.fingerprint import ColumnPrint, Prints, TablePrint
from seeding.migrations.rehearse.model import Change
from seeding.migrations.rehearse.steps import Step

_REMOVES = frozenset({"delete", "truncate", "drop", "merge"})


def changes(before: Prints, after: Prints, steps: Sequence[Step]) -> list[Change]:
    """Tables that have fewer rows than before, or other values in a column that is still there."""
    said = " ".join(step.text for step in steps)
    removing = " ".join(step.text for step in steps if _removes(step))
    found = list(_lost(before, after, removing))
    for oid, old in before.items():
        new = after.get(oid)
        rows = new.rows if new is not None else 0
        changed = _changed(old, new)
        unsaid = [name for name in changed if not names(said, name)]
        # A row that went takes its values along: what else changed would only show in the rows that stay.
        if new is not None and changed and rows == old.rows:
            for columns, expected in ((unsaid, False), ([c for c in changed if c not in unsaid], True)):
                if columns:
                    written = names(said, _last(old.name))
                    found.append(Change(old.name, old.rows, rows, tuple(columns), expected, written))
    return found


def not_back(before: Prints, after: Prints) -> list[str]:
    """What a rollback did not bring back, a line each; tables and columns by their names."""
    there = {table.name: table for table in after.values()}
    lines = []
    for old in before.values():
        new = there.get(old.name)
        if new is None:
            lines.append(f"{old.name} and its {old.rows:,} rows are gone" if old.rows else f"{old.name} is gone")
        elif new.rows != old.rows:
            lines.append(f"{old.name} has {new.rows:,} rows, had {old.rows:,}")
        else:
            columns = {column.name: column for column in new.columns.values()}
            lines += [
                f"{old.name}.{column.name} has other values than before"
                for column in old.columns.values()
                if column.name in columns and columns[column.name].hash != column.hash
            ]
    return lines


def names(sql: str, identifier: str) -> bool:
    """Whether SQL mentions a name, as a word of its own.

    >>> names("update users set nick = upper(nick)", "nick"), names("update nicks", "nick")
    (True, False)
    """
    return re.search(rf"(?<![\w$]){re.escape(identifier)}(?![\w$])", sql, re.IGNORECASE) is not None


def _lost(before: Prints, after: Prints, removing: str) -> Iterator[Change]:
    """Tables with fewer rows; those that are, or were, partitions of one another counted together, as rows move."""
    family = _families(before, after)
    rows, left = Counter[int](), Counter[int]()
    for prints, counted in ((before, rows), (after, left)):
        for oid, table in prints.items():
            counted[family[oid]] += table.rows
    # A partitioned table speaks for the others.
    for oid, old in sorted(before.items(), key=lambda item: not item[1].partitions):
        one = family[oid]
        if left[one] < rows[one]:
            expected = any(names(removing, name) for name in (_last(old.name), *old.partitions.values()))
            yield Change(old.name, rows[one], left[one], expected=expected)
            left[one] = rows[one]


def _families(before: Prints, after: Prints) -> dict[int, int]:
    """One number for all tables that are, or were, partitions of one another, by oid."""
    family: dict[int, int] = {}
    for prints in (before, after):
        for oid, table in prints.items():
            together = {oid, *table.partitions}
            known = {family[one] for one in together if one in family}
            family |= dict.fromkeys((one for one, of in family.items() if of in known), oid)
            family |= dict.fromkeys(together, oid)
    return family


def _removes(step: Step) -> bool:
    return bool(_REMOVES & set(re.findall(r"[a-z]+", step.text.lower())))


def _changed(old: TablePrint, new: TablePrint | None) -> list[str]:
    if new is None or len(old.key) != len(new.key):
        return []
    pairs = ((column, new.columns.get(number)) for number, column in old.columns.items())
    return [column.name for column, now in pairs if now is not None and _differs(column, now)]


def _differs(old: ColumnPrint, new: ColumnPrint) -> bool:
    return old.hash != new.hash


def _last(name: str) -> str:
    return name.rpartition(".")[2]
