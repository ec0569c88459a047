"""What rules share that reckon numbers from their neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from seeding.columns.base import Column
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.reckoned import How, Reckoned
from seeding.infer.numeric import allowed

Made = tuple[Column, Sequence[str]] | None


def numbers(facts: ColumnFacts, *, nulls: bool = False) -> Iterator[ColumnFacts]:
    """The other columns of numbers that are written; never NULL where this one may not be, unless `nulls`."""
    keys = {column for key in facts.table.foreign_keys for column in key.columns}
    for other in facts.of.columns.values():
        usable = other.is_number and other.attribute.writable and other.name not in keys | {facts.name}
        if usable and (nulls or facts.attribute.nullable or is_there(other)):
            yield other


def is_there(facts: ColumnFacts) -> bool:
    """Whether every row has a value: a default is as good as NOT NULL for that."""
    return not facts.attribute.nullable or facts.attribute.default is not None


def amount(facts: ColumnFacts) -> bool:
    """Whether it is money, in whole units or in cents."""
    return concept_of(facts) in ("money", "cents")


def made(facts: ColumnFacts, of: Sequence[str], how: How = "sum", **options: Any) -> Column:
    """What follows from the columns `of`, as the column can hold it."""
    span = allowed(facts)
    low = max(span.low, type(span.low)(0))
    if facts.is_integer:
        return Reckoned(of, how, **options, low=int(low), high=int(span.high), step=1)
    if facts.type_name in ("float4", "float8"):
        return Reckoned(of, how, **options, low=float(low), high=float(span.high), step=0.01)
    return Reckoned(of, how, **options, low=low, high=span.high, digits=max(0, span.digits))
