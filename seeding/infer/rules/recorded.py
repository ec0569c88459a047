"""Tables of countries, currencies, languages and units: code, name and symbol of a row belong together."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.record import Record
from seeding.infer.inferred import Inferred
from seeding.infer.records import field_of, kind_of

_LONG = 5  # characters of codes that nothing has, where the column has room for them


def recorded(facts: ColumnFacts) -> Iterator[Inferred]:
    """The field of a list's entry that the column's name says."""
    if not facts.is_text or (kind := kind_of(facts)) is None:
        return
    field = field_of(facts, kind)
    if field is None:
        return
    generator = (
        Record(kind, field, unique=True, longest=min(facts.longest or _LONG, _LONG))
        if facts.unique
        else Record(kind, field)
    )
    if facts.longest is not None and facts.longest < generator.widest and (facts.unique or generator.coded):
        return
    reason = f"name {facts.name!r} in a table of {kind}"
    yield Inferred(generator, f"{reason} + unique" if facts.unique else reason)
