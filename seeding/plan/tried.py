"""Rows of the plan tried on the server before they are written: what passes stays, what cannot is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from seeding.columns.base import Column
from seeding.factory import TableFactory
from seeding.findings import Finding, Severity
from seeding.plan.arrow_types import arrow_type
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.schema import Name, Schema, Table, Type, TypeKind
from seeding.schema.trial import Tester


def tried(
    plan: Plan, schema: Schema, tester: Tester, findings: list[Finding]
) -> dict[Name, Mapping[str, PlannedColumn] | None]:
    """Columns to change by table, so that rows pass the table's constraints; None for a table no row fits in.

    Tables with a factory are left alone: their authors say what goes in.
    """
    judged = [table for table in plan.tables if not table.factory and table.rows and _constrained(table)]
    if not judged:
        return {}
    from seeding.infer.inferred import Inferred
    from seeding.infer.trying import Subject, try_out

    subjects = [
        Subject(
            table.table,
            {c.name: Inferred(c.generator, c.reason) for c in table.columns},
            plan.world,
            table.rows,
        )
        for table in judged
    ]
    found: dict[Name, Mapping[str, PlannedColumn] | None] = {}
    for table, subject, answered in zip(judged, subjects, try_out(subjects, schema, tester), strict=True):
        outcome = answered
        implied = any(check.implied for check in table.table.checks)
        if answered.refused and implied:  # what is no constraint keeps no table empty
            checks = tuple(check for check in table.table.checks if not check.implied)
            (outcome,) = try_out([replace(subject, table=replace(table.table, checks=checks))], schema, tester)
        findings += [_finding(table, text, "cannot be tried before the load") for text in outcome.uncertain]
        findings += [
            _finding(table, text, "rows that do not pass take other values, or are left out")
            for text in outcome.partial
        ]
        if outcome.refused:
            findings += [_finding(table, text, "no row was found that passes") for text in outcome.refused]
            found[table.name] = None
            continue
        before = {c.name: c for c in table.columns}
        shaped = _shaped(table)
        found[table.name] = {
            name: PlannedColumn(
                table.table.by_name[name],
                changed.generator,
                Origin.INFERRED,
                changed.reason,
                _arrow(table.table.by_name[name].type, changed.generator),
            )
            for name, changed in outcome.columns.items()
            if name not in shaped and (name not in before or before[name].origin is Origin.INFERRED)
        }
    return found


def _shaped(table: PlannedTable) -> set[str]:
    """Columns that a condition binds to one which follows a pattern: their rows have passed as they are."""
    patterned = {c.name for c in table.columns if c.origin is Origin.PATTERN}
    if not patterned:
        return set()
    from seeding.columns.rows import World
    from seeding.infer.inferred import Inferred
    from seeding.infer.trying.subject import Subject, components

    columns = {c.name: Inferred(c.generator, c.reason) for c in table.columns}
    groups = [c.columns for c in components(Subject(table.table, columns, World(), table.rows))]
    return {name for group in groups if patterned & set(group) for name in group}


def _arrow(type_: Type, generator: Column) -> pa.DataType:
    """What values are conformed to: texts that stand for a list (of lists) stay texts."""
    from seeding.infer.generators.tried import Tried

    texts = isinstance(generator, Tried) and all(isinstance(option, str | None) for option in generator.options)
    return pa.string() if texts and type_.base.kind is TypeKind.ARRAY else arrow_type(type_)


def _constrained(table: PlannedTable) -> bool:
    """Whether anything but keys decides what may go in."""
    table_ = table.table
    if any(check.enforced for check in table_.checks):
        return True
    if any(None in u.columns or any(_generated(table_, c) for c in u.columns) for u in table_.apart):
        return True
    if any(index.expressions for index in table_.indexes):
        return True
    return any(_is_checked(attribute.type) for attribute in table_.attributes if attribute.writable)


def _generated(table: Table, column: str | None) -> bool:
    return column in table.by_name and table.by_name[column or ""].generated is not None


def _is_checked(type_: Type) -> bool:
    inner = [field for _, field in type_.fields] + ([type_.element] if type_.element is not None else [])
    return bool(type_.checks) or any(_is_checked(part) for part in inner)


def _finding(table: PlannedTable, text: str, what: str) -> Finding:
    return Finding(
        "plan-constraint",
        str(table.name),
        f"{what}: {text}",
        f"seed new factory {table.name} and give the columns values that pass, or leave the table out (skip = true)",
        Severity.WARNING,
    )


def values_of_domains(
    schema: Schema, factories: Mapping[str, type[TableFactory]], tester: Tester | None
) -> dict[str, tuple[str, ...]]:
    """Valid values of domains inside other types, where nothing but the server can tell."""
    if tester is None or not any(
        _is_checked(part)
        for table in schema.tables.values()
        if str(table.name) not in factories
        for attribute in table.attributes
        for part in [*(t for _, t in attribute.type.base.fields), attribute.type.base.element]
        if part is not None
    ):
        return {}
    from seeding.infer.trying import valid_values

    return valid_values(schema, tester)
