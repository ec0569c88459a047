"""The same thing written uniformly: `normalized_email` beside `email`, `canonical_name` beside `name`."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.fit import Fit
from seeding.infer.generators.same import SameAs
from seeding.infer.inferred import Inferred

_UNIFORM = frozenset({"normalized", "normalised", "canonical", "lower", "lowercase", "lowercased"})


def normalized(facts: ColumnFacts) -> Iterator[Inferred]:
    """What the column of the same name without "normalized" holds, in lower case."""
    rest = tuple(word for word in facts.words if word not in _UNIFORM)
    if not facts.is_text or not rest or len(rest) == len(facts.words):
        return
    for other in facts.of.columns.values():
        if other.words != rest or not other.is_text or not other.attribute.writable:
            continue
        keys = {column for key in facts.table.foreign_keys for column in key.columns}
        short = facts.longest is not None and (other.longest is None or other.longest > facts.longest)
        if other.name in keys or short or (other.attribute.nullable and not facts.attribute.nullable):
            return
        distinct = any(unique.columns == (other.name,) for unique in facts.table.uniques)
        if facts.unique and not distinct:
            return
        same = SameAs(other.name)
        # Lower case could make two of them alike: what tells rows apart stays as it is.
        yield Inferred(same if facts.unique else Fit(same, case="lower"), f"name {facts.name!r}, as {other.name}")
