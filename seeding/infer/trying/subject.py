"""A table whose constraints are tried, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seeding.columns.base import Column
from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key, Serial
from seeding.columns.reference import Reference
from seeding.columns.rows import World
from seeding.columns.when import When
from seeding.infer.distinct import is_distinct
from seeding.infer.expression import columns_of, parse
from seeding.infer.generators.combined import Axis
from seeding.infer.generators.matching import CommonValue
from seeding.infer.generators.shared import Shared
from seeding.infer.inferred import Inferred
from seeding.infer.trying.indexes import computed_by_indexes
from seeding.schema import Check, Table, Type, TypeKind

_TEXTS_OF_JSON = ("json", "jsonb")
_UNWRITTEN = ("nextval", "currval")  # defaults that are another value each time they are asked


@dataclass(frozen=True)
class Subject:
    """A table with the generators it would be filled by; `world` has it and the tables it refers to."""

    table: Table
    columns: Mapping[str, Inferred]
    world: World
    rows: int

    @property
    def name(self) -> str:
        """The table's qualified name."""
        return str(self.table.name)


@dataclass(frozen=True)
class Outcome:
    """New generators for some columns, and the constraints that nothing passed, each in a sentence."""

    columns: Mapping[str, Inferred] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()  # could not be judged before the load: they look at other rows
    partial: tuple[str, ...] = ()  # that only some rows pass


@dataclass(frozen=True)
class Condition:
    """A check of the table, or (without an expression) what the type of a column demands of it."""

    name: str
    expression: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Component:
    """Columns that conditions bind together, directly or through others, and these conditions."""

    columns: tuple[str, ...]
    conditions: tuple[Condition, ...]
    whole: bool = False  # a condition looks at the whole record

    @property
    def label(self) -> str:
        """The conditions' names."""
        return ", ".join(c.name for c in self.conditions)


def components(subject: Subject) -> list[Component]:
    """The table's conditions, in groups that have no column in common."""
    conditions = _conditions(subject.table)
    groups: list[list[Condition]] = []
    for condition in conditions:
        touching = [g for g in groups if any(set(c.columns) & set(condition.columns) for c in g)]
        groups = [g for g in groups if g not in touching]
        groups.append([c for group in touching for c in group] + [condition])
    found = []
    for group in groups:
        names = {column for condition in group for column in condition.columns}
        written = tuple(
            a.name for a in subject.table.attributes if a.name in names and (a.name in subject.columns or a.required)
        )
        if written:
            found.append(Component(written, tuple(group), any(_is_whole(subject.table, c.expression) for c in group)))
    return found


def made_by_server(subject: Subject) -> dict[str, str]:
    """What the server fills in itself, as it follows from the row: generated columns, and defaults left to it."""
    found = {a.name: a.generated for a in subject.table.attributes if a.generated is not None}
    for attribute in subject.table.attributes:
        left = attribute.writable and attribute.name not in subject.columns and attribute.default is not None
        if left and not any(word in (attribute.default or "") for word in _UNWRITTEN):
            found[attribute.name] = attribute.default or ""
    return found


def _conditions(table: Table) -> list[Condition]:
    found = [
        Condition(check.name, check.expression, _sources(table, _named(table, check)))
        for check in table.checks
        if check.enforced and _named(table, check)
    ]
    for attribute in table.attributes:
        type_ = attribute.type
        if attribute.writable and _constrained(type_):
            found.append(Condition(f"domain {type_}", "", (attribute.name,)))
    found += (
        Condition(name, expression, _sources(table, columns))
        for name, expression, columns in computed_by_indexes(table)
    )
    return found


def _is_whole(table: Table, expression: str) -> bool:
    """Whether an expression calls for the whole record, as `is_valid(orders.*)` does."""
    name = table.name.name
    return f"{name}.*" in expression or f'"{name}".*' in expression


def _named(table: Table, check: Check) -> tuple[str, ...]:
    if _is_whole(table, check.expression):
        return tuple(a.name for a in table.attributes if a.writable)
    return check.columns


def _sources(table: Table, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns a row gives: those a generated one is computed from, in its place."""
    found: list[str] = []
    for name in columns:
        expression = table.by_name[name].generated if name in table.by_name else None
        tree = parse(expression) if expression else None
        found += [name] if tree is None else [c for c in columns_of(tree) if c in table.by_name]
    return tuple(dict.fromkeys(found))


def _constrained(type_: Type) -> bool:
    """Whether a type, or one inside it, is a domain with checks."""
    if type_.kind is TypeKind.DOMAIN and type_.checks:
        return True
    inner = [field for _, field in type_.fields]
    inner += [type_.element] if type_.element is not None else []
    return any(_constrained(part) for part in inner)


def is_fixed(generator: Column) -> bool:
    """Whether values are what they are for the sake of keys: a reference, a combination, a row's own number."""
    if isinstance(generator, When):
        return is_fixed(generator.then)
    shared = isinstance(generator, Reference | FromParent | CommonValue | Axis | Serial | Key | Shared)
    return shared or is_distinct(generator)


def is_reference(generator: Column) -> bool:
    """Whether values are another table's, or depend on other columns' combination."""
    if isinstance(generator, When):
        return is_reference(generator.then)
    return isinstance(generator, Reference | FromParent | CommonValue | Axis)


def is_json(table: Table, column: str) -> bool:
    """Whether a column's values travel as JSON."""
    return table.by_name[column].type.base.name in _TEXTS_OF_JSON
