"""Tables that hold no person, declared by name: carried whole, in one aggregate, once every value passed the guard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seeding.errors import UnsafeValueError, UsageError
from seeding.findings import Finding
from seeding.infer.facts import INTEGERS
from seeding.learning.source import relation
from seeding.patterns.model import ReferenceRows
from seeding.safety import inspect
from seeding.schema import Attribute, Table, quote

MOST = 5_000  # rows of a table that is carried whole


def statement(table: Table) -> str:
    """All rows of a table as one array, in the order of its key; a number only where there are too many."""
    columns = _columns(table)
    listed = ", ".join(f"t.{quote(a.name)}::text" for a in columns)
    primary = table.primary_key
    order = (primary.plain if primary is not None else None) or tuple(a.name for a in columns)
    by = ", ".join(f"t.{quote(name)}" if primary is not None else f"t.{quote(name)}::text" for name in order)
    return f"""\
select count(*), case when count(*) <= {MOST} then jsonb_agg(jsonb_build_array({listed}) order by {by}) end
from {relation(table)} as t"""


def _columns(table: Table) -> list[Attribute]:
    return [attribute for attribute in table.attributes if attribute.generated is None]


def reference_rows(table: Table, answer: Sequence[tuple[Any, ...]]) -> ReferenceRows:
    """The table's rows. Raises UnsafeValueError with every value that could be somebody's."""
    ((count, rows),) = answer
    if rows is None and count:
        raise UsageError(
            f"--reference {table.name}: {count:,} rows are no list of terms",
            hint=f"tables of up to {MOST:,} rows can be carried whole",
        )
    columns = _columns(table)
    findings: list[Finding] = []
    for number, row in enumerate(rows or (), 1):
        for attribute, value in zip(columns, row, strict=True):
            findings += [
                Finding(found.rule, f"{table.name}.{attribute.name} row {number}", found.message, found.hint)
                for found in inspect(value, column=attribute.name, type=attribute.type.sql)
            ]
    if findings:
        raise UnsafeValueError(
            f"--reference {table.name}: {len(findings)} values could belong to somebody; the first: "
            f"{findings[0].message}",
            findings,
            hint="do not declare it as reference data; its shape is learned then",
        )
    return ReferenceRows(
        columns=tuple(a.name for a in columns),
        rows=tuple(tuple(_scalar(v, a) for v, a in zip(row, columns, strict=True)) for row in rows or ()),
    )


def _scalar(value: str | None, attribute: Attribute) -> str | int | bool | None:
    name = attribute.type.base.name
    if value is None:
        return None
    if name == "bool":
        return value == "true"
    return int(value) if name in INTEGERS else value
