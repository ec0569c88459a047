"""Keys that stand for nothing but the row: sequences, identity columns, random uuids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.columns.key import Key, Serial
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.type_rules import distinct

_RANDOM = re.compile(r"\b(gen_random_uuid|uuid_generate_v\d\w*|uuidv[47]|uuid_v7|gen_ulid)\(")


def surrogate(facts: ColumnFacts) -> Iterator[Inferred]:
    """Row numbers for sequences and whole-number primary keys, generated uuids for uuid keys."""
    if facts.limits.choices is not None:
        return  # a check lists the keys, or partitions that refer to them do
    attribute = facts.attribute
    if facts.is_number and (attribute.identity is not None or attribute.sequence is not None):
        what = "identity column" if attribute.identity else f"sequence {attribute.sequence}"
        yield Inferred(Serial(), what)
    if facts.type_name == "uuid" and (facts.unique or _RANDOM.search(attribute.default or "")):
        why = "unique" if facts.unique else attribute.default or ""
        yield Inferred(Key(), f"uuid, {facts.distinct_reason or why}")
    primary = facts.table.primary_key
    if facts.unique and facts.is_number and primary is not None and primary.columns == (facts.name,):
        generator = distinct(facts)
        if generator is not None:
            yield Inferred(generator, "primary key")
    return
