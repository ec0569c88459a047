"""Foreign keys that follow a pattern: how many children parents have, or how often each listed row is referred to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from seeding.columns.base import Column
from seeding.columns.fan_out import OneToOne
from seeding.columns.reference import Reference, SelfReference
from seeding.findings import Finding
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.fan_out import Children
from seeding.infer.patterned.reference import ApartReference
from seeding.infer.patterned.tree import PatternTree
from seeding.infer.patterned.weighed import WeighedReference, Weight
from seeding.patterns.model import ReferenceShape, TableShape
from seeding.plan.draft import Draft
from seeding.plan.model import Origin, PlannedColumn
from seeding.plan.patterned.drift import drift
from seeding.plan.patterned.keys import anchor_of, key_named
from seeding.plan.patterned.uniques import Uniques
from seeding.plan.shape import changed
from seeding.profile import Profile
from seeding.schema import ForeignKey


def with_references(
    draft: Draft,
    shape: TableShape,
    profile: Profile,
    findings: list[Finding],
    uniques: Uniques,
    *,
    weights: Callable[[ForeignKey, Mapping[str, Sequence[float]]], Sequence[Weight]],
) -> Draft:
    """The draft with references by the pattern's fan-outs, but for those the profile has its own for.

    `weights` makes what the generators need of a key's weights.
    """
    settings = profile.settings(str(draft.table.name))
    given = {parent if "." in parent else f"public.{parent}" for parent in settings.per}
    columns = dict(draft.columns)
    for written, reference in shape.references.items():
        key = key_named(draft, written)
        if key is None:
            findings.append(drift(str(draft.table.name), f"tells of a foreign key ({written}) that it does not have"))
            continue
        anchor = anchor_of(draft, written)
        if anchor is None or str(key.parent) in given:
            continue
        column = columns[anchor]
        nulls = settings.nulls.get(anchor, reference.nulls if column.attribute.nullable else 0.0)
        made = _made(column.generator, reference, nulls, uniques.of(anchor), weights(key, reference.weights))
        if made is not None:
            columns[anchor] = told(column, made, f"fan-out of {reference.to}")
    return replace(draft, columns=columns)


def _made(
    generator: Column, shape: ReferenceShape, nulls: float, apart: Apart | None, weights: Sequence[Weight]
) -> Column | None:
    bins = tuple((int(b.low), int(b.high), b.share) for b in shape.children)
    if type(generator) is SelfReference:
        return PatternTree(roots=nulls, fan_out=Children(bins), key=generator.key) if bins else None
    if not isinstance(generator, Reference) or isinstance(generator, SelfReference):
        return None
    if type(generator) is not Reference or isinstance(generator.fan_out, OneToOne) or not bins:
        return changed(generator, nulls=nulls) if nulls != generator.nulls else None
    if apart is not None:
        return ApartReference(
            generator.parent,
            apart=apart,
            key=generator.key,
            fan_out=Children(bins),
            weights=weights,
            recency=shape.recency,
            nulls=nulls,
        )
    if weights:
        return WeighedReference(
            generator.parent, key=generator.key, fan_out=Children(bins), weights=weights, nulls=nulls
        )
    return changed(generator, fan_out=Children(bins), recency=shape.recency, nulls=nulls)


def told(column: PlannedColumn, generator: Column, what: str) -> PlannedColumn:
    """The column with a generator that follows the pattern, and both reasons."""
    return replace(column, generator=generator, origin=Origin.PATTERN, reason=reason(column, what))


def reason(column: PlannedColumn, what: str) -> str:
    """What decided: the pattern, after whoever chose the generator."""
    before = column.reason
    if column.origin is Origin.FACTORY:
        before = f"factory {column.reason}"
    elif column.origin is Origin.PATTERN:
        return f"{before}; {what}"
    return f"{what} ({before})" if before else what
