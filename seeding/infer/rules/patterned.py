"""Text that a check holds to a regular expression."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.constant import Constant
from seeding.errors import FactoryError
from seeding.infer import type_rules
from seeding.infer.concepts import OWNED, concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred


def patterned(facts: ColumnFacts) -> Iterator[Inferred]:
    """What the expression describes, where it can be read backwards."""
    if not facts.limits.patterns or not facts.is_text:
        return
    if concept_of(facts) in OWNED and facts.attribute.nullable:
        # Every text that matches could be somebody's, as far as we can tell.
        yield Inferred(Constant(None), f"NULL: no reserved value matches '{facts.limits.patterns[0].pattern}'")
        return
    try:
        generator = type_rules.patterned(facts)
    except FactoryError:
        return
    reason = f"check ~ '{facts.limits.patterns[0].pattern}'"
    yield Inferred(generator, f"{reason} + unique" if facts.unique else reason)
