"""Drafts with a pattern file laid over them: values, NULLs, dependence, fan-out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from seeding.columns.base import Column
from seeding.findings import Finding
from seeding.patterns.model import Patterns, TableShape
from seeding.plan.draft import Draft
from seeding.plan.patterned.circles import going_round, read_edges
from seeding.plan.patterned.codes import days_between
from seeding.plan.patterned.drift import drift
from seeding.plan.patterned.edges import Edge, edges_of
from seeding.plan.patterned.known import Known
from seeding.plan.patterned.references import with_references
from seeding.plan.patterned.rows_listed import with_listed_rows
from seeding.plan.patterned.table import with_shape
from seeding.plan.patterned.uniques import Uniques, freed, uniques_of
from seeding.plan.patterned.values import Ends
from seeding.plan.patterned.weights import Weighed
from seeding.profile import Profile
from seeding.schema import Name, Schema

Cell = tuple[Name, str]


def with_patterns(
    drafts: Mapping[Name, Draft],
    patterns: Patterns,
    schema: Schema,
    profile: Profile,
    findings: list[Finding],
    *,
    now: datetime.datetime,
    refused: Collection[Cell] = (),
) -> dict[Name, Draft]:
    """The drafts with columns that follow the patterns, but for those in `refused` and what the profile decided.

    Instants are later than in the file by the days from its newest data to `now`. What the file knows and the schema
    does not is a finding.
    """
    shift = days_between(patterns.as_of, now)
    shapes = _shapes(patterns, schema, findings)
    found = dict(drafts)
    for written, rows in patterns.reference.items():
        table = Name.parse(written)
        if table in found:
            found[table] = with_listed_rows(found[table], rows, findings)
        elif table not in schema.tables:
            findings.append(drift(written, "has its rows, and there is no such table"))
    carried = {Name.parse(name) for name in patterns.reference}
    uniques: dict[Name, Uniques] = {}
    plain: dict[Name, Draft] = {}
    for name, shape in shapes.items():
        if name in found and name not in carried:
            kept = {column for table, column in refused if table == name}
            uniques[name] = uniques_of(found[name], shape, carried, kept)
            plain[name] = freed(found[name], uniques[name])
    known = Known(patterns, schema, shift)
    weighed: dict[Name, Draft] = {}
    for name, draft in plain.items():
        weights = Weighed(name, shapes, known)
        found[name] = with_references(draft, shapes[name], profile, findings, uniques[name], weights=weights.none)
        weighed[name] = with_references(draft, shapes[name], profile, [], uniques[name], weights=weights.of)
    edges = edges_of(found, shapes, findings, known=known)

    def laid(
        edges: Collection[Edge],
        alone: Collection[Name],
        told: list[Finding],
        weighed: Mapping[Name, Draft] = MappingProxyType({}),
    ) -> dict[Name, Draft]:
        read = _read_by_others(edges)
        laid = {**found, **weighed}
        for name, shape in shapes.items():
            if name in laid:
                laid[name] = with_shape(
                    laid[name],
                    shape,
                    schema,
                    profile,
                    told,
                    shapes=shapes,
                    edges={edge.column: edge for edge in edges if edge.table == name},
                    read=read.get(name, frozenset()),
                    kept={column for table, column in refused if table == name},
                    carried=carried,
                    uniques=uniques.get(name, Uniques()),
                    delayed=name not in alone,
                    shift=shift,
                    ends=_ends(patterns, shape),
                )
        for name, nodes in _children(edges).items():
            if name in laid:
                laid[name] = replace(laid[name], hidden={**laid[name].hidden, **nodes})
        return laid

    drafts, alone = laid(edges, (), findings), set[Name]()
    while left := going_round(drafts, [name for name in shapes if name not in alone]):
        # First without what else columns depend on, then without what depends on generators that were there before,
        # then without delays after what they make.
        if any(edge.also and edge.table in left for edge in edges):
            edges = [replace(edge, also=()) if edge.table in left else edge for edge in edges]
            drafts = laid(edges, alone, [])
            continue
        cut = read_edges(drafts, edges, left)
        edges = [edge for edge in edges if edge not in cut]
        if not cut:
            alone |= set(left)
        drafts = laid(edges, alone, [])
    # Last, as whose children there are more of may hang on what hangs on how many there are.
    more = laid(edges, alone, [], weighed)
    while left := going_round(more, list(shapes)):
        # First without those of the tables concerned, then without any.
        others = {name: draft for name, draft in weighed.items() if name not in left}
        weighed = others if len(others) < len(weighed) else {}
        if not weighed:
            return drafts
        more = laid(edges, alone, [], weighed)
    return more


def _ends(patterns: Patterns, shape: TableShape) -> Ends | None:
    """The people beyond a number's ends, of which the file says nothing; with noise its ends are other ones."""
    if patterns.privacy is not None or patterns.k < 2 or not shape.rows:
        return None
    return Ends((patterns.k - 1) / shape.rows, 1 / shape.rows)


def _shapes(patterns: Patterns, schema: Schema, findings: list[Finding]) -> dict[Name, TableShape]:
    found = {}
    for written, shape in patterns.tables.items():
        table = Name.parse(written)
        if table in schema.tables:
            found[table] = shape
        else:
            findings.append(drift(written, "tells of it, and there is no such table"))
    return found


def _read_by_others(edges: Collection[Edge]) -> dict[Name, frozenset[str]]:
    found: dict[Name, set[str]] = {}
    for edge in chain.from_iterable(edge.every for edge in edges):
        if edge.origin_column:
            found.setdefault(edge.origin_table, set()).add(edge.origin_column)
    return {name: frozenset(columns) for name, columns in found.items()}


def _children(edges: Collection[Edge]) -> dict[Name, dict[str, Column]]:
    found: dict[Name, dict[str, Column]] = {}
    for edge in chain.from_iterable(edge.every for edge in edges):
        if edge.children is not None:
            found.setdefault(edge.table, {})[edge.source.codes] = edge.children
    return found
