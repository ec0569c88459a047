"""Rows that passed, as generators: the columns they bind together take one of these rows each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.reference import Reference
from seeding.infer.expression import Call, parse
from seeding.infer.expression import Column as Named
from seeding.infer.generators.other import OtherReference
from seeding.infer.generators.tried import Present, Tried
from seeding.infer.inferred import Inferred
from seeding.infer.trying.candidates import is_alone, is_fixed_here, without_nulls
from seeding.infer.trying.samples import Row, options
from seeding.infer.trying.subject import Component, Subject, is_reference

_KEPT = 256


def pooled(subject: Subject, component: Component, passed: Sequence[Row], *, once: bool) -> dict[str, Inferred]:
    """Generators for the component's columns that draw from the rows that passed; references keep their own."""
    rows = _once(subject, component, passed) if once else _spread(passed)
    label = component.label
    found: dict[str, Inferred] = {}
    for column in component.columns:
        values = [row.get(column) for row in rows]
        before = subject.columns.get(column)
        reason = f"{len(rows)} values that passed {label}"
        if before is not None and is_fixed_here(subject, column) and not (once and _own(subject, column)):
            changed = _with_presence(_apart(subject, component, column), values, label, once=once)
            if changed is not before.generator:
                found[column] = Inferred(changed, f"{before.reason.partition('; not understood')[0]}, as {label} asks")
            continue
        if all(value is None for value in values):
            found[column] = Inferred(Constant(None), f"NULL: {label}")
            continue
        generator = Tried(options(subject.table, column, values), together=label, once=once)
        found[column] = Inferred(generator, f"{reason}, tried on the server")
    return found | _without_parents(subject, found)


def _without_parents(subject: Subject, found: Mapping[str, Inferred]) -> dict[str, Inferred]:
    """The other columns of keys that are NULL now: what they are taken from is no longer there."""
    null = {name for name, changed in found.items() if _is_null(changed)}
    keys = subject.table.foreign_keys
    held = {c for key in keys if not null & set(key.columns) for c in key.columns}
    return {
        column: Inferred(Constant(None), f"NULL, as the rest of {key.name}")
        for key in keys
        if null & set(key.columns)
        for column in key.columns
        if column in subject.columns and column not in held | null and subject.table.by_name[column].nullable
    }


def _is_null(changed: Inferred) -> bool:
    return isinstance(changed.generator, Constant) and changed.generator.given == ((None,), {})


def _apart(subject: Subject, component: Component, column: str) -> Column:
    """The column's generator; of two references to one table that must differ, one that takes another row."""
    generator = subject.columns[column].generator
    for condition in component.conditions:
        match parse(condition.expression) if condition.expression else None:
            case Call("<>", (Named(one), Named(unlike))) if one == column and unlike in subject.columns:
                model = subject.columns[unlike].generator
                if type(generator) is type(model) is Reference and generator.parent == model.parent:
                    return OtherReference(generator.parent, key=generator.key, unlike=unlike, nulls=generator.nulls)
    return generator


def _own(subject: Subject, column: str) -> bool:
    return not is_reference(subject.columns[column].generator)


def _spread(passed: Sequence[Row]) -> list[Row]:
    """At most so many rows, from all of them alike, none twice."""
    rows = list({repr(row): row for row in passed}.values())
    step = max(1, -(-len(rows) // _KEPT))
    return rows[::step]


def _once(subject: Subject, component: Component, passed: Sequence[Row]) -> list[Row]:
    """The rows in which every column that must differ does."""
    alone = [c for c in component.columns if is_alone(subject, c)]
    seen: dict[str, set[str]] = {column: set() for column in alone}
    kept = []
    for row in passed:
        texts = {column: str(row.get(column)) for column in alone}
        if any(texts[column] in seen[column] for column in alone if row.get(column) is not None):
            continue
        for column in alone:
            seen[column].add(texts[column])
        kept.append(row)
    return kept


def _with_presence(generator: Column, values: Sequence[object], label: str, *, once: bool) -> Column:
    present = [value is not None for value in values]
    if all(present):
        return without_nulls(generator)
    if not any(present):
        return Constant(None)
    return Present(without_nulls(generator), present, together=label, once=once)
