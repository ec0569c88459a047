"""Which column depends on which: a pattern's dependencies, as hidden columns of codes that generators read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from seeding.columns.base import Column
from seeding.findings import Finding
from seeding.infer.patterned import children_column, code_column
from seeding.infer.patterned.beside import Order
from seeding.infer.patterned.children import ChildrenCode
from seeding.infer.patterned.raked import Given
from seeding.infer.patterned.sources import Source
from seeding.patterns.model import ColumnShape, Dependency, TableShape
from seeding.plan.draft import Draft
from seeding.plan.patterned.codes import Shares
from seeding.plan.patterned.drift import drift
from seeding.plan.patterned.keys import anchor_of, key_named
from seeding.plan.patterned.known import Known
from seeding.schema import Name


@dataclass(frozen=True, eq=False)
class Edge:
    """`column` of `table` depends on what `source` reads: a column of a table, or the number of children."""

    table: Name
    column: str
    source: Source
    given: tuple[Shares, ...]
    origin_table: Name
    origin_column: str = ""
    origin_shape: ColumnShape | None = None
    children: Column | None = None
    nobody: Shares = ()
    same: float = 0.0
    order: Order = ""
    also: tuple[Edge, ...] = ()  # further columns that it depends on

    @property
    def every(self) -> tuple[Edge, ...]:
        """This one, and the further ones."""
        return (self, *self.also)

    @property
    def table_given(self) -> Given:
        """Its own shares."""
        return Given(self.source, self.given, self.nobody)

    @property
    def other(self) -> str:
        """The column it depends on, as this row's generators name it."""
        return f"{self.source.through}.{self.origin_column}" if self.source.through else self.origin_column


def edges_of(
    drafts: Mapping[Name, Draft], shapes: Mapping[Name, TableShape], findings: list[Finding], *, known: Known
) -> list[Edge]:
    """The dependencies that can be followed; those that would close a circle are left out."""
    found: dict[tuple[Name, str], Edge] = {}
    origins: dict[tuple[Name, str], set[tuple[Name, str]]] = {}
    for name, shape in shapes.items():
        if name not in drafts:
            continue
        for dependency in shape.dependencies:
            edge = _edge(drafts, shapes, name, dependency, findings=findings, known=known)
            if edge is None:
                continue
            column = (name, edge.column)
            origin = (edge.origin_table, edge.origin_column)
            if edge.origin_column and _leads(origins, origin, column):
                continue  # a circle through several tables: the first edges stay
            origins.setdefault(column, set()).add(origin)
            nobody = dependency.nobody if len(dependency.nobody) == shape.columns[edge.column].codes else ()
            edge = replace(edge, nobody=nobody, same=dependency.same, order=dependency.order)
            first = found.get(column)
            found[column] = edge if first is None else replace(first, also=(*first.also, edge))
    return list(found.values())


def _leads(
    origins: Mapping[tuple[Name, str], set[tuple[Name, str]]], start: tuple[Name, str], end: tuple[Name, str]
) -> bool:
    seen, left = {start}, [start]
    while left:
        place = left.pop()
        if place == end:
            return True
        more = origins.get(place, set()) - seen
        seen |= more
        left += more
    return False


def _edge(
    drafts: Mapping[Name, Draft],
    shapes: Mapping[Name, TableShape],
    name: Name,
    dependency: Dependency,
    *,
    findings: list[Finding],
    known: Known,
) -> Edge | None:
    draft, shape, on = drafts[name], shapes[name], dependency.on
    column = dependency.column
    if column not in shape.columns or column not in draft.columns:
        return None
    codes = shape.columns[column].codes
    if any(row and len(row) != codes for row in dependency.given):
        findings.append(drift(str(name), f"gives {column} shares of another number of codes than the {codes} it has"))
        return None
    if on.children:
        return _of_children(drafts, shapes, name, dependency)
    if not on.through:
        if on.column not in shape.columns or on.column not in draft.columns:
            return None
        source = Source(code_column(on.column))
        return Edge(name, column, source, dependency.given, name, on.column, shape.columns[on.column])
    key = key_named(draft, on.through)
    anchor = anchor_of(draft, on.through)
    if key is None or anchor is None or key.parent == name:
        return None  # in a tree the question would come back to the same rows
    parent = shapes.get(key.parent)
    if parent is None or on.column not in parent.columns:
        return None
    if key.parent in drafts and on.column not in drafts[key.parent].columns:
        return None
    column_read, reading = known.reading(key, on.column, parent.columns[on.column])
    source = Source(code_column(on.column), anchor, column_read, reading)
    return Edge(name, column, source, dependency.given, key.parent, on.column, parent.columns[on.column])


def _of_children(
    drafts: Mapping[Name, Draft], shapes: Mapping[Name, TableShape], name: Name, dependency: Dependency
) -> Edge | None:
    child = Name.parse(dependency.on.children)
    key = dependency.on.through
    if child not in drafts or child not in shapes or key not in shapes[child].references:
        return None
    anchor = anchor_of(drafts[child], key)
    fan_out = shapes[child].references[key]
    if anchor is None or not fan_out.children:
        return None
    starts = [int(fan_out.children[n].low) for n in fan_out.groups or range(len(fan_out.children))]
    hidden = children_column(str(child), anchor)
    node = ChildrenCode(str(child), anchor, starts)
    return Edge(name, dependency.column, Source(hidden), dependency.given, child, children=node)
