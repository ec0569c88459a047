"""Texts, arrays and documents by what a pattern file tells of them; None where they stay with who makes them now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from seeding.columns import pools
from seeding.columns.array_of import ArrayOf
from seeding.columns.base import Column
from seeding.columns.json_shape import Json, Sometimes
from seeding.columns.paragraph import Paragraph
from seeding.columns.prose import Prose
from seeding.columns.sentence import Sentence
from seeding.columns.subset import Subset
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.fit import Clipped
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.terms import Terms
from seeding.infer.patterned.array import PatternArray
from seeding.infer.patterned.category import PatternCategory
from seeding.infer.patterned.number import PatternNumber
from seeding.infer.patterned.text import PatternText
from seeding.patterns.model import ArrayShape, CategoryShape, ColumnShape, JsonShape, NumberBin, NumberShape, TextShape
from seeding.plan.patterned.typed import typed, usable
from seeding.schema import Attribute

_WORDS = 3  # on the mean: a text, and no code
_CERTAIN = 0.9995

Lengths = list[tuple[float, float, float]]


def text(facts: ColumnFacts, shape: TextShape, before: Column, options: Mapping[str, Any]) -> Column | None:
    """Prose as long as production's; names, codes and all that has a form of its own stay as they are."""
    if not shape.lengths or facts.unique or facts.limits.patterns or not facts.is_text:
        return None
    writer: Column = before.column if isinstance(before, Clipped) else before
    if type(writer) is Pattern and _mean(shape.words) >= _WORDS:
        writer = Paragraph()
    if isinstance(writer, Prose):
        writer = _unbound(writer)
    elif not (isinstance(writer, Terms) and writer.about == "description" and not writer.unique):
        return None
    return PatternText(writer, _lengths(shape.lengths), longest=facts.longest, **options)


def _unbound(writer: Prose) -> Column:
    """The same subject, in sentences of any length."""
    return (
        Paragraph(writer.topic, of=writer.of)
        if isinstance(writer, Paragraph | Sentence)
        else type(writer)(writer.topic, of=writer.of)
    )


def _mean(bins: tuple[NumberBin, ...]) -> float:
    return sum(b.share * (b.low + max(b.high - 1, b.low)) / 2 for b in bins)


def _lengths(bins: tuple[NumberBin, ...]) -> Lengths:
    return [(b.low, b.high, b.share) for b in bins]


def array(facts: ColumnFacts, shape: ArrayShape, before: Column, options: Mapping[str, Any]) -> Column | None:
    """Arrays as long as production's, of its elements where the file lists these."""
    element = facts.type.element
    if not shape.lengths or element is None or type(before) not in (ArrayOf, Subset) or facts.unique:
        return None
    least, most = facts.limits.shortest or 0, facts.limits.longest
    lengths = [
        (max(low, least), max(high, least) if most is None else min(max(high, least), most + 1), share)
        for low, high, share in _lengths(shape.lengths)
    ]
    longest = max(max(high - 1, low) for low, high, _ in lengths)
    inner = Attribute(facts.name, element, nullable=False)
    if isinstance(shape.elements, CategoryShape) and shape.elements.values:
        held = usable(facts.table, inner, shape.elements.values)
        listed = [v for v, fits in zip(shape.elements.values, held, strict=True) if fits]
        shares = [s for s, fits in zip(shape.elements.shares, held, strict=True) if fits]
        if not listed:
            return None
        values = typed(facts.table, inner, listed)
        if longest <= len(listed):
            return PatternArray(None, lengths, values=values, shares=shares, **options)
        return PatternArray(PatternCategory(values, shares), lengths, **options)
    if isinstance(before, Subset):
        values = before._pool
        if before.of is not None or longest > len(values):
            return None
        return PatternArray(None, lengths, values=values, shares=before._weights[0], **options)
    assert isinstance(before, ArrayOf)
    made: Column = before.column
    if isinstance(shape.elements, NumberShape) and shape.elements.bins and element.base.name in _WHOLE:
        made = _number(shape.elements)
    return PatternArray(made, lengths, **options)


_WHOLE = {"int4", "int8"}


def document(facts: ColumnFacts, shape: JsonShape, before: Column, options: Mapping[str, Any]) -> Column | None:
    """Objects with production's keys, each in as many rows; None where somebody else decides what is in them."""
    if type(before) is not Json or not shape.keys or shape.objects < _CERTAIN or "code" in options or facts.unique:
        return None
    if any(attribute.generated for attribute in facts.table.attributes):
        return None
    return Json(_object(shape, before.shape if isinstance(before.shape, Mapping) else {}), **options)


def _object(shape: JsonShape, before: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in shape.keys.items():
        known = before.get(name)
        inner = _under(key.value, known.shape if isinstance(known, Sometimes) else known)
        found[name] = inner if key.share >= _CERTAIN else Sometimes(inner, key.share)
    return found


def _under(shape: ColumnShape, before: Any) -> Any:
    if isinstance(shape, JsonShape):
        return _object(shape, before if isinstance(before, Mapping) else {})
    if isinstance(shape, CategoryShape) and shape.values:
        return PatternCategory(_scalars(shape), shape.shares, nulls=shape.nulls)
    if isinstance(shape, NumberShape) and shape.bins:
        return _number(shape, shape.nulls)
    if before is not None:
        return before
    if isinstance(shape, TextShape) and shape.lengths:
        return PatternText(Sentence(), _lengths(shape.lengths), nulls=shape.nulls)
    return None


def _scalars(shape: CategoryShape) -> pa.Array:
    if all(isinstance(value, bool) for value in shape.values):
        return pa.array(list(shape.values), pa.bool_())
    return pools.of([str(value) for value in shape.values])


def _number(shape: NumberShape, nulls: float = 0.0) -> Column:
    step = Decimal(repr(shape.step)).normalize() if shape.step else None
    if step is not None and step == step.to_integral_value():
        step = step.quantize(Decimal(1))
    digits = None if step is None else max(0, -int(step.as_tuple().exponent)) or None
    return PatternNumber([(b.low, b.high, b.share) for b in shape.bins], step=step, digits=digits, nulls=nulls)
