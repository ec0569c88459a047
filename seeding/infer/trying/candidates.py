"""Rows worth a try: what each case of the conditions asks for, and mixtures of what they mention."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seeding.columns.base import Column
from seeding.columns.draws import below, key_of, words
from seeding.errors import FactoryError
from seeding.infer.expression import Call, Case, Tree, assigned, cases, columns_of, parse, to_sql, together
from seeding.infer.facts import TEXTS, ColumnFacts, TableFacts
from seeding.infer.generators.pattern import Pattern
from seeding.infer.limits import NOWS
from seeding.infer.trying.composites import composites
from seeding.infer.trying.documents import documents
from seeding.infer.trying.functions import Functions, called, inlined, texts_in
from seeding.infer.trying.samples import Row, sample
from seeding.infer.trying.subject import Component, Subject, is_fixed, is_json, is_reference
from seeding.infer.trying.wild import constants, wild
from seeding.schema import Check, Schema, TypeKind, quote

_CASES = 32
_ROWS = 512  # of cases together
_WILD = 384
_ALONE = 4
_STEPS = {
    "int2": "1", "int4": "1", "int8": "1", "numeric": "1", "float4": "1", "float8": "1", "date": "1",
    "timestamp": "interval '1 minute'", "timestamptz": "interval '1 minute'", "time": "interval '1 minute'",
    "interval": "interval '1 minute'",
}  # fmt: skip
_DAYS = {"date": "", "timestamp": " * interval '1 day'", "timestamptz": " * interval '1 day'"}
# (column, what it must be, the columns that this looks at)
Assignment = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Candidates:
    """Rows to try, and the columns the server is to compute in them first."""

    rows: Sequence[Row]
    assignments: Sequence[Assignment] = ()
    wild: bool = False  # put together at random


def candidates(
    subject: Subject, component: Component, schema: Schema, functions: Functions, wanted: int
) -> list[Candidates]:
    """Rows to try for one component, those most like the rest of the table first."""
    trees = [inlined(tree, functions) for tree in conditions_of(subject, component) if tree is not None]
    free = [c for c in component.columns if not is_fixed_here(subject, c)]
    found: list[Candidates] = []
    ways = together([cases(tree) for tree in trees])[:_CASES]
    each = max(8, _ROWS // max(1, len(ways)), -(-2 * wanted // max(1, len(ways))))
    for way in ways:
        equations = [e for atom in way if (e := _equation(subject, atom, free, strict_only=True)) is not None]
        further = [e for atom in way if (e := _equation(subject, atom, free)) is not None]
        for rows in _of_case(subject, component, schema, way, each):
            found.append(Candidates(rows, equations))
            if len(further) > len(equations):
                found.append(Candidates([dict(row) for row in rows], further))
                found += [Candidates([dict(row) for row in rows], chosen) for chosen in _one_each(further)]
    if any(_looks_at_the_clock(tree) for tree in trees):
        found.append(_of_today(subject, component, free, max(_CASES, 2 * wanted)))
    mentioned = [*constants(trees), *texts_in(called(trees), functions)]
    base = [row for candidate in found for row in candidate.rows] or sample(subject, _columns(subject), (), _WILD)
    defaults = [(c, text, ()) for c in component.columns if (text := _default(subject, c))]
    if defaults and base:
        found.append(Candidates([dict(row) for row in base[:_CASES]], defaults, wild=True))
    found.append(Candidates(_mixed(subject, component, base, mentioned, wanted), wild=True))
    return found


def _looks_at_the_clock(tree: Tree) -> bool:
    return isinstance(tree, Call) and (tree.name in NOWS or any(map(_looks_at_the_clock, tree.arguments)))


def _of_today(subject: Subject, component: Component, free: Sequence[str], count: int) -> Candidates:
    """The table's own rows with their times as far from the server's today as they are from the plan's."""
    rows = sample(subject, _columns(subject), component.columns, count)
    planned = str(subject.world.now)[:10]
    moved: list[Assignment] = []
    for column in free:
        step = _DAYS.get(subject.table.by_name[column].type.base.name)
        if step is not None:
            own = quote(column)
            moved.append((column, f"{own} + (current_date - date '{planned}'){step}", (column,)))
    return Candidates(rows, moved)


def _equation(subject: Subject, atom: Tree, free: Sequence[str], *, strict_only: bool = False) -> Assignment | None:
    """What a column is to be, as the atom says; a little above or below where the atom is an inequality."""
    if strict_only and not (isinstance(atom, Call) and atom.name == "="):
        return None
    solved = assigned(atom, free)
    if solved is None or not isinstance(atom, Call):
        return None
    column, value = solved
    text = to_sql(value)
    step = _STEPS.get(subject.table.by_name[column].type.base.name)
    if atom.name in ("<", ">") and step is not None:
        first = columns_of(atom.arguments[0])
        above = (atom.name == ">") == (column in first and not _subtracted(atom.arguments[0], column))
        text = f"({text} {'+' if above else '-'} {step})"
    return column, text, columns_of(value)


def _one_each(assignments: Sequence[Assignment]) -> Iterator[list[Assignment]]:
    """Where conditions say several things of one column (more than an hour, at most three): each of them alone."""
    for column in dict.fromkeys(a[0] for a in assignments):
        own = list(dict.fromkeys(a for a in assignments if a[0] == column))
        if len(own) > 1:
            for chosen in own[:_ALONE]:
                yield [a for a in assignments if a[0] != column] + [chosen]


def _subtracted(tree: Tree, column: str) -> bool:
    return isinstance(tree, Call) and tree.name == "-" and column in columns_of(tree.arguments[1])


def conditions_of(subject: Subject, component: Component) -> Iterator[Tree | None]:
    """The component's conditions as trees, a domain's with the column in place of VALUE; None where unreadable."""
    for condition in component.conditions:
        if condition.expression:
            yield parse(condition.expression)
            continue
        (column,) = condition.columns
        type_ = subject.table.by_name[column].type
        while type_.kind is TypeKind.DOMAIN and type_.element is not None:
            for check in type_.checks:
                tree = parse(check.expression)
                yield None if tree is None else named(tree, column)
            type_ = type_.element


def named(tree: Tree, column: str) -> Tree:
    """A domain's condition with a column's name where it says VALUE."""
    from seeding.infer.expression import Column as Named

    if isinstance(tree, Named):
        return Named(column) if tree.name == "VALUE" else tree
    if isinstance(tree, Call):
        return Call(tree.name, tuple(named(argument, column) for argument in tree.arguments))
    return tree


def is_fixed_here(subject: Subject, column: str) -> bool:
    """Whether the column's values are not for us to choose."""
    if any(column in key.columns for key in subject.table.foreign_keys if key.enforced):
        return True
    found = subject.columns.get(column)
    return found is not None and is_fixed(found.generator)


def _default(subject: Subject, column: str) -> str | None:
    """The column's default where it is a value: its author took it for one that passes."""
    text = subject.table.by_name[column].default
    given = any(column in key.columns for key in subject.table.foreign_keys if key.enforced)
    return None if text is None or given or "nextval" in text else text


def _is_text_of_its_own(subject: Subject, column: str) -> bool:
    """Whether a column holds texts that differ and that no key gives it: others would serve as well."""
    found = subject.columns.get(column)
    given = any(column in key.columns for key in subject.table.foreign_keys if key.enforced)
    return (
        not given
        and subject.table.by_name[column].type.base.name in TEXTS
        and found is not None
        and is_alone(subject, column)
        and not is_reference(found.generator)
    )


def is_alone(subject: Subject, column: str) -> bool:
    """Whether a key of this column alone makes its values differ."""
    if any(unique.columns == (column,) for unique in subject.table.uniques):
        return True
    found = subject.columns.get(column)
    return found is not None and is_fixed(found.generator) and not is_reference(found.generator)


def _columns(subject: Subject) -> dict[str, Column]:
    return {name: found.generator for name, found in subject.columns.items()}


def _of_case(subject: Subject, component: Component, schema: Schema, way: Case, count: int) -> Iterator[list[Row]]:
    """Rows made as if the case were all the table's checks, in a few variants."""
    from seeding.infer.infer import infer

    absent = {c for atom in way if (c := _null(atom)) is not None}
    present = {c for atom in way if (c := _not_null(atom)) is not None}
    own = [Check(f"case {place}", to_sql(atom), columns_of(atom)) for place, atom in enumerate(way)]
    table = replace(subject.table, checks=tuple(own))
    fixed = {c for c in subject.columns if is_fixed_here(subject, c)} | (
        {a.name for a in table.attributes} - set(component.columns)
    )
    inferred = infer(table, schema, declared=fixed)
    columns = _columns(subject) | {name: found.generator for name, found in inferred.items()}
    columns = {name: without_nulls(c) if name in component.columns else c for name, c in columns.items()}
    special = _special(subject, component, way, schema, count)
    for variant in _variants(subject, component, table, schema, columns):
        names = [c for c in component.columns if c in variant and c not in special]
        rows = sample(subject, variant, names, count)
        if not rows and names:
            continue
        rows = rows or [{} for _ in range(count)]
        for place, row in enumerate(rows):
            for column, values in special.items():
                row[column] = values[place % len(values)]
            for column in absent & set(component.columns) - present:
                row[column] = None
        yield rows


def _special(subject: Subject, component: Component, way: Case, schema: Schema, count: int) -> dict[str, Sequence[Any]]:
    """Documents and composite values, put together from what the case says of their parts."""
    found: dict[str, Sequence[Any]] = {}
    for column in component.columns:
        atoms = [atom for atom in way if columns_of(atom) == (column,)]
        type_ = subject.table.by_name[column].type.base
        if is_json(subject.table, column) and atoms:
            found[column] = documents(atoms, column)
        elif type_.kind is TypeKind.COMPOSITE and atoms:
            values = composites(atoms, column, type_, schema, count)
            if values:
                found[column] = values
    return found


def _variants(
    subject: Subject, component: Component, table: Any, schema: Schema, columns: dict[str, Column]
) -> Iterator[dict[str, Column]]:
    """The generators as they are; and with texts written from the regular expressions they are held to."""
    yield columns
    facts = TableFacts.of(table, schema)
    for ahead in ("", "write", "skip"):
        changed = dict(columns)
        for name in component.columns:
            column = facts.columns[name]
            written = _written(column, ahead, unique=is_alone(subject, name)) if column.is_text else None
            if written is not None:
                changed[name] = written
        if changed != columns:
            yield changed


def _written(facts: ColumnFacts, ahead: str, *, unique: bool) -> Column | None:
    for regex in facts.limits.patterns:
        shortest = facts.limits.shortest or 0
        try:
            return Pattern(regex.pattern, ahead=ahead, shortest=shortest, longest=facts.longest, unique=unique)
        except FactoryError:
            continue
    return None


def _null(atom: Tree) -> str | None:
    match atom:
        case Call("is null", (inner,)) if len(columns_of(inner)) == 1 and not isinstance(inner, Call):
            return columns_of(inner)[0]
    return None


def _not_null(atom: Tree) -> str | None:
    return _null(atom.arguments[0]) if isinstance(atom, Call) and atom.name == "not" else None


def without_nulls(generator: Column) -> Column:
    """The same generator with a value in every row."""
    if not generator.nulls or generator.nulls >= 1:
        return generator
    changed = copy.copy(generator)
    args, kwargs = generator._arguments
    changed._arguments = (args, {name: value for name, value in kwargs.items() if name != "nulls"})
    changed.nulls = 0.0
    return changed


def _mixed(
    subject: Subject, component: Component, base: Sequence[Row], mentioned: Sequence[str], wanted: int
) -> list[Row]:
    """Rows in which each column is as before, or what the conditions mention, or NULL where it may be.

    `wanted` is how many must differ, where a key asks for it.
    """
    choices: dict[str, list[Any]] = {}
    for column in component.columns:
        attribute = subject.table.by_name[column]
        if wanted and _is_text_of_its_own(subject, column):
            choices[column] = wild(attribute.type, mentioned, wanted)
        elif is_fixed_here(subject, column):
            choices[column] = [None] if attribute.nullable else []
        else:
            choices[column] = [*wild(attribute.type, mentioned), *([None] if attribute.nullable else [])]
    rows: list[Row] = []
    count = max(_WILD, 2 * wanted)
    places = np.arange(count, dtype=np.int64)
    drawn = {
        column: (
            below(words(key_of("mixed", subject.name, column, "kept"), places), 4),
            below(words(key_of("mixed", subject.name, column, "value"), places), max(1, len(values))),
        )
        for column, values in choices.items()
    }
    for place in range(count):
        row = dict(base[place * 7 % len(base)]) if base else {}
        for column, values in choices.items():
            kept, value = drawn[column]
            # The first rows go through one column's values in turn: that is all a single column needs.
            if values and (column not in row or kept[place] or len(choices) == 1):
                row[column] = values[place % len(values) if len(choices) == 1 else value[place]]
        rows.append(row)
    return rows
