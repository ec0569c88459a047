"""What rows are compared by: a column's codes, those of a parent's columns, and how many children there are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from seeding.learning import statements
from seeding.learning.look import Look
from seeding.learning.measures import Column, Kind, value
from seeding.learning.survey import Survey
from seeding.patterns.model import (
    CategoryShape,
    ColumnShape,
    NumberShape,
    Origin,
    ReferenceShape,
    TableShape,
    TimeShape,
)
from seeding.schema import ForeignKey, Name, Schema, quote

NOBODY = -1  # the server's code where there is no parent
CHILDREN = 6  # keys that refer to a table whose children are counted, at most


@dataclass(frozen=True)
class Node:
    """One thing to compare rows by. `own` is a column of the table itself; else where it stands."""

    origin: Origin
    coding: str  # with {p} for its parameter
    own: bool
    holder: Name  # the table whose shape says what the codes are
    column: str = ""
    key: str = ""  # of the child, where children are counted
    value: str = ""  # the value itself, to be compared with others of its family
    family: Literal["", "number", "time", "text"] = ""


@dataclass(frozen=True)
class Codes:
    """What the server's codes of a node mean: how many there are, which one NULL is, and the parameter for them."""

    count: int
    null: int | None
    parameter: Sequence[object]
    fixed: bool = False  # others may depend on the column, it depends on nothing
    ordered: int = 0  # the first so many codes are in order
    lined: bool = False  # the parameter are the codes' lower edges, and what may follow them
    inner: tuple[float, ...] = ()  # of a column whose values come from another: how those that are there are spread

    @property
    def edges(self) -> int:
        """How many codes there are but for NULL's."""
        return self.count - (self.null is not None)

    def spread(self, row: Sequence[float]) -> list[float]:
        """The row for all codes of the column, where only whether it is there was asked."""
        return [row[0] * part for part in self.inner] + [row[1]] if self.inner else list(row)

    def of(self, code: int | None) -> int | None:
        """The file's code for the server's, which has NULL first; one more than there are where there is no parent."""
        if code is None:
            return None
        if code == NOBODY:
            return self.count
        found = self.null if code == 0 else code - 1
        return found if found is not None and found < self.count else None


@dataclass(frozen=True)
class Nodes:
    """Everything a table's rows can be compared by, the joins for it, and the key by which rows are drawn."""

    found: list[Node]
    joins: list[str]
    by: tuple[str, ...] = ()


def nodes(look: Look, looks: Mapping[Name, Look], schema: Schema, reference: frozenset[Name]) -> Nodes:
    """What a table's rows are compared by: its columns, its parents', and its children."""
    found = [node for column in look.columns if (node := _own(look, column)) is not None]
    joins: list[str] = []
    for number, key in enumerate(look.table.foreign_keys):
        parent = looks.get(key.parent)
        if parent is None or key.parent in reference or key.implied or key.period:
            continue
        joins.append(look.source.parent(number, key))
        found += _parents(parent, key, f"f{number}")
    below = [(child, key) for child, key in schema.children.get(look.table.name, ()) if child.name in looks]
    below = [(child, key) for child, key in below if not key.implied and not key.period]
    by = below[0][1].parent_columns if below else ()
    # Rows are drawn by one key, so that children need not all be counted.
    below = [(child, key) for child, key in below if key.parent_columns == by][:CHILDREN]
    for number, (child, key) in enumerate(below):
        joins.append(look.source.children(number, child, key))
        through = ",".join(key.columns)
        coding = f"greatest(1, width_bucket(coalesce(c{number}.n, 0)::float8, ${{p}}::float8[]))"
        origin = Origin(children=str(child.name), through=through)
        found.append(Node(origin, coding, False, child.name, key=through))
    return Nodes(found, joins, by)


def _own(look: Look, column: Column) -> Node | None:
    measure = value(column)
    if measure is not None:
        coding = statements.coded(measure, 0).replace("$0", "${p}") if column.coded else ""
    else:
        referring = any(column.name in key.columns for key in look.table.foreign_keys)
        # Whether it is there takes a parameter too, so that all are numbered alike.
        hidden = f"case when {_absent(column, 't')} then 0 else 1 + 0 * cardinality(${{p}}::float8[]) end"
        coding = hidden if column.attribute.nullable and column.coded and not referring else ""
    if not coding:
        return None
    origin, holder = Origin(column=column.name), look.table.name
    return Node(origin, coding, True, holder, column.name, value=_value(column, "t"), family=_family(column))


def _parents(parent: Look, key: ForeignKey, alias: str) -> list[Node]:
    through = ",".join(key.columns)
    absent = " or ".join(f"t.{quote(column)} is null" for column in key.columns)
    found = []
    for column in parent.columns:
        measure = value(column)
        if measure is not None and column.coded:
            coding = statements.coded(measure, 0, alias).replace("$0", "${p}")
            coding = f"case when {absent} then {NOBODY} else {coding} end"
            origin, holder = Origin(through=through, column=column.name), parent.table.name
            value_, family = _value(column, alias), _family(column)
            found.append(Node(origin, coding, False, holder, column.name, value=value_, family=family))
    return found


def _value(column: Column, alias: str) -> str:
    measure = value(column)
    return measure.sql(alias) if measure is not None else ""


def _family(column: Column) -> Literal["", "number", "time", "text"]:
    families: dict[Kind, Literal["number", "time", "text"]] = {
        Kind.NUMBER: "number",
        Kind.TIME: "time",
        Kind.CATEGORY: "text",
    }
    return families.get(column.kind, "")


def _absent(column: Column, alias: str) -> str:
    return f"{alias}.{quote(column.name)} is null"


def codes(node: Node, shapes: Mapping[Name, TableShape], surveys: Mapping[Name, Survey]) -> Codes | None:
    """What a node's codes are; None where there is one only, or where values come from elsewhere."""
    table = shapes[node.holder]
    if node.origin.children:
        return _children(table.references.get(node.key))
    if node.column not in table.columns:
        return None  # of a table with too few people
    shape, found = table.columns[node.column], surveys[node.holder]
    many = shape.codes
    null = many - 1 if shape.nulls else None
    if isinstance(shape, TimeShape) and shape.delay is not None:
        # Its values come from the other instant; whether there is one depends on what it will. What may be missing
        # because of another column is nothing that this one depends on.
        starts = [*shape.starts(len(shape.bins)), len(shape.bins)]
        inner = tuple(sum(one.share for one in shape.bins[a:b]) for a, b in pairwise(starts))
        if null is not None and node.own:
            return Codes(2, 1, [], inner=inner)
        return Codes(many, null, _parameter(shape, node.column, found), fixed=True, lined=True) if many > 1 else None
    return whole(shape, node, found) if many > 1 else None


def whole(shape: ColumnShape, node: Node, found: Survey) -> Codes:
    """All codes of a column, whoever makes its values."""
    null = shape.codes - 1 if shape.nulls else None
    ordered = shape.codes - (null is not None) if isinstance(shape, NumberShape | TimeShape) else 0
    return Codes(shape.codes, null, _parameter(shape, node.column, found), ordered=ordered, lined=ordered > 0)


def _parameter(shape: ColumnShape, column: str, found: Survey) -> Sequence[object]:
    if isinstance(shape, NumberShape | TimeShape):
        bins = found.numbers[column].bins
        return [*(bins[i].low for i in shape.starts(len(bins))), math.inf]
    if isinstance(shape, CategoryShape):
        # As the server prints them.
        return [str(value).lower() if isinstance(value, bool) else str(value) for value in shape.values]
    return []


def _children(shape: ReferenceShape | None) -> Codes | None:
    if shape is None or len(shape.children) < 2:
        return None
    starts = shape.groups or range(len(shape.children))
    return Codes(len(starts), None, [float(shape.children[i].low) for i in starts], lined=True)


def numbered(found: Sequence[Node]) -> list[str]:
    """The codings with their parameters' numbers, after the two that say which pairs."""
    return [node.coding.replace("${p}", f"${number}") for number, node in enumerate(found, 4)]
