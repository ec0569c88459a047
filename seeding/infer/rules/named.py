"""What the column's name says it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seeding.columns.base import Column
from seeding.errors import FactoryError
from seeding.infer.builders import commerce, content, flags, identity, network, numbers, people, places, times
from seeding.infer.builders.common import Builder
from seeding.infer.builders.lists import array_of_names
from seeding.infer.concepts import concept_of, family_of
from seeding.infer.concepts import named as concept_named
from seeding.infer.distinct import is_distinct
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import number

_BUILDERS: Mapping[str, Mapping[str, Builder]] = {
    "text": {
        **people.BUILDERS,
        **places.BUILDERS,
        **network.BUILDERS,
        **commerce.BUILDERS,
        **identity.BUILDERS,
        **content.BUILDERS,
    },
    "number": {**numbers.BUILDERS, **identity.WHOLE},
    "moment": times.BUILDERS,
    "boolean": flags.BUILDERS,
}


def named(facts: ColumnFacts) -> Iterator[Inferred]:
    """The generators for the concept the name stands for, in this type."""
    family, concept = family_of(facts), concept_of(facts)
    if facts.is_integer and not facts.unique and concept_named(facts.name, "boolean")[0] is not None:
        # A truth that is kept as a number: 0 or 1.
        yield Inferred(number(facts, 0, 1), f"name {facts.name!r}")
        return
    listed = array_of_names(facts)
    if listed is not None:
        yield Inferred(listed, f"name {facts.name!r}")
    if family is None or concept is None:
        return
    builder = _BUILDERS[family].get(concept)
    try:
        made = None if builder is None else builder(facts)
    except FactoryError:
        return  # limits that contradict what the name says: the next rule's turn
    reason = f"name {facts.name!r} + unique" if facts.unique else f"name {facts.name!r}"
    for generator in [made] if isinstance(made, Column) else made or ():
        if not facts.unique or is_distinct(generator):
            yield Inferred(generator, reason)
