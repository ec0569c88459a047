"""Is a number in a key the count of its parent's rows? Then as many rows have j as there are parents with j or more."""

from __future__ import annotations

from seeding.columns.reference import Reference, SelfReference
from seeding.infer.facts import INTEGERS
from seeding.infer.generators.combined import CombinedReference
from seeding.infer.patterned.rank import PatternRank
from seeding.patterns.model import NumberShape, ReferenceShape, TableShape
from seeding.plan.draft import Draft
from seeding.plan.model import Origin
from seeding.schema import Unique

_OURS = (Origin.INFERRED, Origin.PATTERN, Origin.SCHEMA)
_APART = 0.12  # of the rows, at most, are below a number in one of the two alone: by noise, and by who counts


def counting(draft: Draft, shape: TableShape, unique: Unique) -> tuple[str, PatternRank] | None:
    """The number and what makes it, where the key is one to a parent and such a number."""
    columns = unique.plain or ()
    if len(columns) != 2:
        return None
    for parent, number in (columns, columns[::-1]):
        reference, told = shape.references.get(parent), shape.columns.get(number)
        if reference is None or not isinstance(told, NumberShape) or told.nulls or number in shape.references:
            continue
        if parent not in draft.columns or number not in draft.columns:
            continue
        keyed, attribute = draft.columns[parent].generator, draft.columns[number].attribute
        if isinstance(keyed, SelfReference) or not isinstance(keyed, Reference | CombinedReference):
            continue
        whole = attribute.type.base.name in INTEGERS and draft.columns[number].origin in _OURS
        if not whole:
            continue
        if any(one.column == number and one.on.through not in ("", parent) for one in shape.dependencies):
            continue  # it goes with another parent: counted off it would not
        first = _first(told)
        if first is not None and _same(told, reference, first):
            return number, PatternRank((parent,), first)
    return None


def _first(told: NumberShape) -> int | None:
    """0 or 1, where numbers begin with it and come one by one."""
    low = told.bins[0].low if told.bins else -1
    return int(low) if low in (0, 1) and told.step == 1 else None


def _same(told: NumberShape, reference: ReferenceShape, first: int) -> bool:
    """Whether the numbers lie as they would if each parent's rows were counted."""
    rows = sum(b.share * (b.low + b.high) / 2 for b in reference.children)
    if rows <= 0:
        return False
    below = 0.0
    for one in told.bins:
        below += one.share
        last = one.high if one.low == one.high else one.high - 1
        upto = last - first + 1
        made = sum(b.share * _mean(b.low, b.high, upto) for b in reference.children) / rows
        if abs(made - below) > _APART:
            return False
    return True


def _mean(low: float, high: float, most: float) -> float:
    """The mean of min(n, most) for the whole numbers n from low to high."""
    if most >= high:
        return (low + high) / 2
    if most <= low:
        return most
    inside = most - low + 1
    return (inside * (low + most) / 2 + (high - most) * most) / (high - low + 1)
