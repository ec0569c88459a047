"""How many rows of a nullable column are NULL."""

from __future__ import annotations

import copy

from seeding.columns.base import Column
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.rules.supabase import is_users

_USUAL = 0.1
_SHARES = {
    "deleted": 0.9, "name_suffix": 0.9, "honorific": 0.5, "middle_name": 0.5, "street_2": 0.7, "later": 0.3,
    "future": 0.3, "image_url": 0.3, "url": 0.3, "sentence": 0.3, "paragraph": 0.15, "phone": 0.15, "birth": 0.2,
}  # fmt: skip
# What other columns agree with or come after is always there.
_ALWAYS = frozenset(
    {
        "created", "updated", "started", "full_name", "first_name", "last_name", "email", "username", "title", "name",
        "product_name", "city", "status", "kind", "slug", "street", "region", "postal_code", "country", "country_code",
    }
)  # fmt: skip


def null_share(facts: ColumnFacts) -> float:
    """The share of rows, 0 to 1, that are NULL."""
    attribute = facts.attribute
    if not attribute.nullable or attribute.default is not None or facts.limits.not_null or facts.unique:
        return 0.0
    if is_users(facts.table):
        return 0.0
    if facts.name in facts.of.shared_checks or facts.name in facts.of.keyed:
        return 0.0
    concept = concept_of(facts)
    return 0.0 if concept in _ALWAYS else _SHARES.get(concept or "", _USUAL)


def with_nulls(generator: Column, share: float) -> Column:
    """The same generator with a share of nulls."""
    if not share:
        return generator
    changed = copy.copy(generator)
    args, kwargs = generator._arguments
    changed._arguments = (args, {**kwargs, "nulls": share})
    changed.nulls = share
    return changed
