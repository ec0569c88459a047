"""Keys decided together: which columns come from a parent, and which combinations may not repeat."""

from __future__ import annotations

from seeding.infer.agreement import agree
from seeding.infer.decisions import Keys
from seeding.infer.exclusions import exclude
from seeding.infer.facts import TableFacts
from seeding.infer.polymorphic import polymorphic
from seeding.infer.references import references, set_apart
from seeding.infer.tenants import share
from seeding.infer.uniques import tell_apart


def keys_of(facts: TableFacts) -> Keys:
    """The decisions for one table."""
    keys = Keys()
    anchors = references(facts, keys)
    share(facts, keys)
    for exclusion in facts.table.exclusions:
        exclude(facts, keys, exclusion, anchors)
    # Single columns first: what they settle is settled for the combinations they are part of.
    for unique in sorted(facts.table.uniques, key=lambda unique: len(unique.columns)):
        if not unique.without_overlaps:
            tell_apart(facts, keys, unique, anchors)
    for (one, other), check in facts.relations.unlike.items():
        set_apart(keys, one, other, check, anchors)
    agree(facts, keys)
    polymorphic(facts, keys)
    return keys
