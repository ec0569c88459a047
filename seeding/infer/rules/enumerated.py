"""Values that are listed: an enum's labels, a check's IN (…)."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.choice import Choice
from seeding.infer.builders.commerce import WITHOUT_HUNDREDTHS, has_hundredths
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.options import options_of
from seeding.infer.type_rules import of_type
from seeding.schema import TypeKind


def enumerated(facts: ColumnFacts) -> Iterator[Inferred]:
    """One of the labels or listed values, the default or the first of them most often."""
    if facts.type.kind is TypeKind.ENUM:
        reason = f"enum {facts.type.name}"
    elif facts.limits.choices is not None and facts.type.kind is TypeKind.BASE:
        reason = f"check lists {len(facts.limits.choices)} values"
    else:
        return
    generator = of_type(facts)
    if generator is None:
        return
    if concept_of(facts) == "currency" and has_hundredths(facts):
        fine = [code for code in options_of(facts) or () if str(code).upper() not in WITHOUT_HUNDREDTHS]
        if 0 < len(fine) < len(options_of(facts) or ()) and not facts.unique:
            # A yen has no hundredths: 53.73 of them would be wrong.
            yield Inferred(Choice(fine), f"{reason}, those with hundredths")
            return
    yield Inferred(generator, f"{reason} + unique" if facts.unique else reason)
